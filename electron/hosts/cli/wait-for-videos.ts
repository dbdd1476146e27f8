import { setTimeout as delay } from 'node:timers/promises'
import type { Failure, Job, JobState } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { CliBackend } from './backend.ts'

const sweepMs = 1000
const sweepSize = 50

const isOver = (state: JobState): boolean => state !== 'waiting' && state !== 'running'

/**
 * Waits until every job of the given videos is over. Events report the end at once; a sweep every second finds what no event reported.
 * Ends early, with what is left undone, when the signal aborts; fails when the library cannot be asked any more.
 */
export const waitForVideos = async (
  backend: CliBackend,
  videoIds: readonly string[],
  watch: {
    readonly onJob: (job: Job) => void
    readonly onOver: (videoId: string) => Promise<void>
    readonly onPause: (why: Failure) => void
  },
  signal: AbortSignal,
): Promise<Result<null, ApiFailure>> => {
  const pending = new Set(videoIds)
  const finished = new AbortController()
  const stop = AbortSignal.any([signal, finished.signal])
  let failure: Result<null, ApiFailure> = ok(null)

  const checkWhetherOver = async (videoId: string): Promise<void> => {
    const jobs = await backend.jobs({ videoId, limit: 500 })
    if (!jobs.ok) {
      failure = jobs
      finished.abort()
      return
    }
    if (jobs.value.items.length === 0 || !jobs.value.items.every(({ state }) => isOver(state))) return
    if (!pending.delete(videoId)) return
    for (const job of jobs.value.items) watch.onJob(job)
    await watch.onOver(videoId)
    if (pending.size === 0) finished.abort()
  }

  const follow = async (): Promise<void> => {
    try {
      for await (const event of backend.events(stop)) {
        if (event.stats?.paused !== undefined) watch.onPause(event.stats.paused)
        const jobs = (event.jobs ?? []).filter(({ videoId }) => pending.has(videoId))
        for (const job of jobs) watch.onJob(job)
        const ended = new Set(jobs.filter(({ state }) => isOver(state)).map(({ videoId }) => videoId))
        for (const videoId of ended) await checkWhetherOver(videoId)
      }
    } catch (cause) {
      // Without events the sweep still finds the end, or finds that the host is gone.
      if (!stop.aborted && !(cause instanceof Error)) throw cause
    }
  }

  const sweep = async (): Promise<void> => {
    while (!stop.aborted) {
      for (const videoId of [...pending].slice(0, sweepSize)) if (!stop.aborted) await checkWhetherOver(videoId)
      await delay(sweepMs, undefined, { signal: stop }).catch(() => undefined)
    }
  }

  if (pending.size > 0 && !signal.aborted) await Promise.all([follow(), sweep()])
  return failure
}
