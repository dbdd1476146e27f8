/** Time as the scheduler sees it, so that tests can turn it by hand. */
export interface Clock {
  /** Milliseconds since 1970 by the clock of the machine, which people and programs may set: for times that are kept. */
  readonly now: () => number
  /** Milliseconds since some moment, never set: for how long something takes. */
  readonly elapsedMs: () => number
  /** Calls back once after `delayMs`; the answer calls it off. */
  readonly after: (delayMs: number, callback: () => void) => () => void
  /** In [0, 1). */
  readonly random: () => number
}

/** The clocks of the machine. Their timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsedMs: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(delayMs, 2 ** 31 - 1))
    timer.unref()
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

/** An ISO 8601 time in UTC. */
export const isoTime = (clock: Clock): string => new Date(clock.now()).toISOString()
