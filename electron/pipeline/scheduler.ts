import type { Failure, Problem, StageId } from '../contract/index.ts'
import { dependentsOf, stageOrderFault } from '../domain/jobs/dependents.ts'
import { advanceMeter, type ProgressMeter, startMeter } from '../domain/jobs/progress-meter.ts'
import { judgeAttempt } from '../domain/jobs/retry-policy.ts'
import { wallClockLimitMs } from '../domain/jobs/wall-clock.ts'
import type { JobRecord, VideoDetailsRecord } from '../domain/ports/index.ts'
import { type Attempt, type AttemptEnd, failureOfThrown, startAttempt } from './attempt.ts'
import { isoTime } from './clock.ts'
import { createProgressBoard } from './progress-board.ts'
import type { Scheduler, SchedulerParts } from './scheduler-types.ts'
import type { Stage } from './stage.ts'

interface Running {
  readonly job: JobRecord
  readonly stage: Stage
  attempt: Attempt | null
  /** Asked for before the attempt began. */
  cancelled: Problem | null
  /** Run once more when this attempt has ended. */
  again: boolean
  meter: ProgressMeter
  readonly settled: Promise<void>
  readonly settle: () => void
}

/** The longest time that a timer can wait: 24 days. */
const unlimitedMs = 2 ** 31 - 1
const byPerson: Problem = { code: 'cancelled', message: 'Cancelled.' }
const closed: Failure = {
  code: 'app_closed',
  message: 'The app was closed before it was finished.',
  remedy: 'It goes on by itself.',
}
const removed: Problem = { code: 'video_removed', message: 'The video was removed from the library.' }

