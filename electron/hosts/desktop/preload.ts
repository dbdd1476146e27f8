// Runs sandboxed between page and host. Hands the page exactly the functions of the bridge, nothing of Electron itself.
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { type DesktopBridge, desktopBridgeName, desktopChannels } from '../../contract/desktop-bridge.ts'

const { openDialog, revealInFolder, openFile, dragOut, setMenuState, menuAction, placeOpened, filesOpened } =
  desktopChannels

/** Calls back for every message that parses, without letting the event (and with it Electron) through. */
const listen = <Payload>(
  channel: { readonly name: string; readonly payload: { readonly safeParse: (value: unknown) => Parsed<Payload> } },
  listener: (payload: Payload) => void,
): (() => void) => {
  const onMessage = (_event: unknown, value: unknown) => {
    const parsed = channel.payload.safeParse(value)
    if (parsed.success) listener(parsed.data)
  }
  ipcRenderer.on(channel.name, onMessage)
  return () => {
    ipcRenderer.off(channel.name, onMessage)
  }
}

type Parsed<Payload> = { readonly success: true; readonly data: Payload } | { readonly success: false }

const bridge: DesktopBridge = {
  pathsForFiles: (files) =>
    files.map((file) => {
      // A file that a script made has no path: Electron answers an empty string.
      const path = file instanceof File ? webUtils.getPathForFile(file) : ''
      return path === '' ? null : path
    }),
  openDialog: (kind) => ipcRenderer.invoke(openDialog.name, kind),
  revealInFolder: (videoId) => ipcRenderer.invoke(revealInFolder.name, videoId),
  openFile: (videoId) => ipcRenderer.invoke(openFile.name, videoId),
  dragOut: (dragged) => ipcRenderer.send(dragOut.name, dragged),
  setMenuState: (state) => ipcRenderer.send(setMenuState.name, state),
  onMenuAction: (listener) => listen(menuAction, listener),
  onPlaceOpened: (listener) => listen(placeOpened, listener),
  onFilesOpened: (listener) => listen(filesOpened, listener),
}

contextBridge.exposeInMainWorld(desktopBridgeName, bridge)
