import type { Failure } from '../contract/index.ts'

/** Where a runner is in its life. `crashes` are the times of the ones that no item explains, oldest first. */
export type Phase =
  | { readonly state: 'stopped' }
  /** Its model is looked up, the device is waited for, the process loads. */
  | { readonly state: 'starting' }
  | { readonly state: 'ready' }
  | { readonly state: 'busy' }
  /** Finishes what runs, then exits. */
  | { readonly state: 'draining' }
  | { readonly state: 'backoff'; readonly delayMs: number }
  | { readonly state: 'disabled'; readonly failure: Failure }

/** A runner's life and its record. */
export interface Life {
  readonly phase: Phase
  readonly unexplainedCrashes: readonly number[]
  /** Unexplained ones since something was last embedded, however long that took: a load may run into its deadline for ten minutes. */
  readonly unexplainedInARow: number
  /** Since something was last embedded; the back-off grows with it. */
  readonly crashesInARow: number
}

/** What happens to a runner. */
export type LifeEvent =
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
export const newLife: Life = {
  phase: { state: 'stopped' },
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

/** The next state of a runner's life. Events that do not fit the phase change nothing. */
export const advanceLife = (
  life: Life,
  event: LifeEvent,
  limits: { readonly backoffMs: number; readonly maxBackoffMs: number },
): Life => {
  const { state } = life.phase
  const to = (phase: Phase): Life => ({ ...life, phase })
  switch (event.kind) {
    case 'wanted':
      return state === 'stopped' ? to({ state: 'starting' }) : life
    case 'given-up':
      return state === 'starting' ? to({ state: 'stopped' }) : life
    case 'loaded':
      return state === 'starting' ? to({ state: 'ready' }) : life
    case 'sent':
      return state === 'ready' ? to({ state: 'busy' }) : life
    case 'answered': {
      const next = event.embedded ? { ...life, crashesInARow: 0, unexplainedInARow: 0 } : life
      return state === 'busy' && event.inFlight === 0 ? { ...next, phase: { state: 'ready' } } : next
    }
    case 'drain':
      return state === 'starting' || state === 'ready' || state === 'busy' ? to({ state: 'draining' }) : life
    case 'exited':
      return state === 'disabled' ? life : to({ state: 'stopped' })
    case 'crashed': {
      if (state === 'disabled') return life
      const next = {
        unexplainedCrashes: recent([...life.unexplainedCrashes, ...event.unexplained], event.at),
        unexplainedInARow: life.unexplainedInARow + event.unexplained.length,
        crashesInARow: life.crashesInARow + 1,
      }
      if (Math.max(next.unexplainedCrashes.length, next.unexplainedInARow) >= breaker.crashes) {
        return { ...next, phase: { state: 'disabled', failure: disabledBy(event.reason) } }
      }
      if (state === 'draining') return { ...next, phase: { state: 'stopped' } }
      const delayMs = backoffDelay(next.crashesInARow, event.random, limits)
      return { ...next, phase: { state: 'backoff', delayMs } }
    }
    case 'unexplained': {
      if (state === 'disabled') return life
      const unexplainedCrashes = recent([...life.unexplainedCrashes, ...event.crashes], event.at)
      if (unexplainedCrashes.length < breaker.crashes) return { ...life, unexplainedCrashes }
      return { ...life, phase: { state: 'disabled', failure: disabledBy(event.reason) }, unexplainedCrashes }
    }
    case 'failed':
      return to({ state: 'disabled', failure: event.failure })
    case 'backoff-over':
      return state === 'backoff' ? to({ state: 'stopped' }) : life
    case 'restart':
      return state === 'disabled' || state === 'backoff' ? newLife : life
  }
}
