import { readFileSync, writeFileSync } from 'node:fs'
import { BrowserWindow, screen } from 'electron'
import { appOrigin } from './app-origin.ts'
import { webPreferences } from './web-preferences.ts'
import { minimumSize, parseWindowState, placeWindow, type WindowState } from './window-state.ts'

const readState = (path: string): WindowState | null => {
  try {
    return parseWindowState(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

const keepState = (mainWindow: BrowserWindow, path: string): void => {
  const state: WindowState = { bounds: mainWindow.getNormalBounds(), maximized: mainWindow.isMaximized() }
  try {
    writeFileSync(path, JSON.stringify(state))
  } catch {
    // A window that opens in the middle next time is no reason to keep the app from closing.
  }
}

/** Opens the window where it was last time, and remembers its position when it closes. */
export const openMainWindow = (options: {
  readonly preloadPath: string
  readonly isPackaged: boolean
  readonly statePath: string
  /** Of the page, from `/` on. */
  readonly place: string
}): BrowserWindow => {
  const kept = readState(options.statePath)
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id)
  const workAreas = [primary, ...others].map((display) => display.workArea)
  const mainWindow = new BrowserWindow({
    ...placeWindow(kept?.bounds ?? null, workAreas),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: 'GoodCLIPS',
    backgroundColor: '#141414',
    webPreferences: webPreferences(options),
  })
  mainWindow.once('ready-to-show', () => {
    if (kept?.maximized === true) mainWindow.maximize()
    mainWindow.show()
  })
  mainWindow.on('close', () => keepState(mainWindow, options.statePath))
  void mainWindow.loadURL(`${appOrigin}${options.place}`)
  return mainWindow
}
