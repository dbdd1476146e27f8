import type { WorkItem } from './embed-calls.ts'

/** How large a batch may be, and how long one that is not full waits for more. */
export interface BatchLimits {
  readonly maxItems: number
  readonly maxBytes: number
  /** Sounds are of any length: all of a batch together. One that is longer goes alone. */
  readonly maxAudioSeconds: number
  readonly delayMs: number
}

/** What can be sent now. */
export type NextBatch =
  | { readonly kind: 'batch'; readonly items: readonly WorkItem[] }
  /** Some wait, not yet enough of them and not yet long enough. */
  | { readonly kind: 'wait'; readonly delayMs: number }
  | { readonly kind: 'nothing' }

/** Items that wait, a person's queries before indexing, each in the order they came. */
export interface WorkQueue {
  readonly push: (items: readonly WorkItem[]) => void
  /** To the front: they were sent before. */
  readonly putBack: (items: readonly WorkItem[]) => void
  /** Queries leave at once; the rest when a batch is full or the first of it has waited long enough. */
  readonly takeQuery: (limits: BatchLimits) => readonly WorkItem[]
  readonly takeIndex: (limits: BatchLimits, now: number) => NextBatch
  /** Forgets items whose call is over. */
  readonly prune: () => void
  /** Empties it. */
  readonly clear: () => readonly WorkItem[]
  readonly queries: () => number
  readonly size: () => number
}

/** How many items from the front fit in one batch: of one kind, at least one. `full` when more would not fit. */
const runLength = (
  items: readonly WorkItem[],
  limits: BatchLimits,
): { readonly length: number; readonly full: boolean } => {
  const [first] = items
  let bytes = 0
  let seconds = 0
  for (const [position, item] of items.entries()) {
    bytes += item.bytes
    seconds += item.audioSeconds
    const fits = position === 0 || (bytes <= limits.maxBytes && seconds <= limits.maxAudioSeconds)
    if (position >= limits.maxItems || !fits || item.kind !== first?.kind) return { length: position, full: true }
  }
  return { length: items.length, full: items.length >= limits.maxItems }
}

/** An empty queue. */
export const createWorkQueue = (): WorkQueue => {
  let query: WorkItem[] = []
  let index: WorkItem[] = []
  const isOpen = (item: WorkItem): boolean => !item.call.isOver()
  const of = (items: readonly WorkItem[], priority: 'query' | 'index'): readonly WorkItem[] =>
    items.filter((item) => item.call.priority === priority)
  return {
    push: (items) => {
      query = query.concat(of(items, 'query'))
      index = index.concat(of(items, 'index'))
    },
    putBack: (items) => {
      query = [...of(items, 'query'), ...query]
      index = [...of(items, 'index'), ...index]
    },
    takeQuery: (limits) => query.splice(0, runLength(query, limits).length),
    takeIndex: (limits, now) => {
      const [first] = index
      if (first === undefined) return { kind: 'nothing' }
      const { length, full } = runLength(index, limits)
      const delayMs = Math.min(limits.delayMs, first.queuedAt + limits.delayMs - now)
      if (!full && delayMs > 0) return { kind: 'wait', delayMs }
      return { kind: 'batch', items: index.splice(0, length) }
    },
    prune: () => {
      query = query.filter(isOpen)
      index = index.filter(isOpen)
    },
    clear: () => {
      const all = [...query, ...index]
      query = []
      index = []
      return all
    },
    queries: () => query.length,
    size: () => query.length + index.length,
  }
}
