import type { Cue } from '../ports/index.ts'
import { type CaptionSyntax, cleanText } from './clean-text.ts'
import { mergeSameText, unrollCues } from './merge-cues.ts'
import { programmeStart } from './programme-start.ts'
import type { RawCue } from './raw-cue.ts'

/** A cue whose end is missing or lies before its start is shown this long, or until the next one. */
const defaultLengthMs = 2000
/** Cues that begin later than this behind the end belong to another cut of the film. */
const pastEndMs = 60_000

/** How the times of cues relate to the video. */
export interface NormaliseOptions {
  /** Length of the film; 0 means that it is not known. */
  readonly durationMs: number
  /** What to add to every time; null asks for a guess (see `programmeStart`). */
  readonly offsetMs?: number | null
}

/** Clean cues, what was added to their times, and how many were left out because they lie before or far behind the film. */
export interface NormalisedCues {
  readonly cues: readonly Cue[]
  readonly offsetMs: number
  readonly beforeStart: number
  readonly pastEnd: number
}

/**
 * Cleans and orders the cues of a track. Rules:
 * - by start, then end; overlaps stay as they are, as two people may talk at once;
 * - cues without words go; cues of the same words that touch are one; rolling captions say each line once;
 * - a cue that does not end after its start lasts until the next one begins, at most 2 s;
 * - a cue that ends before the film begins goes; one that goes on into it begins with it;
 * - a cue that reaches or lies behind the end of the video keeps its times: its words can still be found. One that
 *   begins more than a minute behind the end is dropped, as it belongs to another cut.
 */
export const normaliseCues = (
  raw: readonly RawCue[],
  syntax: CaptionSyntax,
  { durationMs, offsetMs: given = 0 }: NormaliseOptions,
): NormalisedCues => {
  const worded = raw.flatMap((cue): readonly Cue[] => {
    const text = cleanText(cue.text, syntax)
    return text === '' ? [] : [{ startMs: cue.startMs, endMs: cue.endMs, text }]
  })
  const offsetMs =
    given ??
    programmeStart(
      worded.map((cue) => cue.startMs),
      durationMs,
    ).offsetMs
  const placed = worded
    .map((cue) => ({ ...cue, startMs: cue.startMs + offsetMs, endMs: cue.endMs + offsetMs }))
    .filter((cue) => cue.startMs >= 0 || cue.endMs > 0)
    .map((cue) => ({ ...cue, startMs: Math.max(0, cue.startMs) }))
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
  const kept = placed.filter((cue) => durationMs <= 0 || cue.startMs <= durationMs + pastEndMs)
  const timed = kept.map((cue, index): Cue => {
    if (cue.endMs > cue.startMs) return cue
    let next = index + 1
    while (next < kept.length && kept[next]?.startMs === cue.startMs) next += 1
    return { ...cue, endMs: Math.min(cue.startMs + defaultLengthMs, kept[next]?.startMs ?? Number.POSITIVE_INFINITY) }
  })
  // In ASS, texts at different positions and layers are shown at the same time, which is not rolling.
  const once = syntax === 'ass' ? timed : unrollCues(timed)
  return {
    cues: mergeSameText(once),
    offsetMs,
    beforeStart: worded.length - placed.length,
    pastEnd: placed.length - kept.length,
  }
}
