/** Time as the parts that wait see it, so that tests can turn it by hand. */
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
