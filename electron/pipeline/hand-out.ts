import type { Settings, StageId } from '../contract/index.ts'
import { longestRetryDelayMs } from '../domain/jobs/retry-policy.ts'
import { type RanOut, roomWaitMs, startOrder } from '../domain/jobs/room.ts'
import type { Clock } from '../domain/ports/clock.ts'
import type { JobRecord, JobStore } from '../domain/ports/index.ts'
import { isoTime } from './clock.ts'
import type { Stage } from './stage.ts'

/** Starts waiting jobs whenever their resource has a free slot. */
export interface HandOut {
  /** Call this when there may be new work or a free slot. */
  readonly wake: () => void
  /** Ends once a search for work that is under way is over; nothing is started afterwards. */
  readonly close: () => Promise<void>
}

/** How often free disk space is measured again while a job waits for it. */
const roomPollMs = 30_000

/**
 * Starts the jobs of one scheduler. `mayStart` is asked before each job; `launch` has to take the job's slot before it
 * returns.
 */
export const createHandOut = (parts: {
  readonly jobs: Pick<JobStore, 'runnable' | 'nextDue'>
  readonly stages: readonly Stage[]
  readonly slots: (resource: string, settings: Settings) => number
  readonly settings: () => Promise<Settings>
  readonly clock: Clock
  readonly freeBytes: () => Promise<number | null>
  /** Jobs under way, by id. */
  readonly running: ReadonlyMap<string, { readonly job: JobRecord }>
  /** Slots in use, by resource. */
  readonly inUse: ReadonlyMap<string, number>
  readonly ranOut: ReadonlyMap<string, RanOut>
  readonly mayStart: () => boolean
  readonly launch: (job: JobRecord, stage: Stage) => void
  readonly onFailure: (thrown: unknown) => void
}): HandOut => {
  const { jobs, stages, clock, running, ranOut, mayStart } = parts
  const stageOf = new Map<string, Stage>(stages.map((stage) => [stage.id, stage]))
  const dependsOn = Object.fromEntries(stages.map((stage) => [stage.id, stage.dependsOn])) as Record<
    StageId,
    readonly StageId[]
  >
  const resources = [...new Set(stages.map((stage) => stage.resource))]
  let looking: Promise<void> | null = null
  let again = false
  let closed = false
  let cancelTimer: (() => void) | null = null

  const used = (resource: string): number => parts.inUse.get(resource) ?? 0

  const runnable = (limit: number, wanted: { readonly stages: readonly StageId[] } | { readonly alone: true }) =>
    jobs.runnable({ now: isoTime(clock), limit, dependsOn, ...wanted })

  const isIdle = (): boolean => running.size === 0 && resources.every((resource) => used(resource) === 0)

  /**
   * Starts a job that may have ended the whole process earlier: only when nothing else runs, and nothing runs beside
   * it.
   */
  const startAlone = async (): Promise<void> => {
    if (!isIdle()) return
    const [job] = await runnable(1, { alone: true })
    const stage = job === undefined ? undefined : stageOf.get(job.stage)
    if (job !== undefined && stage !== undefined && isIdle() && mayStart()) parts.launch(job, stage)
  }

  const fill = async (resource: string, slots: number, freeBytes: number | null): Promise<void> => {
    const free = slots - used(resource)
    if (free <= 0) return
    const wanted = stages.filter((stage) => stage.resource === resource).map((stage) => stage.id)
    const candidates = await runnable(free + running.size + ranOut.size, { stages: wanted })
    let left = free
    for (const job of startOrder(candidates, ranOut)) {
      const stage = stageOf.get(job.stage)
      if (left === 0 || !mayStart()) return
      if (stage === undefined || stage.resource !== resource || running.has(job.id)) continue
      const last = ranOut.get(job.id)
      if (last !== undefined && roomWaitMs(last, freeBytes, clock.elapsedMs()) > 0) continue
      parts.launch(job, stage)
      left -= 1
    }
  }

  /**
   * Plans the next search for work: when a job's next attempt is due, or every `roomPollMs` while a job lacks disk
   * space.
   */
  const plan = async (): Promise<void> => {
    const due = await jobs.nextDue(isoTime(clock))
    cancelTimer?.()
    cancelTimer = null
    if (closed) return
    const waits = [
      ...(due === null ? [] : [Date.parse(due) - clock.now() + 1]),
      ...(ranOut.size > 0 ? [roomPollMs] : []),
    ]
    // The machine's clock may be set while this waits, so it never waits longer than the longest delay of a retry.
    if (waits.length > 0) cancelTimer = clock.after(Math.min(longestRetryDelayMs, ...waits), wake)
  }

  const look = async (): Promise<void> => {
    do {
      again = false
      if (!mayStart()) return
      const settings = await parts.settings()
      const freeBytes = ranOut.size > 0 ? await parts.freeBytes().catch(() => null) : null
      if (![...running.values()].some(({ job }) => job.alone)) {
        for (const resource of resources) await fill(resource, parts.slots(resource, settings), freeBytes)
        await startAlone()
      }
      await plan()
    } while (again && !closed)
  }

  const wake = (): void => {
    if (closed) return
    if (looking !== null) {
      again = true
      return
    }
    looking = look()
      .catch(parts.onFailure)
      .finally(() => {
        looking = null
        if (again) wake()
      })
  }

  return {
    wake,
    close: async () => {
      closed = true
      cancelTimer?.()
      await looking
    },
  }
}
