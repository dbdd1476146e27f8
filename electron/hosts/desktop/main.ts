// Electron's main process: wiring only. What is decided lies in the files beside it and is tested in plain Node.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, type BrowserWindow, dialog, Menu, protocol, session, shell } from 'electron'
import { desktopAccess } from '../../api/access.ts'
import { createApi } from '../../api/app.ts'
import { type ActionId, desktopChannels } from '../../contract/index.ts'
import { appResources } from '../../core/app-resources.ts'
import type { Core } from '../../core/core-api.ts'
import { createCore } from '../../core/create-core.ts'
import { fillDemoLibrary } from '../../demo/fill-demo-library.ts'
import { keepFilesPrivate } from '../keep-files-private.ts'
import { dataFoldersOf, defaultLibraryPath, workingFolder } from '../library-path.ts'
import { describeStartFailure } from '../start-failure.ts'
import { version } from '../version.ts'
import { appOrigin, appScheme, schemePrivileges } from './app-origin.ts'
import { openMainWindow } from './main-window.ts'
import { initialMenuState, menuTemplate } from './menu.ts'
import { answerPage } from './page-commands.ts'
import { decideSecondStart, type HandedOver, profileFolder, realLibraryPath } from './second-start.ts'
import { secureContents, secureSession } from './secure-session.ts'
import { placeOfLink, readStartOptions } from './start-options.ts'
import { chromiumSwitches } from './web-preferences.ts'

keepFilesPrivate()

const closeMs = 10_000
const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const isPackaged = app.isPackaged
const startFolder = workingFolder(process.env, process.cwd())
const options = readStartOptions(process.argv, { isPackaged, workingFolder: startFolder })
const libraryPathInput = {
  option: options.library,
  env: process.env,
  platform: process.platform,
  home: homedir(),
  workingFolder: startFolder,
}
const folders = dataFoldersOf(libraryPathInput, options.demo)
const openLibraryPath = realLibraryPath(folders.libraryPath)
const usualLibraryPath = realLibraryPath(defaultLibraryPath(libraryPathInput))

const log = (line: { readonly message: string }): void => {
  process.stderr.write(`${line.message}\n`)
}

/** Shows why nothing can be opened, and ends the process. */
const showFailure = (cause: unknown): void => {
  const { title, content, details, exitCode } = describeStartFailure(cause)
  if (details !== null) log({ message: details })
  dialog.showErrorBox(title, content)
  app.exit(exitCode)
}

/** Starts everything once Electron is ready; resolves with what importing and closing need. */
const openLibrary = async (): Promise<Core | null> => {
  const opened = await createCore({
    ...folders,
    fillDemo: fillDemoLibrary,
    ...(isPackaged ? { resourcesPath: process.resourcesPath } : {}),
    version,
    log,
  })
  if (opened.ok) return opened.value
  showFailure(opened.error)
  return null
}

const openExternal = (url: string): void => {
  void shell.openExternal(url)
}

const run = (): void => {
  let mainWindow: BrowserWindow | null = null
  let core: Core | null = null
  let isClosing = false
  const stopping = new AbortController()
  const waitingPaths: string[] = [...options.paths]
  let waitingPlace = options.place

  const importPaths = (paths: readonly string[]): void => {
    if (core === null) {
      waitingPaths.push(...paths)
      return
    }
    if (paths.length === 0) return
    core.videos
      .import(paths, stopping.signal)
      .catch((cause: unknown) => log({ message: `The opened files could not be imported: ${String(cause)}` }))
    mainWindow?.webContents.send(desktopChannels.filesOpened.name, paths)
  }

  const showWindow = (place = '/'): void => {
    if (mainWindow !== null) {
      if (mainWindow.isMinimized()) mainWindow.restore()
      mainWindow.focus()
      return
    }
    mainWindow = openMainWindow({
      preloadPath: beside('./preload.cjs'),
      isPackaged,
      statePath: join(app.getPath('userData'), 'window-state.json'),
      place,
    })
    mainWindow.on('closed', () => {
      mainWindow = null
    })
  }

  const openPlace = (place: string): void => {
    if (core === null) waitingPlace = place
    else if (mainWindow === null) showWindow(place)
    else {
      showWindow()
      mainWindow.webContents.send(desktopChannels.placeOpened.name, place)
    }
  }

  const sendAction = (id: ActionId): void => {
    showWindow()
    mainWindow?.webContents.send(desktopChannels.menuAction.name, id)
  }

  app.on('open-file', (event, path) => {
    event.preventDefault()
    importPaths([path])
  })
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const place = placeOfLink(url)
    if (place !== null) openPlace(place)
  })
  app.on('second-instance', (_event, _argv, _folder, handedOver) => {
    const start = decideSecondStart(openLibraryPath, handedOver)
    if (start.kind === 'import') {
      importPaths(start.paths)
      if (start.place !== null) openPlace(start.place)
    }
    if (start.kind === 'otherLibrary')
      log({ message: `This window has another library open than ${start.libraryPath}.` })
    if (core !== null) showWindow()
  })
  app.on('web-contents-created', (_event, contents) => secureContents(contents, openExternal))
  app.on('activate', () => {
    if (core !== null) showWindow()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('before-quit', (event) => {
    if (core === null) return
    event.preventDefault()
    if (isClosing) return
    isClosing = true
    stopping.abort()
    mainWindow?.close()
    const exit = () => app.exit(0)
    setTimeout(exit, closeMs)
    core.close().then(exit, exit)
  })

  const start = async (): Promise<void> => {
    await app.whenReady()
    secureSession(session.defaultSession)
    core = await openLibrary()
    if (core === null) return
    const api = createApi({
      core,
      access: desktopAccess(appOrigin),
      rendererFolder: beside('../renderer'),
      signal: stopping.signal,
      log,
    })
    protocol.handle(appScheme, (request) => api.fetch(request))
    answerPage(core, appResources(isPackaged ? process.resourcesPath : undefined))
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        menuTemplate({ platform: process.platform, isPackaged, state: initialMenuState, onAction: sendAction }),
      ),
    )
    showWindow(waitingPlace ?? '/')
    importPaths(waitingPaths.splice(0))
  }
  start().catch(showFailure)
}

protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: schemePrivileges }])
for (const name of chromiumSwitches) app.commandLine.appendSwitch(name)
app.enableSandbox()
app.setPath('userData', profileFolder(app.getPath('userData'), openLibraryPath, usualLibraryPath))
const handOver: HandedOver = { libraryPath: openLibraryPath, paths: [...options.paths], place: options.place }
// Links open the installed app only: unpackaged, the system would start Electron without it.
if (isPackaged) app.setAsDefaultProtocolClient(appScheme)
if (app.requestSingleInstanceLock(handOver)) run()
else app.quit()
