import type { CaptionTrack } from '../../../electron/contract/index.ts'

const languageName = (code: string | null): string => {
  if (code === null || code === 'und' || code === '') return ''
  try {
    return new Intl.DisplayNames(undefined, { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}

/** What a caption track is called in a list: language, title, and the file that it comes from. */
export const trackText = (track: CaptionTrack): string => {
  const language = languageName(track.language)
  const name = [language, track.title ?? ''].filter((part) => part !== '').join(', ')
  const file =
    track.file === null
      ? 'file'
      : track.file.slice(Math.max(track.file.lastIndexOf('/'), track.file.lastIndexOf('\\')) + 1)
  return `${name === '' ? `Track ${track.track + 1}` : name}${track.source === 'sidecar' ? ` (${file})` : ''}`
}
