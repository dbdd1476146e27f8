import type { Failure } from '../contract/index.ts'
import { failureOfStoreError, failureOfSystemError } from '../domain/failure.ts'
import type { AttemptResult } from '../domain/jobs/outcome.ts'
import type { Clock } from '../domain/ports/clock.ts'
import type { MediaProgress } from '../domain/ports/index.ts'
import { err, type Result } from '../domain/result.ts'
import type { StageOutcome } from './stage.ts'

/** Why a running attempt is stopped from outside. */
export type StopReason = Extract<AttemptResult, { readonly kind: 'stopped' }>['why']

/**
 * Limits on one attempt, in ms. `graceMs`: how long the stage may take to stop after its signal aborts; then it is left
 * behind.
 */
export interface StageAttemptLimits {
  readonly wallClockMs: number
  readonly noProgressMs: number
  readonly graceMs: number
}

/** One run of a stage, under way. */
export interface StageAttempt {
  readonly stop: (why: StopReason) => void
  /**
   * Resolves when the result is known: the stage ended, or was stopped and ended or used up its grace. Never rejects.
   */
  readonly ended: Promise<AttemptResult>
  /** Resolves when the stage itself has ended, so that what it used is free again. Never rejects. */
  readonly released: Promise<void>
}

const minutes = (milliseconds: number): string => {
  const seconds = Math.max(1, Math.round(milliseconds / 1000))
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}

const wallClockFailure = (limitMs: number): Failure => ({
  code: 'timed_out',
  message: `It took longer than the limit of ${minutes(limitMs)}.`,
  remedy: 'Raise the time limit in the settings and retry.',
})

const noProgressFailure = (limitMs: number): Failure => ({
  code: 'no_progress',
  message: `Nothing moved for ${minutes(limitMs)}, so it was stopped.`,
  remedy: 'Check that the disk of the file answers, then retry; the limit is in the settings.',
})

/** The failure of a job that threw: known system errors by their code; anything else is a bug and is shown as one. */
export const failureOfThrown = (thrown: unknown): Failure => {
  const refused = failureOfStoreError(thrown)
  // `unavailable` alone would not say what: here it is the store.
  if (refused !== null) return refused.code === 'unavailable' ? { ...refused, code: 'store_unavailable' } : refused
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return (
    failureOfSystemError(thrown) ?? {
      code: 'internal',
      message: `Something unexpected happened: ${message}`,
      remedy: 'Retry; if it happens again, report it with this text.',
      cause: thrown,
    }
  )
}

/**
 * Starts one run of a stage under its limits. `onProgress` is called for every report, `run` gets the signal that stops
 * it.
 */
export const startStageAttempt = (
  clock: Clock,
  limits: StageAttemptLimits,
  run: (signal: AbortSignal, report: (progress: MediaProgress) => void) => Promise<Result<StageOutcome>>,
  onProgress: (progress: MediaProgress) => void,
): StageAttempt => {
  const controller = new AbortController()
  const { promise: ended, resolve: end } = Promise.withResolvers<AttemptResult>()
  let stopped: StopReason | null = null
  let lastProgressMs = clock.elapsedMs()
  const calls = new Set<() => void>()
  const callOff = (): void => {
    for (const cancel of calls) cancel()
    calls.clear()
  }
  const stop = (why: StopReason): void => {
    if (stopped !== null) return
    stopped = why
    callOff()
    calls.add(clock.after(limits.graceMs, () => end({ kind: 'stopped', why })))
    controller.abort(new DOMException('The stage was stopped', 'AbortError'))
  }
  const watchProgress = (): void => {
    const leftMs = lastProgressMs + limits.noProgressMs - clock.elapsedMs()
    if (leftMs <= 0) stop({ kind: 'limit', failure: noProgressFailure(limits.noProgressMs) })
    else calls.add(clock.after(leftMs, watchProgress))
  }
  calls.add(
    clock.after(limits.wallClockMs, () => stop({ kind: 'limit', failure: wallClockFailure(limits.wallClockMs) })),
  )
  watchProgress()
  let furthest = { fraction: -1, positionMs: -1 }
  const report = (progress: MediaProgress): void => {
    if (stopped !== null) return
    if (progress.fraction > furthest.fraction || progress.positionMs > furthest.positionMs) {
      furthest = progress
      lastProgressMs = clock.elapsedMs()
    }
    onProgress(progress)
  }
  const released = (async () => {
    const result = await Promise.resolve()
      .then(() => run(controller.signal, report))
      .catch((thrown: unknown) => err(failureOfThrown(thrown)))
    callOff()
    end(stopped === null ? { kind: 'settled', result } : { kind: 'stopped', why: stopped })
  })()
  return { stop, ended, released }
}
