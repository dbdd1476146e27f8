/** Time, behind an interface so that tests can control it. */
export interface Clock {
  /** Milliseconds since 1970 by the machine's clock, which can be set forward and back. For times that are stored. */
  readonly now: () => number
  /** Milliseconds since an unspecified moment, by a clock that is never set. For measuring how long something takes. */
  readonly elapsedMs: () => number
  /** Calls back once after `delayMs`; the returned function cancels it. */
  readonly after: (delayMs: number, callback: () => void) => () => void
  /** A random number in [0, 1). */
  readonly random: () => number
}
