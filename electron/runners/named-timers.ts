import type { Clock } from '../domain/ports/clock.ts'

/** Timers of which each name has one at most. */
export interface NamedTimers<Name extends string> {
  /** Calls back once after `delayMs`; an earlier timer of the name is called off. */
  readonly schedule: (name: Name, delayMs: number, callback: () => void) => void
  readonly callOff: (name: Name) => void
  readonly isRunning: (name: Name) => boolean
}

/** No timer runs. */
export const createNamedTimers = <Name extends string>(clock: Clock): NamedTimers<Name> => {
  const timers = new Map<Name, () => void>()
  const callOff = (name: Name): void => {
    timers.get(name)?.()
    timers.delete(name)
  }
  return {
    schedule: (name, delayMs, callback) => {
      callOff(name)
      timers.set(
        name,
        clock.after(delayMs, () => {
          timers.delete(name)
          callback()
        }),
      )
    },
    callOff,
    isRunning: (name) => timers.has(name),
  }
}
