import { knownLanguage } from './language.ts'

/** What the name of a caption file beside a video says. */
export interface SidecarName {
  readonly format: 'srt' | 'vtt' | 'ass' | 'ssa' | 'vobsub' | 'pgs'
  /** Name without the format's ending, for matching with the video. */
  readonly base: string
  readonly language: string | null
  readonly title: string | null
}

const formats: Readonly<Record<string, SidecarName['format']>> = {
  srt: 'srt',
  vtt: 'vtt',
  ass: 'ass',
  ssa: 'ssa',
  // The pictures of VobSub lie in a `.sub` beside the `.idx`.
  idx: 'vobsub',
  sup: 'pgs',
}

const flags: ReadonlySet<string> = new Set(['forced', 'sdh', 'cc', 'hi', 'default', 'foreign', 'commentary', 'full'])

const sameName = (text: string): string => text.normalize('NFC').toLowerCase()

/**
 * Reads `name.srt`, `name.en.vtt`, `name.eng.forced.ass`, `name.mp4.srt` … as a caption file of the video `name.mp4`,
 * in any case and Unicode form. Null when the file is none, or belongs to a video of another name. Between the
 * name and the ending may stand a language, flags and a title, in any order.
 */
export const sidecarName = (fileName: string, videoFileName: string): SidecarName | null => {
  const dot = fileName.lastIndexOf('.')
  const format = formats[fileName.slice(dot + 1).toLowerCase()]
  if (dot <= 0 || format === undefined) return null
  const base = fileName.slice(0, dot)
  const whole = sameName(base)
  const videoDot = videoFileName.lastIndexOf('.')
  const names = [videoFileName, videoDot > 0 ? videoFileName.slice(0, videoDot) : videoFileName].map(sameName)
  const name = names.find((candidate) => whole === candidate || whole.startsWith(`${candidate}.`))
  if (name === undefined) return null

  const tokens = base
    .normalize('NFC')
    .slice(name.length + 1)
    .split('.')
    .filter((token) => token.trim() !== '')
  // From the right: `The.It.Crowd.en.srt` is English. `hi` is Hindi only where nothing else names a language.
  const named = tokens.findLastIndex((token) => !flags.has(token.toLowerCase()) && knownLanguage(token) !== null)
  const position = named >= 0 ? named : tokens.findLastIndex((token) => token.toLowerCase() === 'hi')
  const title = tokens.filter((_token, index) => index !== position).join(' ')
  return {
    format,
    base,
    language: position < 0 ? null : knownLanguage(tokens[position] ?? ''),
    title: title === '' ? null : title,
  }
}
