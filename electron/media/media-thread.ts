import { parentPort } from 'node:worker_threads'
import { cancelled } from '../domain/failure.ts'
import type { MediaFailure, MediaProgress } from '../domain/ports/index.ts'
import { err, type Result } from '../domain/result.ts'
import { messageOf } from './failures.ts'
import { type ThreadKind, takeThread } from './kept-threads.ts'

/** Messages of a thread about the order that it was given last; `result` is the last one of an order. */
type ThreadReport<Value> =
  | { readonly kind: 'began' }
  | { readonly kind: 'progress'; readonly progress: MediaProgress }
  | { readonly kind: 'result'; readonly result: Result<Value> }

/** Messages to a thread. */
type ThreadCommand<Order> = { readonly kind: 'order'; readonly order: Order } | { readonly kind: 'abort' }

/** A thread that works on one order, and what its unexpected end means. */
export interface MediaThread<Order> extends ThreadKind {
  readonly order: Order
  /**
   * The thread is terminated when it has not stopped this many ms after an abort; its children end when their pipes
   * close.
   */
  readonly abortGraceMs: number
  /** `what` says what stopped; it ends a sentence that may name the cause. */
  readonly crashed: { readonly code: string; readonly what: string; readonly remedy: string }
}

/**
 * Runs an order in a thread that nothing else runs in, whose script is a `serveMediaThread`. A thread that has given its
 * result waits some seconds for the next order of its kind, which then need not load the program again; one that was
 * stopped or broke is never used again.
 */
export const runMediaThread = async <Value, Order>(
  order: MediaThread<Order>,
  signal: AbortSignal,
  onProgress: (progress: MediaProgress) => void,
): Promise<Result<Value>> => {
  const stopped = err(cancelled)
  if (signal.aborted) return stopped
  const thread = takeThread(order)
  const send = (command: ThreadCommand<Order>): void => thread.send(command)
  const outcome = await new Promise<Result<Value> | 'endedBefore'>((resolve) => {
    let began = false
    let result: Result<Value> | undefined
    let grace: NodeJS.Timeout | undefined
    const abort = (): void => {
      send({ kind: 'abort' })
      grace = setTimeout(thread.end, order.abortGraceMs)
    }
    const settle = (value: Result<Value> | 'endedBefore'): void => {
      clearTimeout(grace)
      signal.removeEventListener('abort', abort)
      resolve(value)
    }
    signal.addEventListener('abort', abort)
    thread.listen({
      // Both ends of this channel are this program, of one version: the types hold.
      message: (message) => {
        const report = message as ThreadReport<Value>
        if (report.kind === 'began') began = true
        else if (report.kind === 'progress') {
          if (!signal.aborted) onProgress(report.progress)
        } else if (signal.aborted) {
          result = report.result
          thread.end()
        } else {
          thread.giveBack()
          settle(report.result)
        }
      },
      ended: (cause) => {
        if (result !== undefined) settle(result)
        else if (signal.aborted) settle(stopped)
        else settle(began || thread.isNew ? err(crashFailure(order.crashed, cause)) : 'endedBefore')
      },
    })
    send({ kind: 'order', order: order.order })
  })
  // What ended a thread that waited was not this order's doing.
  return outcome === 'endedBefore' ? runMediaThread(order, signal, onProgress) : outcome
}

const crashFailure = ({ code, what, remedy }: MediaThread<unknown>['crashed'], cause: unknown): MediaFailure => ({
  code,
  message: cause instanceof Error ? `${what}: ${messageOf(cause)}.` : `${what}.`,
  remedy,
})

/** The thread's side: does the work of one order after another, passes its progress on and tells the result. */
export const serveMediaThread = <Value, Order>(
  work: (order: Order, signal: AbortSignal, onProgress: (progress: MediaProgress) => void) => Promise<Result<Value>>,
): void => {
  let controller = new AbortController()
  const report = (message: ThreadReport<Value>): void => parentPort?.postMessage(message)
  const workOn = async (order: Order): Promise<void> => {
    controller = new AbortController()
    report({ kind: 'began' })
    const result = await work(order, controller.signal, (progress) => report({ kind: 'progress', progress }))
    report({ kind: 'result', result })
  }
  // A rejection is not caught: it ends the thread, and the other side tells what it was.
  parentPort?.on('message', (command: ThreadCommand<Order>) => {
    if (command.kind === 'abort') controller.abort()
    else void workOn(command.order)
  })
}
