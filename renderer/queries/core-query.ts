import { notifyManager, QueryClient } from '@tanstack/react-query'
import { type ClientError, type ClientResult, describeClientError } from '../client/client-error.ts'

/** A refusal of the core or a core that is not there, thrown because TanStack Query keeps what its functions throw. */
export class CallFailure extends Error {
  readonly failure: ClientError
  constructor(failure: ClientError) {
    super(describeClientError(failure).message, 'cause' in failure ? { cause: failure.cause } : {})
    this.name = 'CallFailure'
    this.failure = failure
  }
}

// Before the next paint, as React's own state: what a person just chose must not jump back for a frame.
notifyManager.setScheduler(queueMicrotask)

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: CallFailure
  }
}

/** The value of an answer; throws a `CallFailure` when there is none. */
export const valueOfCall = async <Value>(call: Promise<ClientResult<Value>>): Promise<Value> => {
  const answer = await call
  if (answer.ok) return answer.value
  throw new CallFailure(answer.error)
}

/** The signal of a query with a deadline in ms. */
export const within = (signal: AbortSignal, deadlineMs: number): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])

/**
 * Makes the cache of what the core knows. Nothing in it grows old by time: the event stream says what changed. Nothing is
 * tried again by itself: the event stream reconnects, and its snapshot reads again what is on show.
 */
export const createQueryCache = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The core is on this machine or in this house: whether the browser thinks it is online says nothing about it.
        networkMode: 'always',
      },
    },
  })

/** Gathers calls: runs `run` once, `delayMs` after the first of them. */
export const gathered = (delayMs: number, run: () => void): (() => void) => {
  let isWaiting = false
  return () => {
    if (isWaiting) return
    isWaiting = true
    setTimeout(() => {
      isWaiting = false
      run()
    }, delayMs)
  }
}
