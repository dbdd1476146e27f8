/** How the film runs: 0 stands, 1 plays, 2 and 4 faster, negative backwards. */
export type ShuttleRate = -4 | -2 | -1 | 0 | 1 | 2 | 4

/** What a person can ask of the shuttle: the keys J, K, L and the play button. */
export type ShuttleKey = 'back' | 'pause' | 'forward' | 'toggle'

const faster = (rate: ShuttleRate): ShuttleRate => {
  switch (rate) {
    case -1:
      return -2
    case -2:
    case -4:
      return -4
    case 1:
      return 2
    case 2:
    case 4:
      return 4
    case 0:
      return 0
  }
}

/** The rate after a key: the same direction again is faster, the other direction starts at normal speed. */
export const shuttle = (rate: ShuttleRate, key: ShuttleKey): ShuttleRate => {
  switch (key) {
    case 'pause':
      return 0
    case 'toggle':
      return rate === 0 ? 1 : 0
    case 'forward':
      return rate > 0 ? faster(rate) : 1
    case 'back':
      return rate < 0 ? faster(rate) : -1
  }
}

/** Speeds offered in the menu; the shuttle multiplies them. */
export const playbackSpeeds = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2] as const

/**
 * Where backwards play is after `elapsedMs`, counted from where it began, so that slow seeks drop frames instead of
 * falling behind.
 */
export const reverseTimeMs = (fromMs: number, elapsedMs: number, rate: ShuttleRate, speed: number): number =>
  Math.max(0, fromMs + elapsedMs * rate * speed)
