import type { Failure } from '../contract/index.ts'
import { failureOfSystemError } from '../domain/failure.ts'
import type { AttemptResult } from '../domain/jobs/outcome.ts'
import type { Clock } from '../domain/ports/clock.ts'
import type { MediaProgress } from '../domain/ports/index.ts'
import { err, type Result } from '../domain/result.ts'
import { StoreError } from '../domain/store-error.ts'
import type { StageOutcome } from './stage.ts'

/** Why a running attempt is stopped from outside. */
export type StopReason = Extract<AttemptResult, { readonly kind: 'stopped' }>['why']

/** Limits on one attempt. `graceMs`: how long the stage may take to obey its signal before it is given up. */
export interface StageAttemptLimits {
  readonly wallClockMs: number
  readonly noProgressMs: number
  readonly graceMs: number
}

/** A running attempt. */
export interface StageAttempt {
  readonly stop: (why: StopReason) => void
  /** Its result is known: it settled, or was stopped and settled or outlived its grace. Never rejects. */
  readonly ended: Promise<AttemptResult>
  /** The stage's own promise is settled, so what it used is free again. Never rejects. */
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

/** What a thrown value means for the job: a known system error by its code, anything else a bug that is shown as such. */
export const failureOfThrown = (thrown: unknown): Failure => {
  if (thrown instanceof StoreError) {
    // Whatever else may be unavailable, here it is the store.
    const code = thrown.code === 'unavailable' ? 'store_unavailable' : thrown.code
    return { code, message: thrown.message, remedy: thrown.remedy, cause: thrown }
  }
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

/** Runs a stage once under its limits. */
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
