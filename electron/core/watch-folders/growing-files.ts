import { readStamp } from '../library/read-stamp.ts'
import type { SeenFile } from './folder-scan.ts'

const lookEveryMs = 500
/** A file that has not changed for so long counts as written; time in which nobody could look does not count. */
const settledAfterMs = 2_000
/** A file that nobody has written to for so long need not be waited for. */
const oldAfterMs = 10_000
/** A file that stays empty for so long is not waited for any more. */
const emptyForMs = 60_000
const looksAtOnce = 400

/** Waits for new files until they have stopped growing. */
export interface GrowingFiles {
  /** Begins to wait for a file, as it was seen. One that stays empty is forgotten: the system tells when it changes. */
  readonly add: (file: Pick<SeenFile, 'path' | 'stamp' | 'sizeBytes' | 'changedAtMs'>) => void
  readonly has: (path: string) => boolean
  readonly count: () => number
  readonly close: () => Promise<void>
}

interface Growing {
  stamp: string
  sinceMs: number
}

/** `onSettled` hears of each file once it is complete, `onGone` of those that went before. */
export const createGrowingFiles = (parts: {
  readonly onSettled: (path: string, stamp: string) => void
  readonly onGone: (path: string) => void
}): GrowingFiles => {
  const growing = new Map<string, Growing>()
  let timer: ReturnType<typeof setTimeout> | null = null
  let looking: Promise<void> | null = null
  let closed = false

  const look = async (path: string, entry: Growing): Promise<void> => {
    const found = await readStamp(path)
    if (found.kind !== 'file') {
      growing.delete(path)
      if (found.kind === 'gone') parts.onGone(path)
      return
    }
    const nowMs = performance.now()
    if (found.sizeBytes === 0 && Date.now() - found.changedAtMs > emptyForMs) {
      growing.delete(path)
    } else if (found.stamp !== entry.stamp || found.sizeBytes === 0) {
      entry.stamp = found.stamp
      entry.sinceMs = nowMs
    } else if (nowMs - entry.sinceMs >= settledAfterMs) {
      growing.delete(path)
      parts.onSettled(path, found.stamp)
    }
  }

  const round = async (): Promise<void> => {
    const due = [...growing].slice(0, looksAtOnce)
    for (const [path, entry] of due) {
      if (closed) return
      await look(path, entry)
      // What still grows goes behind the others, so that all are looked at in turn.
      if (growing.delete(path)) growing.set(path, entry)
    }
  }

  const schedule = (): void => {
    if (timer !== null || looking !== null || closed || growing.size === 0) return
    const dueMs = performance.now() + lookEveryMs
    timer = setTimeout(() => {
      timer = null
      // The machine slept or was busy, and whoever writes a file most likely stood still as well.
      const lateMs = performance.now() - dueMs
      if (lateMs > lookEveryMs) for (const entry of growing.values()) entry.sinceMs += lateMs
      looking = round().finally(() => {
        looking = null
        schedule()
      })
    }, lookEveryMs)
    timer.unref()
  }

  return {
    add: ({ path, stamp, sizeBytes, changedAtMs }) => {
      const isEmpty = sizeBytes === 0
      if (closed || growing.has(path)) return
      if (Date.now() - changedAtMs > oldAfterMs) {
        if (!isEmpty) parts.onSettled(path, stamp)
        return
      }
      growing.set(path, { stamp, sinceMs: performance.now() })
      schedule()
    },
    has: (path) => growing.has(path),
    count: () => growing.size,
    close: async () => {
      closed = true
      if (timer !== null) clearTimeout(timer)
      await looking
    },
  }
}
