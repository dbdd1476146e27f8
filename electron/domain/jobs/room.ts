/** A job that ran out of disk space: how often, how much was free afterwards, when that was, and how long it had run. */
export interface RanOut {
  readonly times: number
  readonly freeBytes: number | null
  readonly atMs: number
  readonly ranMs: number
}

const grownBytes = 2 ** 20
/** So many times as long as its vain attempt took a job leaves the machine to others; twice that after the next one. */
const restShare = 4
const longestRestMs = 6 * 3_600_000

/** Whether so much more is free than before that work may fit now; an unknown amount is never more. */
export const hasMoreRoom = (beforeBytes: number | null, nowBytes: number | null): boolean =>
  beforeBytes !== null && nowBytes !== null && nowBytes >= beforeBytes + grownBytes

/** How long a job that ran out of space has to wait still, unless there is more room. Times are of a monotonic clock. */
export const roomWaitMs = (last: RanOut, freeBytes: number | null, nowMs: number): number =>
  hasMoreRoom(last.freeBytes, freeBytes)
    ? 0
    : Math.max(0, last.atMs + Math.min(longestRestMs, restShare * last.ranMs * 2 ** (last.times - 1)) - nowMs)

/** Candidates in the order in which they start: those that ran out of space come last, so that they do not hold up others. */
export const startOrder = <Candidate extends { readonly id: string }>(
  candidates: readonly Candidate[],
  ranOut: ReadonlyMap<string, RanOut>,
): readonly Candidate[] => [
  ...candidates.filter(({ id }) => !ranOut.has(id)),
  ...candidates.filter(({ id }) => ranOut.has(id)),
]
