/** Frames come on one pipe and their timestamps on another: this brings them together again, by count. */
export interface FrameTimes {
  /** A timestamp arrived; null for a frame without one. */
  readonly arrive: (pts: number | null) => void
  /** The timestamp of the next frame, when it is there already. */
  readonly take: () => { readonly pts: number | null } | undefined
  /** Resolves when the next timestamp is there, or after a while without one. */
  readonly wait: () => Promise<void>
}

/** The log line is written before its frame, so waiting for long means that it was lost. */
const longestWaitMs = 3000

/** An empty queue. */
export const createFrameTimes = (): FrameTimes => {
  const queue: (number | null)[] = []
  let head = 0
  /** Frames that were delivered without a timestamp: that many late timestamps are ignored. */
  let missed = 0
  let wake: (() => void) | null = null
  return {
    arrive: (pts) => {
      if (missed > 0) {
        missed--
        return
      }
      queue.push(pts)
      wake?.()
    },
    take: () => {
      const pts = queue[head]
      if (pts === undefined) return undefined
      head++
      if (head === 1024) {
        queue.splice(0, head)
        head = 0
      }
      return { pts }
    },
    wait: () =>
      new Promise((resolve) => {
        let isOver = false
        const finish = (): void => {
          if (isOver) return
          isOver = true
          clearTimeout(timer)
          wake = null
          resolve()
        }
        const giveUp = (): void => {
          if (isOver) return
          missed++
          queue.push(null)
          finish()
        }
        // When the thread was blocked, the timer is due at once: input that has arrived is handled first.
        const timer = setTimeout(() => setImmediate(giveUp), longestWaitMs)
        wake = finish
      }),
  }
}
