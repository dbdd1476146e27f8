import type { Failure, Problem } from '../contract/index.ts'
import { cancelled } from '../domain/failure.ts'
import type { Attention } from '../domain/jobs/attention.ts'
import { dependentsOf, stageOrderFault } from '../domain/jobs/dependents.ts'
import { type AttemptResult, outcomeOfAttempt, outcomeOfFailure } from '../domain/jobs/outcome.ts'
import { pauseCodeOf } from '../domain/jobs/pause.ts'
import { advanceMeter, type ProgressMeter, startMeter } from '../domain/jobs/progress-meter.ts'
import type { RanOut } from '../domain/jobs/room.ts'
import { wallClockLimitMs } from '../domain/jobs/wall-clock.ts'
import type { JobRecord, VideoDetailsRecord } from '../domain/ports/index.ts'
import { isoTime } from './clock.ts'
import { createDependents } from './dependents.ts'
import { createHandOut } from './hand-out.ts'
import { createOutcomes } from './outcomes.ts'
import { createProgressBoard } from './progress-board.ts'
import type { Scheduler, SchedulerParts } from './scheduler-types.ts'
import type { Stage } from './stage.ts'
import { failureOfThrown, type StageAttempt, startStageAttempt } from './stage-attempt.ts'
import { createWorkWatch } from './work-watch.ts'

interface Running {
  readonly job: JobRecord
  readonly stage: Stage
  attempt: StageAttempt | null
  /** The reason, when it was cancelled before its attempt began. */
  cancelled: Problem | null
  /** Whether the job runs once more after this attempt. */
  again: boolean
  meter: ProgressMeter
  readonly startedMs: number
  readonly settled: Promise<void>
  readonly settle: () => void
}

/** The longest delay that a timer takes: 24 days. */
const unlimitedMs = 2 ** 31 - 1
const cancelledByUser: Problem = { code: cancelled.code, message: cancelled.message }
const askedFor: Failure = {
  code: 'retried',
  message: 'It was asked to run again.',
  remedy: 'It goes on by itself.',
}
const nobodyLooks: Attention = { opened: [], first: [] }
const removed: Problem = { code: 'video_removed', message: 'The video was removed from the library.' }

