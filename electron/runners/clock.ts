/** Time as supervision sees it, so that tests can turn it by hand. The scheduler's clock fits. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Calls back once after `delayMs`; the answer calls it off. */
  readonly after: (delayMs: number, callback: () => void) => () => void
  /** In [0, 1). */
  readonly random: () => number
}
