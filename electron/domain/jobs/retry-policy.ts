import type { Failure } from '../../contract/index.ts'
import { pauseCodeOf } from './pause.ts'

/** Attempts of one job before a retryable failure becomes final. */
export const maxAttempts = 3

const baseDelayMs = 5_000
/** The longest delay before another attempt. */
export const longestRetryDelayMs = 120_000

/** Codes of failures that may pass by themselves. All others are about the file, and final at once. */
const retryableCodes: ReadonlySet<string> = new Set([
  'io_error',
  'unreadable',
  'disk_busy',
  'out_of_memory',
  'ffmpeg_killed',
  'too_many_open_files',
  'worker_crashed',
])

/**
 * Codes of failures that are about the disk, the network or the app rather than the file: tried again when the file is
 * seen again.
 */
const circumstantialCodes: ReadonlySet<string> = new Set([
  ...retryableCodes,
  'file_not_found',
  'file_changed',
  'permission_denied',
  'disk_full',
  'store_busy',
  'store_unavailable',
  'unavailable',
  'ffmpeg_missing',
  'ffprobe_missing',
  'timed_out',
  'no_progress',
])

/** How often a file is checked that is still being written, in ms; these checks do not count as attempts. */
const fileChangingDelayMs = 3_000

/** Why a stage waits for a file that is still being copied, recorded or exported. */
export const fileChanging: Failure = {
  code: 'file_changing',
  message: 'The file is still being written, or was just replaced.',
  remedy: 'GoodCLIPS goes on by itself as soon as the file has stopped changing.',
}

/** Whether the same attempt may succeed a little later. */
export const isRetryableFailure = (failure: Failure): boolean => retryableCodes.has(failure.code)

/** Whether the failure may be gone when the person offers the file again. */
export const isCircumstantial = (code: string): boolean => circumstantialCodes.has(code)

/**
 * Delay before the next attempt: exponential from 5 s, at most 2 min, with "equal jitter"
 * (half fixed, half random), so that many jobs that failed together do not return together.
 * `attempts` counts those already made, from 1; `random` is in [0, 1).
 */
export const retryDelayMs = (attempts: number, random: number): number => {
  const ceiling = Math.min(longestRetryDelayMs, baseDelayMs * 4 ** Math.max(0, attempts - 1))
  return Math.round(ceiling / 2 + (ceiling / 2) * random)
}

/** What to do after a failed attempt. `pause`: the failure is not about this job, so all work is paused. */
export type AttemptVerdict =
  | { readonly kind: 'final' }
  | { readonly kind: 'again'; readonly delayMs: number }
  | { readonly kind: 'pause' }

/** Decides between another attempt, a pause of all work and a final failure. */
export const judgeAttempt = (failure: Failure, attempts: number, random: number): AttemptVerdict => {
  if (pauseCodeOf(failure.code) !== null) return { kind: 'pause' }
  if (failure.code === fileChanging.code) return { kind: 'again', delayMs: fileChangingDelayMs }
  return isRetryableFailure(failure) && attempts < maxAttempts
    ? { kind: 'again', delayMs: retryDelayMs(attempts, random) }
    : { kind: 'final' }
}
