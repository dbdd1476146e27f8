import { longestRetryDelayMs } from './retry-policy.ts'

/** No job waits for a time later than this: a later one was written under a clock that has been set back since. */
export const dueHorizonMs = (nowMs: number): number => nowMs + longestRetryDelayMs

/** Whether a job that waits for a time (ISO 8601; null: for none) may run. */
export const isDue = (nextAttemptAt: string | null, nowMs: number): boolean => {
  if (nextAttemptAt === null) return true
  const atMs = Date.parse(nextAttemptAt)
  return atMs <= nowMs || atMs > dueHorizonMs(nowMs)
}
