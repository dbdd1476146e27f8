import { type AudioStream, type CaptionTrack, soundPositionOf } from '../../../electron/contract/index.ts'

const languageName = (code: string | null): string => {
  if (code === null || code === 'und' || code === '') return ''
  try {
    return new Intl.DisplayNames(undefined, { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}

/** What a caption track is called in a list: language, title, and the file or model that it comes from. */
export const trackText = (track: CaptionTrack): string => {
  const language = languageName(track.language)
  if (track.source === 'speech') {
    const origin = track.isTranslation === true ? 'Translated speech' : 'Speech'
    const position = soundPositionOf(track.track)
    const sound = position === 0 ? '' : `sound track ${position}`
    return [`${origin} · ${track.codec}`, language, sound].filter((part) => part !== '').join(', ')
  }
  if (track.source === 'screen') {
    return [`Text on screen · ${track.codec}`, language].filter((part) => part !== '').join(', ')
  }
  const name = [language, track.title ?? ''].filter((part) => part !== '').join(', ')
  const file =
    track.file === null
      ? 'file'
      : track.file.slice(Math.max(track.file.lastIndexOf('/'), track.file.lastIndexOf('\\')) + 1)
  return `${name === '' ? `Track ${track.track + 1}` : name}${track.source === 'sidecar' ? ` (${file})` : ''}`
}

const channelText = (channels: number | null): string =>
  channels === null ? '' : channels === 1 ? 'mono' : channels === 2 ? 'stereo' : `${channels} channels`

/** What a sound track is called in a list: its number, language, title, channels, and why one would not choose it. */
export const soundTrackText = (stream: AudioStream, position: number): string => {
  const remark = !stream.readable ? 'not read' : stream.silent === true ? 'silent' : ''
  const parts = [languageName(stream.language), stream.title ?? '', channelText(stream.channels), remark]
  return [`Track ${position + 1}`, ...parts.filter((part) => part !== '')].join(', ')
}
