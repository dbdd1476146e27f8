import { compareTimes, differenceOf, type ExactSpan, type ExactTime, sumOf } from './exact-time.ts'
import type { ReadClip } from './read-list.ts'

/** A clip with the part of its sequence that it fills. */
export interface PlacedRead extends ExactSpan {
  readonly clip: ReadClip
}

const trimmedSpan = (span: ExactSpan | null, head: ExactTime, tail: ExactTime): ExactSpan | null =>
  span === null ? null : { start: sumOf(span.start, head), end: differenceOf(span.end, tail) }

const later = (left: ExactTime, right: ExactTime): ExactTime => (compareTimes(left, right) >= 0 ? left : right)
const earlier = (left: ExactTime, right: ExactTime): ExactTime => (compareTimes(left, right) <= 0 ? left : right)

/** Clips of a nested sequence as far as a window of it shows them, moved so that the window begins at `at`. */
export const throughWindow = (placed: readonly PlacedRead[], window: ExactSpan, at: ExactTime): readonly PlacedRead[] =>
  placed.flatMap(({ clip, start, end }) => {
    const [from, to] = [later(start, window.start), earlier(end, window.end)]
    if (compareTimes(from, to) >= 0) return []
    const [head, tail] = [differenceOf(from, start), differenceOf(end, to)]
    const move = differenceOf(at, window.start)
    const span = {
      ...clip.span,
      offset: trimmedSpan(clip.span.offset, head, tail),
      timecode: trimmedSpan(clip.span.timecode, head, tail),
    }
    return [{ clip: { ...clip, span }, start: sumOf(from, move), end: sumOf(to, move) }]
  })

/** In the order of the sequence; what begins together stays in the order of the file. */
export const inOrder = (placed: readonly PlacedRead[]): readonly ReadClip[] =>
  placed.toSorted((left, right) => compareTimes(left.start, right.start)).map(({ clip }) => clip)
