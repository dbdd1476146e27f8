import type { Failure } from '../contract/index.ts'
import {
  checkDelayMs,
  nextWorkState,
  type Pause,
  pauseOfWork,
  type WorkEvent,
  type WorkState,
} from '../domain/jobs/pause.ts'
import type { Clock } from '../domain/ports/clock.ts'
import { isoTime } from './clock.ts'
import type { SchedulerEvents } from './scheduler-types.ts'

/** Decides whether jobs may start: work is paused while the store or the disk fails, and resumes by itself. */
export interface WorkWatch {
  readonly mayStart: () => boolean
  readonly pause: () => Pause | null
  /** Reports that the store or the disk failed. */
  readonly failed: (failure: Failure) => void
  /** Reports that a result was written, which ends a pause that is being tried out. */
  readonly worked: () => void
  /** Checks the disk and the store at once, because a person asked. */
  readonly check: () => Promise<void>
  readonly close: () => void
}

/** When work was resumed and nothing failed for this long, the pause counts as over. */
const trialLastsMs = 10_000

/**
 * Watches the disk and the store for one scheduler. `flush` writes what is kept, and answers the failure that prevents
 * it; `resume` starts jobs again.
 */
export const createWorkWatch = (parts: {
  readonly clock: Clock
  readonly events: Pick<SchedulerEvents, 'pauseChanged' | 'log'>
  readonly freeBytes: () => Promise<number | null>
  readonly flush: () => Promise<Failure | null>
  readonly resume: () => void
}): WorkWatch => {
  const { clock, events } = parts
  let state: WorkState = { kind: 'working' }
  let cancelTimer: (() => void) | null = null
  let checking: Promise<void> | null = null
  let closed = false

  const plan = (): void => {
    cancelTimer?.()
    cancelTimer = null
    if (closed || state.kind === 'working') return
    cancelTimer =
      state.kind === 'paused'
        ? clock.after(checkDelayMs(state.checks), () => void check())
        : clock.after(trialLastsMs, () => move({ kind: 'worked' }))
  }

  const move = (event: WorkEvent): void => {
    const before = state
    state = nextWorkState(state, event)
    if (state === before) return
    const [announced, now] = [pauseOfWork(before), pauseOfWork(state)]
    if (announced?.code !== now?.code) {
      if (now === null) events.log('info', 'work goes on')
      else events.log('warn', `work is paused: ${now.message} ${now.remedy}`)
    }
    if (announced?.code !== now?.code || announced?.message !== now?.message) events.pauseChanged()
    if (event.kind !== 'measured') plan()
    if (before.kind === 'paused' && state.kind === 'trying') parts.resume()
  }

  const measure = (): Promise<number | null> => parts.freeBytes().catch(() => null)

  const look = async (): Promise<void> => {
    const failure = await parts.flush()
    const freeBytes = await measure()
    if (closed) return
    if (failure === null) move({ kind: 'checked', freeBytes, nowMs: clock.elapsedMs() })
    else move({ kind: 'failed', failure, at: isoTime(clock), nowMs: clock.elapsedMs() })
  }
  const check = (): Promise<void> => {
    if (state.kind !== 'paused') return Promise.resolve()
    checking ??= look().finally(() => {
      checking = null
    })
    return checking
  }

  return {
    mayStart: () => state.kind !== 'paused',
    pause: () => pauseOfWork(state),
    failed: (failure) => {
      if (closed || state.kind === 'paused') return
      move({ kind: 'failed', failure, at: isoTime(clock), nowMs: clock.elapsedMs() })
      void measure().then((freeBytes) => move({ kind: 'measured', freeBytes }))
    },
    worked: () => move({ kind: 'worked' }),
    check,
    close: () => {
      closed = true
      cancelTimer?.()
      cancelTimer = null
    },
  }
}
