/** A prefix of paths here, and what it is called on the editor's machine. */
export interface PathMapping {
  readonly from: string
  readonly to: string
}

const isWindows = (path: string): boolean => /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\')

const withoutEnd = (prefix: string): string => prefix.replace(/[\\/]+$/, '')

/**
 * The path on another machine: the longest prefix that fits, up to the end of a folder's name, is replaced, and the rest is
 * written with the separators of the new one.
 */
export const mapPath = (path: string, mappings: readonly PathMapping[]): string => {
  const same = (left: string, right: string): boolean =>
    isWindows(path)
      ? left.replaceAll('\\', '/').toLowerCase() === right.replaceAll('\\', '/').toLowerCase()
      : left === right
  const fits = mappings
    .map(({ from, to }) => ({ from: withoutEnd(from), to: withoutEnd(to) }))
    .filter(({ from }) => same(path.slice(0, from.length), from) && /^([\\/]|$)/.test(path.slice(from.length)))
    .toSorted((a, b) => b.from.length - a.from.length)
  const [best] = fits
  if (best === undefined) return path
  const rest = path.slice(best.from.length)
  const separator = isWindows(best.to) ? '\\' : '/'
  // On POSIX a backslash is a letter of a name.
  return best.to + (isWindows(path) ? rest.replaceAll(/[\\/]/g, separator) : rest.replaceAll('/', separator))
}

const encodePart = (part: string): string =>
  encodeURIComponent(part).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const encodePath = (path: string): string => path.split('/').map(encodePart).join('/')

/**
 * URL of a file (RFC 8089): percent-encoded UTF-8, `file:///C:/…` for a drive, `file://server/share/…` for a share.
 * `host` stands where the path names none.
 */
export const editorFileUrl = (path: string, host: '' | 'localhost' = ''): string => {
  if (!isWindows(path)) return `file://${host}${encodePath(path)}`
  const plain = path.replaceAll('\\', '/')
  if (plain.startsWith('//')) {
    const [, , server = '', ...rest] = plain.split('/')
    return `file://${server}/${rest.map(encodePart).join('/')}`
  }
  return `file://${host}/${plain.slice(0, 2)}${encodePath(plain.slice(2))}`
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    // Some programs write URLs without encoding what is in them.
    return text
  }
}

/** The path that a file URL names, in the way of its machine; what is no file URL is a path already. */
export const pathOfFileUrl = (url: string): string => {
  const match = /^file:(?:\/\/([^/]*))?(\/.*)?$/i.exec(url.trim())
  if (match === null) return url.trim()
  const [, host = '', rest = ''] = match
  const path = decoded(rest)
  if (/^\/[A-Za-z]:/.test(path)) return path.slice(1).replaceAll('/', '\\')
  if (host !== '' && host.toLowerCase() !== 'localhost') return `\\\\${decoded(host)}${path.replaceAll('/', '\\')}`
  return path
}

/** Name of a file without its folders, whichever machine wrote the path. */
export const nameInPath = (path: string): string =>
  (isWindows(path) ? path.split(/[\\/]/) : path.split('/')).findLast((part) => part !== '') ?? path

/** The reel by which editors know a file that names none: its name without extension. */
export const reelOfFile = (name: string): string => name.replace(/\.[^.]{1,8}$/, '')
