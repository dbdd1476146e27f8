import type { Clock } from '../domain/ports/clock.ts'

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
