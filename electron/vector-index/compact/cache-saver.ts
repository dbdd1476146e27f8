import { setTimeout as delay } from 'node:timers/promises'
import type { IndexLog } from '../index-options.ts'
import type { IndexState } from '../state/index-state.ts'
import type { SharedLock } from './index-updates.ts'
import { releaseSaved, saveAll } from './open-spaces.ts'

/** Cache files are written when nothing has changed for so long, */
const quietMs = 10_000
/** and more than this part of the vectors is not in them. */
const unsavedPart = 0.02
/** Closing writes them when more than this part is not in them. Less than that is quickly taken from the feed at the next start. */
const leftToFeed = 0.1

/** Writes the cache files of an index. */
export interface CacheSaver {
  /** Writes them now. */
  readonly save: () => Promise<void>
  /** Something has changed: they are written once nothing changes any more. */
  readonly changed: () => void
  /** Ends what is being written, and writes what would be missed. */
  readonly close: () => Promise<void>
}

/** `readyState` is the index once it is ready, else null. */
export const createCacheSaver = (options: {
  readonly readyState: () => IndexState | null
  readonly folder: string
  readonly lock: SharedLock
  readonly closing: AbortSignal
  readonly log: IndexLog
}): CacheSaver => {
  const { readyState, folder, lock, closing, log } = options
  let saving: Promise<void> = Promise.resolve()
  let changes = 0
  let waitsForQuiet = false

  const save = async (isWanted: () => boolean): Promise<void> => {
    const state = readyState()
    if (state === null) return
    const { sequence } = state
    const saved = await lock.read(() => saveAll(state, folder, isWanted))
    if (!saved || !state.low) return
    await lock.write(async () => {
      // Vectors that have changed since are in memory only.
      if (state.sequence === sequence) releaseSaved(state, folder)
    })
  }
  const saveAfterOthers = (isWanted: () => boolean): Promise<void> => {
    const next = saving.then(() => save(isWanted))
    saving = next.catch(() => undefined)
    return next
  }
  /** Saving stops when something changes meanwhile: answers must not wait for a disk. */
  const waitForQuiet = async (): Promise<void> => {
    for (;;) {
      const seen = changes
      await delay(quietMs, undefined, { signal: closing, ref: false })
      const state = readyState()
      if (state === null || state.unsaved <= unsavedPart * state.slots.count()) return
      if (seen !== changes) continue
      await saveAfterOthers(() => seen === changes && !closing.aborted)
    }
  }
  const warn = (error: unknown): void => log('the cache files could not be written', { error: String(error) })

  return {
    save: () => saveAfterOthers(() => true),
    changed: () => {
      changes += 1
      if (waitsForQuiet || closing.aborted) return
      waitsForQuiet = true
      waitForQuiet()
        .catch((error: unknown) => {
          if (!closing.aborted) warn(error)
        })
        .finally(() => {
          waitsForQuiet = false
        })
    },
    close: async () => {
      await saving
      const state = readyState()
      if (state !== null && state.unsaved > leftToFeed * state.slots.count()) await save(() => true).catch(warn)
    },
  }
}
