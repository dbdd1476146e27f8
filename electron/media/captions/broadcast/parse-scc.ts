import {
  linesOf,
  type ParsedCaptions,
  type ParseOptions,
  timecodeMs,
  timecodeRate,
} from '../../../domain/captions/index.ts'
import { type CaptionPair, line21FramesPerSecond } from './caption-pair.ts'
import { createLine21Decoder, type Line21Channel, line21FrameMs } from './decode-line21.ts'

const clockForm = /^(\d{1,3})[:;](\d{2})[:;](\d{2})([:;.,])(\d{2})$/

/** With `;` or a point before the frames, timecode is drop-frame. Else an hour of it may last 3.6 s longer (`timecodeRate`). */
const clockMs = (text: string, filmRate: number | undefined): number | null => {
  const match = clockForm.exec(text)
  if (match === null) return null
  const [hours = 0, minutes = 0, seconds = 0, , frames = 0] = match.slice(1).map(Number)
  const isDropFrame = match[4] !== ':'
  const rate = isDropFrame ? line21FramesPerSecond : timecodeRate(30, filmRate, line21FramesPerSecond)
  return timecodeMs({ hours, minutes, seconds, frames, nominal: 30, isDropFrame }, rate)
}

/** More words than a day of captions has are damage. */
const mostPairs = 2_000_000

/** Captions of one channel. */
export interface SccTrack {
  readonly channel: Line21Channel
  readonly parsed: ParsedCaptions
}

/**
 * Reads Scenarist closed captions (SCC): CEA-608 codes as hexadecimal words behind the timecode of the first; each word
 * takes a frame. One track for each channel with words; the first one when there are none.
 */
export const parseScc = (text: string, { framesPerSecond }: ParseOptions = {}): readonly SccTrack[] => {
  const pairs: CaptionPair[] = []
  let skipped = 0
  for (const line of linesOf(text)) {
    const [clock = '', ...words] = line.trim().split(/\s+/)
    if (words.length === 0 || !words.every((word) => /^[0-9a-f]{4}$/i.test(word))) continue
    const atMs = clockMs(clock, framesPerSecond)
    if (atMs === null) {
      skipped += 1
      continue
    }
    for (const [index, word] of words.entries()) {
      const value = Number.parseInt(word, 16)
      if ((value & 0x7f7f) === 0 || pairs.length >= mostPairs) continue
      pairs.push({ atMs: atMs + index * line21FrameMs, type: 0, first: value >> 8, second: value & 0xff })
    }
  }
  // Lines may overlap by some frames; the decoder needs one order.
  pairs.sort((a, b) => a.atMs - b.atMs)
  const decoder = createLine21Decoder()
  for (const pair of pairs) decoder.take(pair)
  const [first, ...others] = [...decoder.end()]
  if (first === undefined) return [{ channel: 'CC1', parsed: { cues: [], skipped } }]
  return [
    { channel: first[0], parsed: { cues: first[1], skipped } },
    ...others.map(([channel, cues]) => ({ channel, parsed: { cues, skipped: 0 } })),
  ]
}
