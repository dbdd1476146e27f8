import type { JobState } from '../../contract/index.ts'

/** What can happen to a job. `defer` plans another attempt, `release` gives it back at shutdown, `crash` is found at start. */
export type JobEvent =
  | 'start'
  | 'complete'
  | 'skip'
  | 'fail'
  | 'cancel'
  | 'defer'
  | 'release'
  | 'crash'
  | 'quarantine'
  | 'retry'

const table: Readonly<Record<JobState, Readonly<Partial<Record<JobEvent, JobState>>>>> = {
  waiting: { start: 'running', skip: 'skipped', fail: 'failed', cancel: 'cancelled' },
  running: {
    complete: 'done',
    skip: 'skipped',
    fail: 'failed',
    cancel: 'cancelled',
    defer: 'waiting',
    release: 'waiting',
    crash: 'waiting',
    quarantine: 'failed',
  },
  done: { retry: 'waiting' },
  skipped: { retry: 'waiting' },
  failed: { retry: 'waiting' },
  cancelled: { retry: 'waiting' },
}

/** The state after an event, or null where that event cannot happen. */
export const jobTransition = (state: JobState, event: JobEvent): JobState | null => table[state][event] ?? null

/** Whether a job in this state rests until someone asks for it again. */
export const isSettled = (state: JobState): boolean => state !== 'waiting' && state !== 'running'
