import { longestRetryDelayMs } from './retry-policy.ts'

/**
 * The latest time that a waiting job can have, in ms since 1970. A later one was written before the clock was set back.
 */
export const dueHorizonMs = (nowMs: number): number => nowMs + longestRetryDelayMs

/** Whether a job that waits for a time (ISO 8601; null: for none) may run. */
export const isDue = (nextAttemptAt: string | null, nowMs: number): boolean => {
  if (nextAttemptAt === null) return true
  const atMs = Date.parse(nextAttemptAt)
  return atMs <= nowMs || atMs > dueHorizonMs(nowMs)
}
