import { posix, win32 } from 'node:path'

/** What decides where a library lies. */
export interface LibraryPathInput {
  /** Value of `--library`, if given. */
  readonly option: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly home: string
  /** Folder that relative paths start from. */
  readonly workingFolder: string
}

const dataFolder = ({ env, platform, home }: LibraryPathInput): string => {
  if (platform === 'win32') return env['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local')
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support')
  const xdg = env['XDG_DATA_HOME']
  // The specification says that a relative path here must be ignored.
  return xdg !== undefined && posix.isAbsolute(xdg) ? xdg : posix.join(home, '.local', 'share')
}

/** Folder of the library where nobody names one. */
export const defaultLibraryPath = (input: LibraryPathInput): string => {
  const path = input.platform === 'win32' ? win32 : posix
  return path.join(dataFolder(input), 'GoodCLIPS', 'Library')
}

/** Folder of the library: `--library`, else `GOODCLIPS_LIBRARY`, else one in the user's data folder. */
export const libraryPath = (input: LibraryPathInput): string => {
  const path = input.platform === 'win32' ? win32 : posix
  const chosen = input.option || input.env['GOODCLIPS_LIBRARY']
  return chosen ? path.resolve(input.workingFolder, chosen) : defaultLibraryPath(input)
}

/** Where the demo library lies: a folder of its own, so that nothing of it mixes with the person's videos. */
export const demoLibraryPath = (input: LibraryPathInput): string => {
  const path = input.platform === 'win32' ? win32 : posix
  return path.join(dataFolder(input), 'GoodCLIPS', 'Demo', 'Library')
}

/** Where models lie, for all libraries: `GOODCLIPS_MODELS`, else beside the default library. */
export const modelsPath = (input: LibraryPathInput): string => {
  const path = input.platform === 'win32' ? win32 : posix
  const chosen = input.env['GOODCLIPS_MODELS']
  return chosen ? path.resolve(input.workingFolder, chosen) : path.join(dataFolder(input), 'GoodCLIPS', 'Models')
}

/** Which library a host opens, and where what all libraries share lies. */
export interface DataFolders {
  readonly libraryPath: string
  readonly modelsPath: string
  /** `GOODCLIPS_WHEELS`: Python packages for machines without a network. */
  readonly wheelsPath?: string
  readonly demo?: true
}

/** The data folders of a command line; with `demo`, and unless a library is named, those of the demo library. */
export const dataFoldersOf = (input: LibraryPathInput, demo = false): DataFolders => {
  const path = input.platform === 'win32' ? win32 : posix
  const wheels = input.env['GOODCLIPS_WHEELS']
  return {
    libraryPath: demo && !input.option ? demoLibraryPath(input) : libraryPath(input),
    modelsPath: modelsPath(input),
    ...(wheels ? { wheelsPath: path.resolve(input.workingFolder, wheels) } : {}),
    ...(demo ? { demo } : {}),
  }
}

/** Where the person is: npm runs scripts in the project's folder, but names the folder it was called from. */
export const workingFolder = (env: Readonly<Record<string, string | undefined>>, current: string): string =>
  (env['npm_lifecycle_event'] === undefined ? undefined : env['INIT_CWD']) || current
