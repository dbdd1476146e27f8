import { linesOf, type ParsedCaptions, type ParseOptions, type RawCue } from './raw-cue.ts'
import { timecodeMs, timecodeRate } from './timecode-rate.ts'

const cueLine = /^\s*(\d\d):(\d\d):(\d\d)[:;.](\d\d)\s*,\s*(\d\d):(\d\d):(\d\d)[:;.](\d\d)\s*,(.*)$/
/** Switches of italics, bold and underlining. */
const switches = /\^[IBU]/g

/** The whole number of frames a second that a film's timecode counts. */
const nominalRate = (filmRate: number): number => Math.max(1, Math.round(filmRate))

/**
 * Reads Spruce STL, as DVD authoring programs write it: `00:00:01:12 , 00:00:03:00 , One|two`, with the last part of a
 * timecode in frames of the film. Lines that begin with `$` or `//` set styles and say nothing.
 */
export const parseSpruceStl = (text: string, { framesPerSecond = 25 }: ParseOptions = {}): ParsedCaptions => {
  const nominal = nominalRate(framesPerSecond)
  const rate = timecodeRate(nominal, framesPerSecond)
  const cues: RawCue[] = []
  let skipped = 0
  for (const line of linesOf(text)) {
    const match = cueLine.exec(line)
    if (match === null) continue
    const numbers = match.slice(1, 9).map(Number)
    const clock = (from: number): number | null => {
      const [hours = 0, minutes = 0, seconds = 0, frames = 0] = numbers.slice(from, from + 4)
      return timecodeMs({ hours, minutes, seconds, frames, nominal, isDropFrame: false }, rate)
    }
    const [startMs, endMs] = [clock(0), clock(4)]
    if (startMs === null || endMs === null) {
      skipped += 1
      continue
    }
    const words = (match[9] ?? '').replace(switches, '').replaceAll('|', '\n')
    cues.push({ startMs: Math.round(startMs), endMs: Math.round(endMs), text: words })
  }
  return { cues, skipped }
}
