import type { Settings, StageId } from '../contract/index.ts'
import { type Attention, type Hold, holdLeftMs, isOldestsTurn, nextHold } from '../domain/jobs/attention.ts'
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
  /** What people look at now. */
  readonly attention: () => Attention
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
  const shortStages = stages.filter(({ isShort }) => isShort === true).map(({ id }) => id)
  const shortResources = new Set(stages.filter(({ isShort }) => isShort === true).map(({ resource }) => resource))
  /** How many jobs each resource has started. */
  const started = new Map<string, number>()
  let hold: Hold | null = null
  let looking: Promise<void> | null = null
  let again = false
  let closed = false
  let cancelTimer: (() => void) | null = null

  const used = (resource: string): number => parts.inUse.get(resource) ?? 0

  const runnable = (
    limit: number,
    wanted:
      | { readonly stages: readonly StageId[]; readonly first?: readonly string[]; readonly onlyFirst?: boolean }
      | { readonly alone: true },
  ) => jobs.runnable({ now: isoTime(clock), limit, dependsOn, ...wanted })

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

  /** The first of these jobs that can start, now launched; null when none can. */
  const launchFirst = (
    candidates: readonly JobRecord[],
    resource: string,
    freeBytes: number | null,
  ): JobRecord | null => {
    for (const job of startOrder(candidates, ranOut)) {
      const stage = stageOf.get(job.stage)
      if (!mayStart()) return null
      if (stage === undefined || stage.resource !== resource || running.has(job.id)) continue
      const last = ranOut.get(job.id)
      if (last !== undefined && roomWaitMs(last, freeBytes, clock.elapsedMs()) > 0) continue
      parts.launch(job, stage)
      started.set(resource, (started.get(resource) ?? 0) + 1)
      return job
    }
    return null
  }

  /**
   * Starts jobs of one resource until its slots are full. What somebody has opened has a slot more, so that it never waits
   * behind a long film, and is not held back.
   */
  const fill = async (resource: string, slots: number, freeBytes: number | null, isHeld: boolean): Promise<void> => {
    const { opened, first } = parts.attention()
    const wanted = stages.filter((stage) => stage.resource === resource).map((stage) => stage.id)
    const window = 1 + running.size + ranOut.size
    const openedOnly = { stages: wanted, first: opened, onlyFirst: true }
    while (used(resource) < slots + (opened.length > 0 ? 1 : 0) && mayStart()) {
      const isForOpened = isHeld || used(resource) >= slots
      if (isForOpened && opened.length === 0) return
      const others = isOldestsTurn(started.get(resource) ?? 0) ? { stages: wanted } : { stages: wanted, first }
      const candidates = await runnable(window, isForOpened ? openedOnly : others)
      if (launchFirst(candidates, resource, freeBytes) === null) return
    }
  }

  /** Whether short work runs or could: as long as that is so, long work is held, but not for ever. */
  const isShortWorkLeft = async (): Promise<boolean> => {
    if (shortStages.length === 0) return false
    const isRunning = [...running.values()].some(({ job }) => stageOf.get(job.stage)?.isShort === true)
    return isRunning || (await runnable(1, { stages: shortStages })).length > 0
  }

  /**
   * Plans the next search for work: when a job's next attempt is due, every `roomPollMs` while a job lacks disk space, and when
   * long work need not wait any longer.
   */
  const plan = async (): Promise<void> => {
    const due = await jobs.nextDue(isoTime(clock))
    cancelTimer?.()
    cancelTimer = null
    if (closed) return
    const holdLeft = holdLeftMs(hold, clock.elapsedMs())
    const waits = [
      ...(due === null ? [] : [Date.parse(due) - clock.now() + 1]),
      ...(ranOut.size > 0 ? [roomPollMs] : []),
      ...(holdLeft > 0 ? [holdLeft] : []),
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
        for (const resource of shortResources) await fill(resource, parts.slots(resource, settings), freeBytes, false)
        hold = nextHold(hold, await isShortWorkLeft(), clock.elapsedMs())
        const isHeld = holdLeftMs(hold, clock.elapsedMs()) > 0
        for (const resource of resources) {
          if (shortResources.has(resource)) continue
          await fill(resource, parts.slots(resource, settings), freeBytes, isHeld)
        }
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
