import type { Failure } from '../contract/index.ts'

/** A state of a runner, with what belongs to it; the names are those of the contract's `RunnerState`. */
export type LifecycleState =
  | { readonly state: 'stopped' }
  /** Its model is looked up, the device is waited for, the process loads. */
  | { readonly state: 'starting' }
  | { readonly state: 'ready' }
  | { readonly state: 'busy' }
  /** Finishes what runs, then exits. */
  | { readonly state: 'draining' }
  | { readonly state: 'backoff'; readonly delayMs: number }
  | { readonly state: 'disabled'; readonly failure: Failure }

/** The state of a runner, and the record of its crashes that decides what a further one leads to. */
export interface RunnerLifecycle {
  readonly current: LifecycleState
  /** Times (milliseconds since 1970) of crashes that no item explains, within the time that the breaker looks at, oldest first. */
  readonly unexplainedCrashes: readonly number[]
  /** Unexplained ones since something was last embedded, however long that took: a load may run into its deadline for ten minutes. */
  readonly unexplainedInARow: number
  /** Since something was last embedded; the back-off grows with it. */
  readonly crashesInARow: number
}

/** What happens to a runner. */
export type LifecycleEvent =
  | { readonly kind: 'wanted' }
  /** The start was called off, or the model could not be resolved. */
  | { readonly kind: 'given-up' }
  | { readonly kind: 'loaded' }
  | { readonly kind: 'sent' }
  | { readonly kind: 'answered'; readonly inFlight: number; readonly embedded: boolean }
  | { readonly kind: 'drain' }
  | { readonly kind: 'exited' }
  | {
      readonly kind: 'crashed'
      readonly at: number
      /** Not explained by an item: counts towards the breaker. */
      readonly unexplained: readonly number[]
      readonly reason: Failure
      /** In [0, 1), for the jitter. */
      readonly random: number
    }
  /** Crashes turned out to be no item's fault, while the runner works again. */
  | { readonly kind: 'unexplained'; readonly at: number; readonly crashes: readonly number[]; readonly reason: Failure }
  /** Trying again is of no use: its model or environment is wrong. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'backoff-over' }
  | { readonly kind: 'restart' }

/** How many unexplained crashes within how long, or without anything embedded in between, disable a runner. */
export const breaker = { crashes: 3, withinMs: 5 * 60_000 } as const

/** A runner that was never started. */
export const newLifecycle: RunnerLifecycle = {
  current: { state: 'stopped' },
  unexplainedCrashes: [],
  unexplainedInARow: 0,
  crashesInARow: 0,
}

/** Doubling, capped, and jittered to between half and all of it, so that several runners do not load at once. */
export const backoffDelay = (
  crashesInARow: number,
  random: number,
  limits: { readonly backoffMs: number; readonly maxBackoffMs: number },
): number => {
  const full = Math.min(limits.maxBackoffMs, limits.backoffMs * 2 ** Math.min(30, Math.max(0, crashesInARow - 1)))
  return Math.round(full * (0.5 + random / 2))
}

const recent = (crashes: readonly number[], at: number): readonly number[] =>
  crashes.filter((crash) => at - crash < breaker.withinMs)

const disabledBy = (reason: Failure): Failure => ({
  code: reason.code,
  message: `Stopped after it failed three times. ${reason.message}`,
  remedy: reason.remedy,
})

/** The lifecycle after an event. Events that do not fit the current state change nothing. */
export const advanceLifecycle = (
  lifecycle: RunnerLifecycle,
  event: LifecycleEvent,
  limits: { readonly backoffMs: number; readonly maxBackoffMs: number },
): RunnerLifecycle => {
  const { state } = lifecycle.current
  const to = (current: LifecycleState): RunnerLifecycle => ({ ...lifecycle, current })
  switch (event.kind) {
    case 'wanted':
      return state === 'stopped' ? to({ state: 'starting' }) : lifecycle
    case 'given-up':
      return state === 'starting' ? to({ state: 'stopped' }) : lifecycle
    case 'loaded':
      return state === 'starting' ? to({ state: 'ready' }) : lifecycle
    case 'sent':
      return state === 'ready' ? to({ state: 'busy' }) : lifecycle
    case 'answered': {
      const next = event.embedded ? { ...lifecycle, crashesInARow: 0, unexplainedInARow: 0 } : lifecycle
      return state === 'busy' && event.inFlight === 0 ? { ...next, current: { state: 'ready' } } : next
    }
    case 'drain':
      return state === 'starting' || state === 'ready' || state === 'busy' ? to({ state: 'draining' }) : lifecycle
    case 'exited':
      return state === 'disabled' ? lifecycle : to({ state: 'stopped' })
    case 'crashed': {
      if (state === 'disabled') return lifecycle
      const next = {
        unexplainedCrashes: recent([...lifecycle.unexplainedCrashes, ...event.unexplained], event.at),
        unexplainedInARow: lifecycle.unexplainedInARow + event.unexplained.length,
        crashesInARow: lifecycle.crashesInARow + 1,
      }
      if (Math.max(next.unexplainedCrashes.length, next.unexplainedInARow) >= breaker.crashes) {
        return { ...next, current: { state: 'disabled', failure: disabledBy(event.reason) } }
      }
      if (state === 'draining') return { ...next, current: { state: 'stopped' } }
      const delayMs = backoffDelay(next.crashesInARow, event.random, limits)
      return { ...next, current: { state: 'backoff', delayMs } }
    }
    case 'unexplained': {
      if (state === 'disabled') return lifecycle
      const unexplainedCrashes = recent([...lifecycle.unexplainedCrashes, ...event.crashes], event.at)
      if (unexplainedCrashes.length < breaker.crashes) return { ...lifecycle, unexplainedCrashes }
      return { ...lifecycle, current: { state: 'disabled', failure: disabledBy(event.reason) }, unexplainedCrashes }
    }
    case 'failed':
      return to({ state: 'disabled', failure: event.failure })
    case 'backoff-over':
      return state === 'backoff' ? to({ state: 'stopped' }) : lifecycle
    case 'restart':
      return state === 'disabled' || state === 'backoff' ? newLifecycle : lifecycle
  }
}
