import type { Clock } from '../domain/ports/clock.ts'

const linesPerPeriod = 100
const periodMs = 60_000

/** Lets at most a hundred lines a minute through, and says how many it left out. */
export const createLogThrottle = (clock: Clock, log: (line: string) => void): ((line: string) => void) => {
  let start = clock.now()
  let lines = 0
  return (line) => {
    const now = clock.now()
    if (now - start >= periodMs || now < start) {
      if (lines > linesPerPeriod) log(`${lines - linesPerPeriod} more lines were left out`)
      start = now
      lines = 0
    }
    lines += 1
    if (lines <= linesPerPeriod) log(line)
  }
}
