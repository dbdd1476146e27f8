import type { WorkStanding } from '../../contract/index.ts'
import { advanceWorkMeter, startWorkMeter, type WorkMeter, workAmount } from '../../domain/jobs/work-left.ts'
import type { StorePort } from '../../domain/ports/index.ts'
import type { Scheduler } from '../../pipeline/scheduler-types.ts'
import type { Changes } from '../changes.ts'

/** While counting takes long, as in a very large library, it is done for at most this share of the time. */
const restShare = 20

/** How the work on videos stands, from when there was last nothing to do. */
export interface WorkStandings {
  /** Null while there is no work. */
  readonly get: () => Promise<WorkStanding | null>
  readonly close: () => void
}

/** Follows the work of one library. */
export const createWorkStandings = (parts: {
  readonly store: StorePort
  readonly changes: Changes
  readonly scheduler: Pick<Scheduler, 'idle' | 'pause'>
}): WorkStandings => {
  const { store, changes, scheduler } = parts
  const closing = new AbortController()
  let since = new Date().toISOString()
  let meter: WorkMeter = startWorkMeter(performance.now())
  let following = false
  let counted: { readonly standing: WorkStanding | null; readonly atMs: number; readonly tookMs: number } | null = null

  /** Work began; when it is over, what comes then is counted from its own beginning. */
  const follow = (): void => {
    if (following || closing.signal.aborted) return
    following = true
    since = new Date().toISOString()
    meter = startWorkMeter(performance.now())
    counted = null
    const over = (): void => {
      following = false
      counted = null
    }
    scheduler.idle(closing.signal).then(over, over)
  }
  const stopListening = changes.listen({ workQueued: follow })
  follow()

  const count = async (): Promise<WorkStanding | null> => {
    const tally = await store.jobs.work(since)
    const now = performance.now()
    if (tally.videosLeft === 0) return null
    // What stands still tells nothing about how fast it goes.
    if (scheduler.pause() === null) meter = advanceWorkMeter(meter, workAmount(tally), now)
    return {
      videos: tally.videosLeft + tally.videosDone,
      done: tally.videosDone,
      leftMs: scheduler.pause() === null ? meter.leftMs : null,
    }
  }

  return {
    get: async () => {
      const beganMs = performance.now()
      if (counted !== null && beganMs - counted.atMs < restShare * counted.tookMs) return counted.standing
      const standing = await count()
      const atMs = performance.now()
      counted = { standing, atMs, tookMs: atMs - beganMs }
      return standing
    },
    close: () => {
      closing.abort()
      stopListening()
    },
  }
}
