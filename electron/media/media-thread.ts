import { parentPort, type ResourceLimits, Worker } from 'node:worker_threads'
import { cancelled } from '../domain/failure.ts'
import type { MediaFailure, MediaProgress } from '../domain/ports/index.ts'
import { err, type Result } from '../domain/result.ts'
import { messageOf } from './failures.ts'

/** Messages of a thread; `result` is the last one. */
type ThreadReport<Value> =
  | { readonly kind: 'progress'; readonly progress: MediaProgress }
  | { readonly kind: 'result'; readonly result: Result<Value> }

/** Messages to a thread. */
type ThreadCommand = { readonly kind: 'abort' }

/** A thread that works on one order, and what its unexpected end means. */
export interface MediaThread<Order> {
  readonly script: URL
  readonly order: Order
  readonly resourceLimits: ResourceLimits
  /**
   * The thread is terminated when it has not stopped this many ms after an abort; its children end when their pipes
   * close.
   */
  readonly abortGraceMs: number
  /** `what` says what stopped; it ends a sentence that may name the cause. */
  readonly crashed: { readonly code: string; readonly what: string; readonly remedy: string }
}

/** Runs an order in a thread of its own, whose script is a `serveMediaThread`. */
export const runMediaThread = async <Value, Order>(
  thread: MediaThread<Order>,
  signal: AbortSignal,
  onProgress: (progress: MediaProgress) => void,
): Promise<Result<Value>> => {
  const stopped = err(cancelled)
  if (signal.aborted) return stopped
  const worker = new Worker(thread.script, { workerData: thread.order, resourceLimits: thread.resourceLimits })
  return new Promise((resolve) => {
    let result: Result<Value> | undefined
    let crash: unknown
    let grace: NodeJS.Timeout | undefined
    const abort = (): void => {
      const command: ThreadCommand = { kind: 'abort' }
      worker.postMessage(command)
      grace = setTimeout(() => void worker.terminate(), thread.abortGraceMs)
    }
    signal.addEventListener('abort', abort)
    worker.on('message', (report: ThreadReport<Value>) => {
      if (report.kind === 'result') result = report.result
      else if (!signal.aborted) onProgress(report.progress)
    })
    worker.on('error', (cause) => {
      crash = cause
    })
    worker.on('exit', () => {
      clearTimeout(grace)
      signal.removeEventListener('abort', abort)
      if (result !== undefined) resolve(result)
      else if (signal.aborted) resolve(stopped)
      else resolve(err(crashFailure(thread.crashed, crash)))
    })
  })
}

const crashFailure = ({ code, what, remedy }: MediaThread<unknown>['crashed'], cause: unknown): MediaFailure => ({
  code,
  message: cause instanceof Error ? `${what}: ${messageOf(cause)}.` : `${what}.`,
  remedy,
})

/** The thread's side: does the work, passes its progress on, tells the result, and ends. */
export const serveMediaThread = async <Value>(
  work: (signal: AbortSignal, onProgress: (progress: MediaProgress) => void) => Promise<Result<Value>>,
): Promise<void> => {
  const controller = new AbortController()
  const report = (message: ThreadReport<Value>): void => parentPort?.postMessage(message)
  parentPort?.on('message', (command: ThreadCommand) => {
    if (command.kind === 'abort') controller.abort()
  })
  const result = await work(controller.signal, (progress) => report({ kind: 'progress', progress }))
  report({ kind: 'result', result })
  parentPort?.close()
}
