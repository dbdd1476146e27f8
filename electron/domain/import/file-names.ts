/** Extensions that count as video when a folder is walked. A file named directly is tried whatever its name. */
const videoExtensions: ReadonlySet<string> = new Set(
  (
    '3g2 3gp asf avi divx dv f4v flv insv lrv m2p m2t m2ts m2v m4v mk3d mkv mod mov mp4 mpe mpeg mpg mpv mqv mts mxf ' +
    'nut ogm ogv qt rm rmvb tod ts vob webm wmv wtv y4m'
  ).split(' '),
)

/** Last part of a path, whichever slash divides it. */
export const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

/** Extension in lower case without the dot; empty when there is none. */
export const extensionOf = (name: string): string => {
  const base = baseName(name)
  const dot = base.lastIndexOf('.')
  return dot <= 0 ? '' : base.slice(dot + 1).toLowerCase()
}

/** Name without folder and extension. */
export const stemOf = (name: string): string => {
  const base = baseName(name)
  const dot = base.lastIndexOf('.')
  return dot <= 0 ? base : base.slice(0, dot)
}

/** Whether a file found in a folder is taken for a video. */
export const isVideoFileName = (name: string): boolean => videoExtensions.has(extensionOf(name))

/** Whether a walk passes over it: dot files, macOS resource forks, system folders. */
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
