import { stat } from 'node:fs/promises'
import { dialog, ipcMain, Menu, type NativeImage, nativeImage, shell, type WebContents } from 'electron'
import { actions, type DragOut, desktopChannels, type OpenDialogKind } from '../../contract/index.ts'
import type { AppResources } from '../../core/app-resources.ts'
import type { Core } from '../../core/core-api.ts'
import { draggedFiles } from './drag-out.ts'
import { mayOpenBySystem } from './open-file.ts'
import { guarded } from './page-messages.ts'

const chooseFiles = async (kind: OpenDialogKind): Promise<readonly string[]> => {
  const what = kind === 'folder' ? 'openDirectory' : 'openFile'
  const { canceled, filePaths } = await dialog.showOpenDialog({ properties: [what, 'multiSelections'] })
  return canceled ? [] : filePaths
}

/** Path of a video's file; null where there is none. */
const fileOf = async (core: Core, videoId: string): Promise<string | null> => {
  const video = await core.videos.get(videoId)
  if (!video.ok) return null
  const { path } = video.value
  return await stat(path).then(
    (stats) => (stats.isFile() ? path : null),
    () => null,
  )
}

const reveal = async (core: Core, videoId: string): Promise<boolean> => {
  const path = await fileOf(core, videoId)
  if (path !== null) shell.showItemInFolder(path)
  return path !== null
}

/** Electron answers with a text that says why, empty when it went well. */
const open = async (core: Core, videoId: string): Promise<boolean> => {
  const path = await fileOf(core, videoId)
  return path !== null && mayOpenBySystem(path) && (await shell.openPath(path)) === ''
}

const dragIconSize = 64
const dragLimitMs = 5_000

/** Hands the drag that has begun in the page to the system. */
const dragFiles = async (core: Core, page: WebContents, dragged: DragOut, icon: NativeImage): Promise<void> => {
  const [first, ...others] = await draggedFiles(core, dragged, AbortSignal.timeout(dragLimitMs))
  if (first === undefined || page.isDestroyed()) return
  page.startDrag({ file: first, files: [first, ...others], icon })
}

/** Answers what the page may ask of the desktop. The page names videos by id; their paths come from the library. */
export const answerPage = (core: Core, resources: Pick<AppResources, 'icon'>): void => {
  const { openDialog, revealInFolder, openFile, dragOut, setMenuState } = desktopChannels
  ipcMain.handle(openDialog.name, guarded(openDialog, chooseFiles))
  ipcMain.handle(
    revealInFolder.name,
    guarded(revealInFolder, (videoId) => reveal(core, videoId)),
  )
  ipcMain.handle(
    openFile.name,
    guarded(openFile, (videoId) => open(core, videoId)),
  )
  // Under the pointer; macOS begins no drag without it.
  const icon = nativeImage.createFromPath(resources.icon).resize({ width: dragIconSize, height: dragIconSize })
  ipcMain.on(dragOut.name, (event, ...args) => {
    const drag = guarded(dragOut, (dragged) => dragFiles(core, event.sender, dragged, icon))
    // No one waits for an answer: what cannot be dragged is let go.
    void (async () => await drag(event, ...args))().catch(() => undefined)
  })
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
