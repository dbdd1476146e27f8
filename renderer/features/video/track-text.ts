import type { CaptionTrack } from '../../../electron/contract/index.ts'

const languageName = (code: string | null): string => {
  if (code === null || code === 'und' || code === '') return ''
  try {
    return new Intl.DisplayNames(undefined, { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}

/** What a caption track is called in a list: language, title, where it comes from. */
export const trackText = (track: CaptionTrack): string => {
  const language = languageName(track.language)
  const name = [language, track.title ?? ''].filter((part) => part !== '').join(', ')
  return `${name === '' ? `Track ${track.track + 1}` : name}${track.source === 'sidecar' ? ' (file)' : ''}`
}
