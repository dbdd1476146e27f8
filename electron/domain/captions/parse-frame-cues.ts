import { linesOf, type ParsedCaptions, type ParseOptions, type RawCue } from './raw-cue.ts'

const numbered = /^\s*([{[])(-?\d{1,9})[}\]]\s*[{[](-?\d{0,9})[}\]](.*)$/
/** Controls of MicroDVD (`{y:i}`, `{C:$0000ff}`) and a slash for italics in MPL2. */
const controls = /\{[a-z]:[^}]{0,60}\}/gi

/**
 * Reads MicroDVD (`{25}{50}Hello|there`, in frames) and MPL2 (`[10]` `[20]`, in tenths of a second). A first cue `{1}{1}23.976`
 * says the frames a second, else they are those of the film.
 */
export const parseFrameCues = (text: string, { framesPerSecond = 25 }: ParseOptions = {}): ParsedCaptions => {
  const cues: RawCue[] = []
  let skipped = 0
  let rate = framesPerSecond
  for (const line of linesOf(text)) {
    const match = numbered.exec(line)
    if (match === null) {
      if (/^\s*[{[][^}\]]{0,20}[}\]]\s*[{[][^}\]]{0,20}\d[^}\]]{0,20}[}\]]/.test(line)) skipped += 1
      continue
    }
    const [, bracket, start = '', end = '', words = ''] = match
    const isFrames = bracket === '{'
    const declared =
      isFrames && cues.length === 0 && Number(start) <= 1 ? /^\s*(\d{1,3}(?:[.,]\d{1,6})?)\s*$/.exec(words) : null
    if (declared !== null) {
      rate = Number((declared[1] ?? '').replace(',', '.')) || framesPerSecond
      continue
    }
    const toMs = (count: number): number => Math.round(isFrames ? (count * 1000) / rate : count * 100)
    const shown = words
      .replace(controls, '')
      .split('|')
      .map((part) => part.replace(/^\s*\//, ''))
      .join('\n')
    cues.push({ startMs: toMs(Number(start)), endMs: toMs(Number(end === '' ? start : end)), text: shown })
  }
  return { cues, skipped }
}