/** Runs the stages of all videos: dependencies first, as many at a time as their resource has slots. */
export const createScheduler = (parts: SchedulerParts): Scheduler => {
  const { jobs, stages, events, clock } = parts
  const fault = stageOrderFault(stages)
  if (fault !== null) throw new Error(fault)
  const graceMs = parts.graceMs ?? 1_800
  const stageOf = new Map<string, Stage>(stages.map((stage) => [stage.id, stage]))
  const dependsOn = Object.fromEntries(stages.map((stage) => [stage.id, stage.dependsOn])) as Record<
    StageId,
    readonly StageId[]
  >
  const resources = [...new Set(stages.map((stage) => stage.resource))]
  const running = new Map<string, Running>()
  const inUse = new Map<string, number>()
  const idleWaiters = new Set<() => void>()
  let state: 'new' | 'open' | 'closing' = 'new'
  let pumping: Promise<void> | null = null
  let pumpAgain = false
  let cancelTimer: (() => void) | null = null

  const board = createProgressBoard({ clock, events, save: (updates) => jobs.progress(updates) })

  const finish = async (
    job: JobRecord,
    video: VideoDetailsRecord | null,
    outcome: Parameters<typeof jobs.finish>[1],
  ): Promise<void> => {
    await jobs.finish(job.id, outcome, isoTime(clock))
    events.jobChanged(job.id, job.videoId)
    if (outcome.state !== 'waiting') await events.settled(job, video, outcome.state)
  }

  /** Jobs that wait for one that will not be done get the reason instead of waiting for ever. */
  const settleDependents = async (job: JobRecord, end: 'failed' | 'cancelled', reason: Problem): Promise<void> => {
    const dependents = new Set<string>(dependentsOf(stages, job.stage).map((stage) => stage.id))
    if (dependents.size === 0) return
    const page = await jobs.list({ videoId: job.videoId, state: 'waiting', limit: 500 })
    for (const dependent of page.items) {
      if (!dependents.has(dependent.stage) || running.has(dependent.id)) continue
      const why = { code: 'dependency_failed', message: `The stage “${job.stage}” before it failed: ${reason.message}` }
      await finish(
        dependent,
        null,
        end === 'failed' ? { state: 'skipped', reason: why } : { state: 'cancelled', reason },
      )
    }
  }

  const conclude = async (entry: Running, video: VideoDetailsRecord | null, end: AttemptEnd): Promise<void> => {
    const { job } = entry
    if (end.kind === 'stopped' && end.why.kind === 'closing') {
      await finish(job, video, { state: 'waiting', reason: closed, nextAttemptAt: isoTime(clock) })
      return
    }
    if (end.kind === 'stopped' && end.why.kind === 'cancelled') {
      await finish(job, video, { state: 'cancelled', reason: end.why.reason })
      await settleDependents(job, 'cancelled', end.why.reason)
      return
    }
    const result =
      end.kind === 'settled'
        ? end.result
        : { ok: false as const, error: end.why.kind === 'limit' ? end.why.failure : closed }
    if (result.ok && result.value.kind === 'done') {
      await jobs.complete(job.id, result.value.output, isoTime(clock))
      events.jobChanged(job.id, job.videoId)
      await events.settled(job, video, 'done')
      return
    }
    if (result.ok && result.value.kind === 'skipped') {
      await finish(job, video, { state: 'skipped', reason: result.value.reason })
      return
    }
    if (result.ok) return
    const verdict = judgeAttempt(result.error, job.attempts + 1, clock.random())
    if (verdict.kind === 'again') {
      const nextAttemptAt = new Date(clock.now() + verdict.delayMs).toISOString()
      await finish(job, video, { state: 'waiting', reason: result.error, nextAttemptAt })
      return
    }
    await finish(job, video, { state: 'failed', reason: result.error })
    await settleDependents(job, 'failed', result.error)
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
    entry.meter = startMeter(clock.now())
    entry.attempt = startAttempt(
      clock,
      entry.stage.limitedByRunner
        ? { wallClockMs: unlimitedMs, noProgressMs: unlimitedMs, graceMs }
        : // A little later than the limits that the stage itself keeps, whose message knows more.
          { wallClockMs: wallClockMs + graceMs, noProgressMs: noProgressMs + graceMs, graceMs },
      (signal, report) => entry.stage.run({ job: entry.job, video, settings, limits, signal, report }),
      (progress) => {
        entry.meter = advanceMeter(entry.meter, { nowMs: clock.now(), ...progress })
        board.touch(entry.job, entry.meter)
      },
    )
    if (state === 'closing') entry.attempt.stop({ kind: 'closing' })
    const end = await entry.attempt.ended
    board.drop(entry.job.id)
    await conclude(entry, video, end)
    return video
  }

  const runJob = async (entry: Running): Promise<void> => {
    const { job, stage } = entry
    try {
      if (!(await jobs.start(job.id, isoTime(clock)))) return
      events.jobChanged(job.id, job.videoId)
      await perform(entry)
    } catch (thrown) {
      events.log('error', `job ${job.id} (${job.stage}): ${failureOfThrown(thrown).message}`)
      await finish(job, null, { state: 'failed', reason: failureOfThrown(thrown) }).catch(() => {})
      await settleDependents(job, 'failed', failureOfThrown(thrown)).catch(() => {})
    } finally {
      board.drop(job.id)
      running.delete(job.id)
      entry.settle()
      if (entry.again && state === 'open') await rerun(job.videoId, job.stage).catch(() => {})
      // A stage that does not obey its signal keeps its slot until it does.
      await (entry.attempt?.released ?? Promise.resolve())
      inUse.set(stage.resource, (inUse.get(stage.resource) ?? 1) - 1)
      wake()
      await tellIdle()
    }
  }

  const launch = (job: JobRecord, stage: Stage): void => {
    const { promise: settled, resolve: settle } = Promise.withResolvers<void>()
    const meter = startMeter(clock.now())
    const entry: Running = { job, stage, attempt: null, cancelled: null, again: false, meter, settled, settle }
    running.set(job.id, entry)
    inUse.set(stage.resource, (inUse.get(stage.resource) ?? 0) + 1)
    void runJob(entry)
  }

  const pumpResource = async (resource: string, slots: number): Promise<void> => {
    const free = slots - (inUse.get(resource) ?? 0)
    if (free <= 0) return
    const wanted = stages.filter((stage) => stage.resource === resource).map((stage) => stage.id)
    const candidates = await jobs.runnable({
      now: isoTime(clock),
      limit: free + running.size,
      dependsOn,
      stages: wanted,
    })
    let left = free
    for (const job of candidates) {
      const stage = stageOf.get(job.stage)
      if (left === 0 || state !== 'open') return
      if (stage === undefined || stage.resource !== resource || running.has(job.id)) continue
      launch(job, stage)
      left -= 1
    }
  }

  const pump = async (): Promise<void> => {
    do {
      pumpAgain = false
      const settings = await parts.settings()
      for (const resource of resources) await pumpResource(resource, parts.slots(resource, settings))
      const due = await jobs.nextDue()
      cancelTimer?.()
      cancelTimer = null
      // A due time in the past belongs to a job that waits for a slot or a dependency; those wake the pump themselves.
      const waitMs = due === null ? 0 : Date.parse(due) - clock.now()
      if (waitMs > 0) cancelTimer = clock.after(waitMs + 1, wake)
    } while (pumpAgain && state === 'open')
  }

  const wake = (): void => {
    if (state !== 'open') return
    if (pumping !== null) {
      pumpAgain = true
      return
    }
    pumping = pump()
      .catch((thrown: unknown) => {
        events.log('error', `work could not be handed out: ${failureOfThrown(thrown).message}`)
        if (state === 'open') clock.after(1_000, wake)
      })
      .finally(() => {
        pumping = null
        if (pumpAgain) wake()
      })
  }

  const tellIdle = async (): Promise<void> => {
    if (idleWaiters.size === 0 || running.size > 0) return
    const counts = await jobs.counts()
    if (counts.waiting + counts.running > 0) return
    for (const waiter of idleWaiters) waiter()
    idleWaiters.clear()
  }

  /** Settles what still waits for a job that failed or was cancelled in an earlier process. */
  const settleOrphans = async (): Promise<void> => {
    for (const end of ['failed', 'cancelled'] as const) {
      let cursor: string | undefined
      do {
        const page = await jobs.list({ state: end, limit: 500, ...(cursor === undefined ? {} : { cursor }) })
        for (const job of page.items) {
          if ((stageOf.get(job.stage) ?? null) === null) continue
          await settleDependents(job, end, job.reason ?? { code: end, message: `It was ${end}.` })
        }
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined && state === 'open')
    }
  }

  const retry = async (jobId: string): Promise<boolean | null> => {
    const job = await jobs.get(jobId)
    if (job === null) return null
    if (running.has(jobId)) return false
    const dependents = dependentsOf(stages, job.stage).map((stage) => stage.id)
    const answer = await jobs.retry(jobId, dependents)
    if (answer === true) {
      const page = await jobs.list({ videoId: job.videoId, limit: 500 })
      for (const changed of page.items) events.jobChanged(changed.id, changed.videoId)
      wake()
    }
    return answer
  }

  const rerun = async (videoId: string, stage: string): Promise<void> => {
    const page = await jobs.list({ videoId, limit: 500 })
    const job = page.items.find((candidate) => candidate.stage === stage)
    if (job === undefined) return
    const entry = running.get(job.id)
    if (entry !== undefined) entry.again = true
    else if (job.state !== 'waiting') await retry(job.id)
  }

  const stopRunning = async (jobId: string, reason: Problem): Promise<boolean> => {
    const entry = running.get(jobId)
    if (entry === undefined) return false
    entry.cancelled ??= reason
    entry.attempt?.stop({ kind: 'cancelled', reason })
    await entry.settled
    return true
  }

  return {
    start: async () => {
      const recovered = await jobs.recover(
        stages.map((stage) => ({ stage: stage.id, version: stage.version })),
        isoTime(clock),
      )
      state = 'open'
      wake()
      void settleOrphans()
        .then(tellIdle)
        .catch((thrown: unknown) => events.log('error', failureOfThrown(thrown).message))
      return recovered
    },
    wake,
    progressOf: (jobId) => board.reading(jobId),
    cancel: async (jobId, reason = byPerson) => {
      if (await stopRunning(jobId, reason)) return true
      const job = await jobs.get(jobId)
      if (job === null) return null
      // It may have begun while its row was read, or while the next line is written.
      if (await stopRunning(jobId, reason)) return true
      if (job.state !== 'waiting') return false
      await finish(job, null, { state: 'cancelled', reason })
      await stopRunning(jobId, reason)
      await settleDependents(job, 'cancelled', reason)
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
      cancelTimer?.()
      for (const entry of running.values()) entry.attempt?.stop({ kind: 'closing' })
      await Promise.all([...running.values()].map((entry) => entry.settled))
      await pumping
      await Promise.all([...running.values()].map((entry) => entry.settled))
      board.close()
      for (const waiter of idleWaiters) waiter()
      idleWaiters.clear()
    },
  }
}