/** Runs the stages of all videos: dependencies first, as many at a time as their resource has slots. */
export const createScheduler = (parts: SchedulerParts): Scheduler => {
  const { jobs, stages, events, clock } = parts
  const fault = stageOrderFault(stages)
  if (fault !== null) throw new Error(fault)
  const graceMs = parts.graceMs ?? 1_800
  const running = new Map<string, Running>()
  const inUse = new Map<string, number>()
  const idleWaiters = new Set<() => void>()
  let state: 'new' | 'open' | 'closing' = 'new'
  const ranOut = new Map<string, RanOut>()
  /** Takes over what an earlier process left; kept here until the store could be written, null afterwards. */
  let recovering: (() => Promise<void>) | null = null

  const storeFailed = (thrown: unknown): void => watch.failed(failureOfThrown(thrown))

  const board = createProgressBoard({
    clock,
    events,
    save: (updates) => jobs.progress(updates),
    onFailure: storeFailed,
  })

  const dependents = createDependents({ jobs, stages, events, clock, isRunning: (id) => running.has(id) })

  const outcomes = createOutcomes({
    jobs,
    events,
    clock,
    follow: async ({ job, outcome }) => {
      if (outcome.state === 'failed' || outcome.state === 'cancelled') {
        await dependents.settle(job, outcome.state, outcome.reason)
      }
    },
    onWritten: () => watch.worked(),
    onFailure: (failure) => watch.failed(failure),
  })

  const watch = createWorkWatch({
    clock,
    events,
    freeBytes: parts.freeBytes,
    flush: async () => {
      try {
        await recovering?.()
      } catch (thrown) {
        return failureOfThrown(thrown)
      }
      return await outcomes.flush()
    },
    resume: () => {
      wake()
      void tellIdle().catch(storeFailed)
    },
  })

  /** Remembers that a job ran out of disk space, so that it does not start again at once, and not before others. */
  const noteRoom = async (entry: Running, failure: Failure): Promise<void> => {
    if (pauseCodeOf(failure.code) !== 'disk_full') return
    const atMs = clock.elapsedMs()
    const freeBytes = await parts.freeBytes().catch(() => null)
    const times = (ranOut.get(entry.job.id)?.times ?? 0) + 1
    ranOut.set(entry.job.id, { times, freeBytes, atMs, ranMs: atMs - entry.startedMs })
  }

  const conclude = async (entry: Running, video: VideoDetailsRecord | null, end: AttemptResult): Promise<void> => {
    const { job } = entry
    const outcome = outcomeOfAttempt(end, job.attempts + 1, clock.random())
    if (outcome.state !== 'waiting') ranOut.delete(job.id)
    if (outcome.state === 'waiting' && pauseCodeOf(outcome.reason.code) !== null) {
      await noteRoom(entry, outcome.reason)
      watch.failed(outcome.reason)
    }
    await outcomes.settle({ job, video, outcome })
  }

  const perform = async (entry: Running): Promise<VideoDetailsRecord | null> => {
    const [video, settings] = await Promise.all([parts.video(entry.job.videoId), parts.settings()])
    if (video === null || video.removedAt !== null) entry.cancelled ??= removed
    if (entry.cancelled !== null || video === null) {
      await conclude(entry, video, { kind: 'stopped', why: { kind: 'cancelled', reason: entry.cancelled ?? removed } })
      return video
    }
    const wallClockMs = wallClockLimitMs(settings.limits, video.durationMs)
    const { noProgressMs, maxPixels, maxStreams } = settings.limits
    const limits = { wallClockMs, noProgressMs, maxPixels, maxStreams }
    entry.meter = startMeter(clock.elapsedMs())
    entry.attempt = startStageAttempt(
      clock,
      entry.stage.limitedByRunner
        ? { wallClockMs: unlimitedMs, noProgressMs: unlimitedMs, graceMs }
        : // A little later than the limits that the stage itself keeps, because its own message says more.
          { wallClockMs: wallClockMs + graceMs, noProgressMs: noProgressMs + graceMs, graceMs },
      (signal, report) => entry.stage.run({ job: entry.job, video, settings, limits, signal, report }),
      (progress) => {
        entry.meter = advanceMeter(entry.meter, { nowMs: clock.elapsedMs(), ...progress })
        board.touch(entry.job, entry.meter)
      },
    )
    if (state === 'closing') entry.attempt.stop({ kind: 'closing' })
    const end = await entry.attempt.ended
    board.drop(entry.job.id)
    await conclude(entry, video, end)
    return video
  }

  const begin = async (entry: Running): Promise<boolean> => {
    try {
      return await jobs.start(entry.job.id, isoTime(clock))
    } catch (thrown) {
      // The job could not be marked as running, so its row is still waiting.
      storeFailed(thrown)
      return false
    }
  }

  const runJob = async (entry: Running): Promise<void> => {
    const { job, stage } = entry
    try {
      if (!(await begin(entry))) return
      events.jobChanged(job.id, job.videoId)
      await perform(entry)
    } catch (thrown) {
      const failure = failureOfThrown(thrown)
      if (pauseCodeOf(failure.code) === null) events.log('error', `job ${job.id} (${job.stage}): ${failure.message}`)
      else watch.failed(failure)
      await outcomes.settle({ job, video: null, outcome: outcomeOfFailure(failure, job.attempts + 1, clock.random()) })
    } finally {
      board.drop(job.id)
      running.delete(job.id)
      entry.settle()
      if (entry.again && state === 'open') await rerun(job.videoId, job.stage).catch(storeFailed)
      // A stage that has not stopped yet still uses its resource, so it keeps its slot until it has.
      await (entry.attempt?.released ?? Promise.resolve())
      inUse.set(stage.resource, (inUse.get(stage.resource) ?? 1) - 1)
      wake()
      await tellIdle().catch(storeFailed)
    }
  }

  const launch = (job: JobRecord, stage: Stage): void => {
    const { promise: settled, resolve: settle } = Promise.withResolvers<void>()
    const startedMs = clock.elapsedMs()
    const meter = startMeter(startedMs)
    const entry: Running = {
      job,
      stage,
      attempt: null,
      cancelled: null,
      again: false,
      meter,
      startedMs,
      settled,
      settle,
    }
    running.set(job.id, entry)
    inUse.set(stage.resource, (inUse.get(stage.resource) ?? 0) + 1)
    void runJob(entry)
  }

  const handOut = createHandOut({
    jobs,
    stages,
    slots: parts.slots,
    settings: parts.settings,
    clock,
    freeBytes: parts.freeBytes,
    running,
    inUse,
    ranOut,
    attention: parts.attention ?? (() => nobodyLooks),
    mayStart: () => state === 'open' && watch.mayStart(),
    launch,
    onFailure: storeFailed,
  })
  const wake = (): void => {
    if (state === 'open') handOut.wake()
  }

  const tellIdle = async (): Promise<void> => {
    if (idleWaiters.size === 0 || running.size > 0) return
    const counts = await jobs.counts()
    if (counts.waiting + counts.running > 0) return
    for (const waiter of idleWaiters) waiter()
    idleWaiters.clear()
  }

  const retry = async (jobId: string): Promise<boolean | null> => {
    const job = await jobs.get(jobId)
    if (job === null) return null
    if (running.has(jobId)) return false
    // A person who retries may just have freed disk space.
    await watch.check()
    if (outcomes.replace(jobId, { state: 'waiting', reason: askedFor, delayMs: 0, counts: false })) return true
    ranOut.delete(jobId)
    const behind = dependentsOf(stages, job.stage).map((stage) => stage.id)
    const answer = await jobs.retry(jobId, behind)
    if (answer === true) {
      for (const changed of await jobs.ofVideo(job.videoId)) events.jobChanged(changed.id, changed.videoId)
      wake()
    }
    return answer
  }

  const rerun = async (videoId: string, stage: string): Promise<void> => {
    const job = (await jobs.ofVideo(videoId)).find((candidate) => candidate.stage === stage)
    if (job === undefined) return
    const entry = running.get(job.id)
    if (entry !== undefined) entry.again = true
    else if (outcomes.replace(job.id, { state: 'waiting', reason: askedFor, delayMs: 0, counts: false })) return
    else if (job.state !== 'waiting') await retry(job.id)
  }

  const stopRunning = async (jobId: string, reason: Problem): Promise<boolean> => {
    const entry = running.get(jobId)
    if (entry === undefined) return outcomes.replace(jobId, { state: 'cancelled', reason })
    entry.cancelled ??= reason
    entry.attempt?.stop({ kind: 'cancelled', reason })
    await entry.settled
    return true
  }

  const recover = async (): Promise<{ readonly resumed: number; readonly quarantined: number }> => {
    const recovered = await jobs.recover(
      stages.map(({ id, version, limitedByRunner }) => ({
        stage: id,
        version,
        ...(limitedByRunner === undefined ? {} : { waitsForModel: limitedByRunner }),
      })),
      isoTime(clock),
      parts.blameless,
    )
    recovering = null
    void dependents
      .settleLeft(() => state === 'open')
      .then(tellIdle)
      .catch((thrown: unknown) => events.log('error', failureOfThrown(thrown).message))
    return recovered
  }

  return {
    start: async () => {
      state = 'open'
      try {
        const recovered = await recover()
        wake()
        return recovered
      } catch (thrown) {
        if (pauseCodeOf(failureOfThrown(thrown).code) === null) throw thrown
        recovering = async () => void (await recover())
        storeFailed(thrown)
        return { resumed: 0, quarantined: 0 }
      }
    },
    takeOver: recover,
    wake,
    progressOf: (jobId) => board.reading(jobId),
    pause: () => watch.pause(),
    unsaved: () => outcomes.unsaved(),
    cancel: async (jobId, reason = cancelledByUser) => {
      if (await stopRunning(jobId, reason)) return true
      const job = await jobs.get(jobId)
      if (job === null) return null
      // The job may have started while its row was being read, or may start before the next write.
      if (await stopRunning(jobId, reason)) return true
      if (job.state !== 'waiting') return false
      await jobs.finish(jobId, { state: 'cancelled', reason }, isoTime(clock))
      events.jobChanged(jobId, job.videoId)
      await stopRunning(jobId, reason)
      ranOut.delete(jobId)
      await events.settled(job, null, 'cancelled')
      await dependents.settle(job, 'cancelled', reason)
      await tellIdle()
      return true
    },
    retry,
    rerun,
    idle: async (signal) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      const stop = (): void => resolve()
      signal.addEventListener('abort', stop, { once: true })
      idleWaiters.add(resolve)
      if (signal.aborted) resolve()
      await tellIdle()
      await promise
      idleWaiters.delete(resolve)
      signal.removeEventListener('abort', stop)
    },
    close: async () => {
      state = 'closing'
      watch.close()
      const lookedForWork = handOut.close()
      for (const entry of running.values()) entry.attempt?.stop({ kind: 'closing' })
      await Promise.all([...running.values()].map((entry) => entry.settled))
      await lookedForWork
      await Promise.all([...running.values()].map((entry) => entry.settled))
      board.close()
      const left = outcomes.unsaved().size
      if (left > 0) events.log('warn', `${left} results could not be written; those jobs run again at the next start`)
      for (const waiter of idleWaiters) waiter()
      idleWaiters.clear()
    },
  }
}
