import type { Failure, Problem } from '../../contract/index.ts'
import { withoutCause } from '../failure.ts'
import type { JobRecord, StageOutput } from '../ports/index.ts'
import { assertNever, type Result } from '../result.ts'
import { judgeAttempt } from './retry-policy.ts'

/** How an attempt of a job ends, as it will be written. */
export type JobOutcome =
  | { readonly state: 'done'; readonly output: StageOutput }
  | { readonly state: 'skipped'; readonly reason: Problem }
  | { readonly state: 'failed'; readonly reason: Failure }
  | { readonly state: 'cancelled'; readonly reason: Problem }
  /** `counts`: whether it counts as an attempt; false when the job had no part in its end. */
  | { readonly state: 'waiting'; readonly reason: Failure; readonly delayMs: number; readonly counts: boolean }

/** The result of a stage's attempt, or why it was stopped. */
export type AttemptResult =
  | {
      readonly kind: 'settled'
      readonly result: Result<
        { readonly kind: 'done'; readonly output: StageOutput } | { readonly kind: 'skipped'; readonly reason: Problem }
      >
    }
  | {
      readonly kind: 'stopped'
      readonly why:
        | { readonly kind: 'cancelled'; readonly reason: Problem }
        | { readonly kind: 'closing' }
        | { readonly kind: 'limit'; readonly failure: Failure }
    }

const closed: Failure = {
  code: 'app_closed',
  message: 'The app was closed before it was finished.',
  remedy: 'It goes on by itself.',
}

/** The outcome of a failure; `attempts` counts this one. */
export const outcomeOfFailure = (failure: Failure, attempts: number, random: number): JobOutcome => {
  const verdict = judgeAttempt(failure, attempts, random)
  const reason = withoutCause(failure)
  switch (verdict.kind) {
    case 'final':
      return { state: 'failed', reason }
    case 'again':
      return { state: 'waiting', reason, delayMs: verdict.delayMs, counts: true }
    case 'pause':
      return {
        state: 'waiting',
        reason: { ...reason, remedy: 'It goes on by itself when that is over.' },
        delayMs: 0,
        counts: false,
      }
    default:
      return assertNever(verdict)
  }
}

/** The outcome of an attempt; `attempts` counts it, `random` is in [0, 1). */
export const outcomeOfAttempt = (end: AttemptResult, attempts: number, random: number): JobOutcome => {
  if (end.kind === 'stopped') {
    if (end.why.kind === 'cancelled') return { state: 'cancelled', reason: end.why.reason }
    if (end.why.kind === 'closing') return { state: 'waiting', reason: closed, delayMs: 0, counts: false }
    return outcomeOfFailure(end.why.failure, attempts, random)
  }
  if (!end.result.ok) return outcomeOfFailure(end.result.error, attempts, random)
  const { value } = end.result
  return value.kind === 'done' ? { state: 'done', output: value.output } : { state: 'skipped', reason: value.reason }
}

const unsaved: Failure = {
  code: 'not_saved_yet',
  message: 'It is done, but its result cannot be saved at the moment.',
  remedy: 'It is saved as soon as that is possible.',
}

/** A job with an outcome that could not be written to its row yet, as it should be shown. */
export const withOutcome = (job: JobRecord, outcome: JobOutcome): JobRecord => {
  const idle = { ...job, speed: null, etaMs: null, nextAttemptAt: null }
  if (outcome.state === 'done') return { ...idle, state: 'waiting', reason: unsaved }
  return { ...idle, state: outcome.state, reason: outcome.reason }
}
