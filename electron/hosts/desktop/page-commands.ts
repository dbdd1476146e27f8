import { stat } from 'node:fs/promises'
import { dialog, ipcMain, Menu, shell } from 'electron'
import { actions, desktopChannels, type OpenDialogKind } from '../../contract/index.ts'
import type { Core } from '../../core/core-api.ts'
import { guarded } from './page-messages.ts'

const chooseFiles = async (kind: OpenDialogKind): Promise<readonly string[]> => {
  const what = kind === 'folder' ? 'openDirectory' : 'openFile'
  const { canceled, filePaths } = await dialog.showOpenDialog({ properties: [what, 'multiSelections'] })
  return canceled ? [] : filePaths
}

const reveal = async (core: Core, videoId: string): Promise<boolean> => {
  const video = await core.videos.get(videoId)
  if (!video.ok) return false
  const { path } = video.value
  const isThere = await stat(path).then(
    () => true,
    () => false,
  )
  if (isThere) shell.showItemInFolder(path)
  return isThere
}

/** Answers what the page may ask of the desktop. The page names videos by id; their paths come from the library. */
export const answerPage = (core: Core): void => {
  const { openDialog, revealInFolder, setMenuState } = desktopChannels
  ipcMain.handle(openDialog.name, guarded(openDialog, chooseFiles))
  ipcMain.handle(
    revealInFolder.name,
    guarded(revealInFolder, (videoId) => reveal(core, videoId)),
  )
  const applyMenuState = guarded(setMenuState, ({ enabled, checked }) => {
    const menu = Menu.getApplicationMenu()
    for (const { id } of actions) {
      const item = menu?.getMenuItemById(id)
      if (item === null || item === undefined) continue
      item.enabled = enabled.includes(id)
      if (item.type === 'checkbox') item.checked = checked.includes(id)
    }
  })
  ipcMain.on(setMenuState.name, (event, ...args) => {
    try {
      applyMenuState(event, ...args)
    } catch {
      // No one waits for an answer to this message; a wrong one is dropped.
    }
  })
}
