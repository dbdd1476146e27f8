import { cancelled } from '../domain/failure.ts'
import { err, type Result } from '../domain/result.ts'

/** Callers that wait for the same thing, each with a signal of its own. */
export interface Waiters<Value> {
  readonly wait: (signal: AbortSignal) => Promise<Result<Value>>
  readonly settle: (result: Result<Value>) => void
  readonly size: () => number
}

/** Nobody waits yet. `onChange` is called when one gave up. */
export const createWaiters = <Value>(onChange: () => void): Waiters<Value> => {
  const waiting = new Set<(result: Result<Value>) => void>()
  return {
    wait: (signal) =>
      new Promise((resolve) => {
        const finish = (result: Result<Value>): void => {
          signal.removeEventListener('abort', abort)
          waiting.delete(finish)
          resolve(result)
        }
        const abort = (): void => {
          finish(err(cancelled))
          onChange()
        }
        waiting.add(finish)
        if (signal.aborted) abort()
        else signal.addEventListener('abort', abort, { once: true })
      }),
    settle: (result) => {
      for (const finish of [...waiting]) finish(result)
    },
    size: () => waiting.size,
  }
}
