/** What one window shows, as it said last. */
export interface AttentionReport {
  /** Videos on its screen, in the order in which they stand there. */
  readonly visible: readonly string[]
  /** The video that is opened in it, or that a search in it is about. */
  readonly open: string | null
  /** Of a monotonic clock, in ms. */
  readonly atMs: number
}

/** What people look at now. */
export interface Attention {
  /** Videos that somebody has opened: the newest first. */
  readonly opened: readonly string[]
  /** Videos to work on before all others: the opened ones, then the visible ones, each once. */
  readonly first: readonly string[]
}

/** A window says at least this often what it shows; one that does not is forgotten. */
export const attentionLastsMs = 45_000
/** More are on no screen. */
const mostVideos = 500

/** What people look at, by the reports of their windows; those that are too old count no more. */
export const attentionOf = (reports: Iterable<AttentionReport>, nowMs: number): Attention => {
  const current = [...reports]
    .filter(({ atMs }) => nowMs - atMs < attentionLastsMs)
    .toSorted((one, other) => other.atMs - one.atMs)
  const opened = [...new Set(current.flatMap(({ open }) => (open === null ? [] : [open])))]
  const first = [...new Set([...opened, ...current.flatMap(({ visible }) => visible)])].slice(0, mostVideos)
  return { opened, first }
}

/** Every so many starts of a resource, the oldest job has its turn, whatever people look at: so none waits for ever. */
const turnOfOldest = 4

/** Whether the next job of a resource is the oldest one. `started`: how many it has started before. */
export const isOldestsTurn = (started: number): boolean => started % turnOfOldest === turnOfOldest - 1

/** Long work waits at most this long for short work that shows something at once. */
export const longestHoldMs = 60_000

/** Whether long work waits because short work is left, and since when; null while nothing holds it. */
export interface Hold {
  readonly sinceMs: number
}

/** The hold after a look at the queue: it begins when short work appears, and ends when none is left. */
export const nextHold = (hold: Hold | null, isShortWorkLeft: boolean, nowMs: number): Hold | null =>
  isShortWorkLeft ? (hold ?? { sinceMs: nowMs }) : null

/** How long this hold still keeps long work waiting, in ms; 0 when it may start. */
export const holdLeftMs = (hold: Hold | null, nowMs: number): number =>
  hold === null ? 0 : Math.max(0, hold.sinceMs + longestHoldMs - nowMs)
