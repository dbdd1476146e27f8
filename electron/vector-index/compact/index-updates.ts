import { setTimeout as delay } from 'node:timers/promises'
import type { IndexState } from '../state/index-state.ts'

/** Many may read, or one may write; whoever has waited longest goes first. */
export interface SharedLock {
  readonly read: <Value>(work: () => Promise<Value>) => Promise<Value>
  readonly write: <Value>(work: () => Promise<Value>) => Promise<Value>
}

/** A lock that nobody holds. */
export const createSharedLock = (): SharedLock => {
  let lastWrite: Promise<unknown> = Promise.resolve()
  let readers: Promise<unknown>[] = []
  const settled = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined)
  return {
    read: (work) => {
      const result = lastWrite.then(work)
      const done = settled(result).then(() => {
        readers = readers.filter((reader) => reader !== done)
      })
      readers.push(done)
      return result
    },
    write: (work) => {
      const before = Promise.all([lastWrite, ...readers])
      const result = before.then(work)
      lastWrite = settled(result)
      return result
    },
  }
}

/** While vectors stream in, they are taken up this often, so that an answer finds little left to do. */
const catchUpEveryMs = 250

/** Brings an index to what the library holds before it answers. */
export interface IndexUpdates {
  /** The index with all changes that were announced before the call. Rejects when it could not be built or updated. */
  readonly current: () => Promise<IndexState>
  /** Announces changes: the next answer has them, and if nobody asks they are taken up soon. */
  readonly changed: () => void
}

/** `opening` is the index being built, `update` brings it up to date while nobody reads; nothing happens after `closing`. */
export const createIndexUpdates = (options: {
  readonly opening: Promise<IndexState>
  readonly lock: SharedLock
  readonly update: (state: IndexState) => Promise<void>
  readonly closing: AbortSignal
}): IndexUpdates => {
  const { opening, lock, update, closing } = options
  let dirty = false
  let updating: Promise<void> | null = null
  let scheduled = false

  const startUpdate = (state: IndexState): Promise<void> => {
    dirty = false
    return lock
      .write(() => update(state))
      .catch((error: unknown) => {
        dirty = true
        throw error
      })
      .finally(() => {
        updating = null
      })
  }
  const current = async (): Promise<IndexState> => {
    closing.throwIfAborted()
    const state = await opening
    while (dirty || updating !== null) {
      updating ??= startUpdate(state)
      await updating
    }
    return state
  }
  return {
    current,
    changed: () => {
      dirty = true
      if (closing.aborted || scheduled) return
      scheduled = true
      const takeUp = async (): Promise<void> => {
        await delay(catchUpEveryMs, undefined, { signal: closing, ref: false })
        scheduled = false
        await current()
      }
      takeUp().catch(() => {
        // The next answer tries again and says why.
        scheduled = false
      })
    },
  }
}
