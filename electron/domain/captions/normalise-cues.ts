import type { Cue } from '../ports/index.ts'
import { type CaptionSyntax, cleanText } from './clean-text.ts'
import type { RawCue } from './raw-cue.ts'

/** A cue whose end is missing or lies before its start is shown this long, or until the next one. */
const defaultLengthMs = 2000
/** Cues that begin later than this behind the end belong to another cut of the film. */
const pastEndMs = 60_000

/** Clean cues, and how many were left out because they lie far behind the end. */
export interface NormalisedCues {
  readonly cues: readonly Cue[]
  readonly pastEnd: number
}

/**
 * Cleans and orders the cues of a track. Rules:
 * - by start, then end; overlaps stay as they are, as two people may talk at once;
 * - cues without words go, and so do exact doubles (same times, same text);
 * - a cue that does not end after its start lasts until the next one begins, at most 2 s;
 * - a cue that reaches or lies behind the end of the video keeps its times: its words can still be found. One that
 *   begins more than a minute behind the end is dropped, as it belongs to another cut.
 * `durationMs` 0 means that the length is not known.
 */
export const normaliseCues = (raw: readonly RawCue[], syntax: CaptionSyntax, durationMs: number): NormalisedCues => {
  const worded = raw
    .map((cue) => ({ startMs: Math.max(0, cue.startMs), endMs: cue.endMs, text: cleanText(cue.text, syntax) }))
    .filter((cue) => cue.text !== '')
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
  const kept = worded.filter((cue) => durationMs <= 0 || cue.startMs <= durationMs + pastEndMs)
  const starts = kept.map((cue) => cue.startMs)
  const seen = new Set<string>()
  const cues = kept.flatMap((cue, index): readonly Cue[] => {
    const next = starts.slice(index + 1, index + 50).find((startMs) => startMs > cue.startMs)
    const fallback = Math.min(cue.startMs + defaultLengthMs, next ?? Number.POSITIVE_INFINITY)
    const timed = { ...cue, endMs: cue.endMs > cue.startMs ? cue.endMs : fallback }
    const key = `${timed.startMs} ${timed.endMs} ${timed.text}`
    if (seen.has(key)) return []
    seen.add(key)
    return [timed]
  })
  return { cues, pastEnd: worded.length - kept.length }
}
