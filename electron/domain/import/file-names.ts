import { containers } from './containers.ts'

const readable = containers.filter((container) => container.readable && container.holds === 'video')
const videoExtensions: ReadonlySet<string> = new Set(readable.flatMap(({ extensions }) => extensions))
const sharedExtensions: ReadonlySet<string> = new Set(readable.flatMap((container) => container.sharedExtensions ?? []))

/** Last part of a path. Only in a Windows path (`C:\\…`, `\\\\server\\…`) a backslash divides; elsewhere it is part of a name. */
export const baseName = (path: string): string => {
  const isWindows = /^([a-z]:[\\/]|\\\\)/i.test(path)
  return path.slice(Math.max(path.lastIndexOf('/'), isWindows ? path.lastIndexOf('\\') : -1) + 1)
}

/** A name without the blanks and dots at its end, which copies from other systems leave behind the extension. */
const withoutTail = (name: string): string => name.replace(/[\s.]+$/u, '')

/** Extension in lower case without the dot; empty when there is none. */
export const extensionOf = (name: string): string => {
  const base = withoutTail(baseName(name))
  const dot = base.lastIndexOf('.')
  return dot <= 0 ? '' : base.slice(dot + 1).toLowerCase()
}

/** Name without folder and extension. */
export const stemOf = (name: string): string => {
  const whole = baseName(name)
  const base = withoutTail(whole)
  const dot = base.lastIndexOf('.')
  return dot <= 0 ? whole : base.slice(0, dot)
}

/** Whether the extension is used by videos only. */
export const hasVideoExtension = (name: string): boolean => videoExtensions.has(extensionOf(name))

/**
 * Whether the name may be a video's; a few extensions (`ts`, `dat`) are used by other files as often (see `judgeFile`).
 */
export const isVideoFileName = (name: string): boolean =>
  hasVideoExtension(name) || sharedExtensions.has(extensionOf(name))

/** Whether files and folders of this name are not imported: dot files, macOS resource forks, system folders. */
export const isHiddenName = (name: string): boolean =>
  name.startsWith('.') || name === '$RECYCLE.BIN' || name === 'System Volume Information' || name === '@eaDir'

/** A title for people: the file name without extension, underscores as spaces, never empty. */
export const titleFromFileName = (path: string): string => {
  const title = stemOf(path)
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => (character === '\u200d' ? character : ' '))
    .replace(/_+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  return (title === '' ? baseName(path) || 'Untitled' : title).slice(0, 500)
}
