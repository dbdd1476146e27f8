import type { Failure } from '../../contract/index.ts'
import { hasMoreRoom } from './room.ts'

/**
 * Why all work is paused: the disk is full, another program has locked the database, or the library cannot be written.
 */
export type PauseCode = 'disk_full' | 'store_busy' | 'store_unavailable'

/** Why no work is handed out, and since when (ISO 8601). */
export interface Pause extends Failure {
  readonly code: PauseCode
  readonly since: string
}

/**
 * Whether work is handed out. `paused`: nothing starts. `trying`: it starts again to see whether it works; the pause is
 * over once something did. Times are of a monotonic clock.
 */
export type WorkState =
  | { readonly kind: 'working' }
  | ({ readonly kind: 'paused'; readonly pausedAtMs: number } & PauseRecord)
  | ({ readonly kind: 'trying' } & PauseRecord)

interface PauseRecord {
  readonly pause: Pause
  /** How often the disk and the store were checked since work was paused. */
  readonly checks: number
  /** How often work was resumed and failed again. */
  readonly trials: number
  /** Free bytes when work was paused; null where they cannot be measured. */
  readonly freeBytes: number | null
}

/** What happens to the work as a whole. `checked`: what had to be written is written. `worked`: a result was written. */
export type WorkEvent =
  | { readonly kind: 'failed'; readonly failure: Failure; readonly at: string; readonly nowMs: number }
  | { readonly kind: 'measured'; readonly freeBytes: number | null }
  | { readonly kind: 'checked'; readonly freeBytes: number | null; readonly nowMs: number }
  | { readonly kind: 'worked' }

const pauseCodes: Readonly<Record<string, PauseCode>> = {
  disk_full: 'disk_full',
  store_busy: 'store_busy',
  store_unavailable: 'store_unavailable',
  library_corrupt: 'store_unavailable',
}

/** The pause that a failure causes; null for a failure of a single job. */
export const pauseCodeOf = (code: string): PauseCode | null => pauseCodes[code] ?? null

const firstCheckMs = 1_000
const lastCheckMs = 15_000
const firstTrialMs = 5_000
const lastTrialMs = 300_000

const doubled = (firstMs: number, times: number, mostMs: number): number => Math.min(mostMs, firstMs * 2 ** times)

/** How long to wait before the next look at the disk and the store: 1 s, doubling up to 15 s. */
export const checkDelayMs = (checks: number): number => doubled(firstCheckMs, checks, lastCheckMs)

/** How long after a pause began work is tried again even when no change was seen, in ms: 5 s, doubling up to 5 min. */
export const trialDelayMs = (trials: number): number => doubled(firstTrialMs, trials, lastTrialMs)

const onward = {
  disk_full: 'Free some space on it: the work goes on by itself, and nothing that was saved is lost.',
  store_busy: 'Close the other program, or wait until it is done: the work goes on by itself.',
} as const

const pauseOf = (failure: Failure, since: string): Pause => {
  const code = pauseCodeOf(failure.code) ?? 'store_unavailable'
  const { message } = failure
  if (code === 'store_unavailable') return { code, message, remedy: failure.remedy, since }
  return code === 'disk_full'
    ? { code, message: 'The disk of the library is full.', remedy: onward.disk_full, since }
    : { code, message, remedy: onward.store_busy, since }
}

/**
 * The state after an event. On a full disk, work resumes when at least a megabyte more is free than before, or after
 * `trialDelayMs`, since quotas cannot be measured. Otherwise it resumes as soon as the store can be written.
 */
export const nextWorkState = (state: WorkState, event: WorkEvent): WorkState => {
  switch (event.kind) {
    case 'worked':
      return state.kind === 'trying' ? { kind: 'working' } : state
    case 'measured':
      return state.kind === 'paused' ? { ...state, freeBytes: event.freeBytes } : state
    case 'failed': {
      const pause = pauseOf(event.failure, state.kind === 'working' ? event.at : state.pause.since)
      if (state.kind === 'working') {
        return { kind: 'paused', pausedAtMs: event.nowMs, pause, checks: 0, trials: 0, freeBytes: null }
      }
      if (state.kind === 'paused') return { ...state, pause, checks: state.checks + 1 }
      const { checks, trials, freeBytes } = state
      return { kind: 'paused', pausedAtMs: event.nowMs, pause, checks, trials: trials + 1, freeBytes }
    }
    case 'checked': {
      if (state.kind !== 'paused') return state
      const { pausedAtMs, ...record } = state
      const due = event.nowMs - pausedAtMs >= trialDelayMs(state.trials)
      if (state.pause.code !== 'disk_full' || due || hasMoreRoom(state.freeBytes, event.freeBytes)) {
        return { ...record, kind: 'trying', checks: state.checks + 1 }
      }
      return { ...state, checks: state.checks + 1 }
    }
  }
}

/** The pause that is shown; also while work is being tried again. */
export const pauseOfWork = (state: WorkState): Pause | null => (state.kind === 'working' ? null : state.pause)
