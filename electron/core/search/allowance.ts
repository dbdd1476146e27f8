/** A quantity, for example of bytes in memory, that many want a part of. */
export interface Allowance {
  /**
   * Resolves when there is room for so much, in the order of asking, with what gives it back (once). More than there is in
   * all gets all of it. Null when the signal aborted first.
   */
  readonly take: (amount: number, signal: AbortSignal) => Promise<(() => void) | null>
}

/** An allowance of so much in all. */
export const createAllowance = (total: number): Allowance => {
  let left = total
  const waiting: { readonly amount: number; readonly begin: () => void }[] = []

  const serve = (): void => {
    for (let next = waiting[0]; next !== undefined && next.amount <= left; next = waiting[0]) {
      waiting.shift()
      left -= next.amount
      next.begin()
    }
  }

  return {
    take: (amount, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve(null)
          return
        }
        const share = Math.min(amount, total)
        let isHeld = false
        const giveBack = (): void => {
          if (!isHeld) return
          isHeld = false
          left += share
          serve()
        }
        const leave = (): void => {
          waiting.splice(waiting.indexOf(request), 1)
          resolve(null)
          // Somebody smaller may have waited behind.
          serve()
        }
        const request = {
          amount: share,
          begin: () => {
            signal.removeEventListener('abort', leave)
            isHeld = true
            resolve(giveBack)
          },
        }
        signal.addEventListener('abort', leave, { once: true })
        waiting.push(request)
        serve()
      }),
  }
}
