/**
 * A job that ran out of disk space: how often, free bytes afterwards, when (ms of a monotonic clock), and how long it
 * had run.
 */
export interface RanOut {
  readonly times: number
  readonly freeBytes: number | null
  readonly atMs: number
  readonly ranMs: number
}

const grownBytes = 2 ** 20
/** A job that ran out of space waits this many times as long as it had run, and twice that after each further time. */
const restShare = 4
const longestRestMs = 6 * 3_600_000

/**
 * Whether at least a megabyte more is free than before, so that work may succeed now; false when an amount is unknown.
 */
export const hasMoreRoom = (beforeBytes: number | null, nowBytes: number | null): boolean =>
  beforeBytes !== null && nowBytes !== null && nowBytes >= beforeBytes + grownBytes

/**
 * How long a job that ran out of space still has to wait, in ms; 0 once more space is free. Times are of a monotonic
 * clock.
 */
export const roomWaitMs = (last: RanOut, freeBytes: number | null, nowMs: number): number =>
  hasMoreRoom(last.freeBytes, freeBytes)
    ? 0
    : Math.max(0, last.atMs + Math.min(longestRestMs, restShare * last.ranMs * 2 ** (last.times - 1)) - nowMs)

/** The order in which jobs start: those that ran out of space come last, so that they do not hold up the others. */
export const startOrder = <Candidate extends { readonly id: string }>(
  candidates: readonly Candidate[],
  ranOut: ReadonlyMap<string, RanOut>,
): readonly Candidate[] => [
  ...candidates.filter(({ id }) => !ranOut.has(id)),
  ...candidates.filter(({ id }) => ranOut.has(id)),
]
