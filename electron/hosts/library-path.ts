import { posix, win32 } from 'node:path'

/** What the place of a library is decided from. */
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

/** Folder of the library: `--library`, else `GOODCLIPS_LIBRARY`, else one in the user's data folder. */
export const libraryPath = (input: LibraryPathInput): string => {
  const path = input.platform === 'win32' ? win32 : posix
  const chosen = input.option || input.env['GOODCLIPS_LIBRARY']
  return chosen ? path.resolve(input.workingFolder, chosen) : path.join(dataFolder(input), 'GoodCLIPS', 'Library')
}

/** Where the person is: npm runs scripts in the project's folder, but tells where it was called from. */
export const workingFolder = (env: Readonly<Record<string, string | undefined>>, current: string): string =>
  (env['npm_lifecycle_event'] === undefined ? undefined : env['INIT_CWD']) || current
