import { isAbsolute, resolve } from 'node:path'
import { momentPath, parseMomentLink } from '../../contract/index.ts'

/** Where the page goes for a link that the system hands over; null for a link that names no moment. */
export const placeOfLink = (link: string): string | null => {
  const moment = parseMomentLink(link)
  return moment === null ? null : momentPath(moment)
}

/** What the desktop app was started with. */
export interface StartOptions {
  readonly library: string | undefined
  /** Opens the library of generated clips with toy models. */
  readonly demo: boolean
  /** Files and folders to import, absolute. */
  readonly paths: readonly string[]
  /** Place of the page that a link leads to; null without one. */
  readonly place: string | null
}

/** Options of the server host that mean nothing here; the value counts as consumed. */
const ignoredWithValue: ReadonlySet<string> = new Set(['--port', '--host'])

/**
 * Reads a command line. Chromium's own switches are passed over. Unpackaged, the first plain argument is the folder
 * of the app itself.
 */
export const readStartOptions = (
  argv: readonly string[],
  context: { readonly isPackaged: boolean; readonly workingFolder: string },
): StartOptions => {
  const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(context.workingFolder, path))
  let library: string | undefined
  let appFolderSeen = context.isPackaged
  let onlyPaths = false
  let demo = false
  const paths: string[] = []
  let place: string | null = null
  const rest = argv.slice(1)
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (onlyPaths) paths.push(absolute(argument))
    else if (argument === '--') onlyPaths = true
    else if (argument === '--demo') demo = true
    else if (argument === '--library') {
      const value = rest.shift()
      if (value !== undefined) library = absolute(value)
    } else if (argument.startsWith('--library=')) library = absolute(argument.slice('--library='.length))
    else if (ignoredWithValue.has(argument)) rest.shift()
    else if (/^goodclips:/i.test(argument)) place = placeOfLink(argument) ?? place
    else if (argument.startsWith('-')) continue
    else if (appFolderSeen) paths.push(absolute(argument))
    else appFolderSeen = true
  }
  return { library, demo, paths, place }
}
