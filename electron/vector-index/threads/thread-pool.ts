import { Worker } from 'node:worker_threads'
import { workerEntry } from '../../process/worker-entry.ts'
import type { Arena } from '../arena/arena.ts'
import { putJob, queueBytes, queueLength, queueOf, seatField } from './job-queue.ts'
import { scratchBytes, type ThreadAnswer, type ThreadData, type ThreadTask } from './thread-task.ts'

/** The threads of an index. */
export interface ThreadPool {
  /** Does all parts of a task on all threads; answers what they count together. Rejects when a thread fails or the signal fires. */
  readonly run: (task: ThreadTask, parts: number, signal?: AbortSignal) => Promise<number>
  /** Resolves when a thread has ended that was not asked to. */
  readonly failed: Promise<Error>
  readonly close: () => Promise<void>
}

interface Job {
  readonly task: ThreadTask
  readonly parts: number
  readonly resolve: (count: number) => void
  readonly reject: (error: unknown) => void
  /** Threads that have said that they failed. */
  failuresReceived: number
  /** No thread works on it any more. */
  isDone: boolean
}

const workerUrl = workerEntry(import.meta.url, 'vector-index-worker')
const closedError = (): Error => new Error('the search index is closed')

/**
 * Starts the threads; jobs may be given at once. Jobs go through a queue in the shared memory that the threads wait at, and the last
 * thread that is done with a job sends one message. Handing out parts takes a tenth of the time that a message to and from every
 * thread would take.
 */
export const createThreadPool = (arena: Arena, module: WebAssembly.Module, threads: number): ThreadPool => {
  const queue = arena.allocate(queueBytes)
  const { counter, seats } = queueOf(queue)
  /** By seat of the queue. */
  const running = new Map<number, Job>()
  let waiting: Job[] = []
  /** Jobs that were ever given to the threads. */
  let given = 0
  let ended: Error | null = null
  let closing = false
  let fail: (error: Error) => void = () => undefined
  const failed = new Promise<Error>((resolve) => {
    fail = resolve
  })

  const rejectAll = (error: Error): void => {
    for (const job of [...running.values(), ...waiting]) job.reject(error)
    running.clear()
    waiting = []
  }
  const end = (error: Error): void => {
    if (ended !== null || closing) return
    ended = error
    rejectAll(error)
    fail(error)
  }

  const give = (): void => {
    while (!running.has(given % queueLength)) {
      const index = given % queueLength
      const [job, seat] = [waiting.shift(), seats[index]]
      if (job === undefined || seat === undefined) return
      putJob(seat, job.task, job.parts, threads)
      running.set(index, job)
      given += 1
      Atomics.store(counter, 0, given)
      Atomics.notify(counter, 0)
    }
  }

  const listen = ({ seat, error, isLast }: ThreadAnswer): void => {
    const job = running.get(seat)
    if (job === undefined) return
    if (error !== null) {
      // Only the first rejection counts.
      job.reject(new Error(error))
      job.failuresReceived += 1
    }
    if (isLast) job.isDone = true
    // Messages of two threads come in any order: the one of a thread that failed may follow that of the last one.
    const fields = seats[seat]?.fields
    if (!job.isDone || job.failuresReceived < (fields?.[seatField.failures] ?? 0)) return
    running.delete(seat)
    job.resolve(fields?.[seatField.count] ?? 0)
    give()
    // The index does not keep the process alive; a job that somebody waits for does.
    if (running.size === 0) for (const worker of workers) worker.unref()
  }

  const workers = Array.from({ length: threads }, (_, index) => {
    const scratch = arena.allocate(scratchBytes).address
    const data: ThreadData = { module, memory: arena.memory, scratch, queue: queue.address }
    const worker = new Worker(workerUrl, { workerData: data, name: `vector-index ${index}` })
    worker.on('message', listen)
    worker.on('error', (cause: unknown) => end(new Error('A thread of the search index failed.', { cause })))
    worker.on('exit', (code) => end(new Error(`A thread of the search index ended (${code}).`)))
    worker.unref()
    return worker
  })

  const run = (task: ThreadTask, parts: number, signal?: AbortSignal): Promise<number> => {
    if (signal?.aborted === true) return Promise.reject(signal.reason)
    if (ended !== null) return Promise.reject(ended)
    if (closing) return Promise.reject(closedError())
    if (parts === 0) return Promise.resolve(0)
    let job: Job | null = null
    const result = new Promise<number>((resolve, reject) => {
      job = { task, parts, resolve, reject, failuresReceived: 0, isDone: false }
      if (running.size === 0) for (const worker of workers) worker.ref()
      waiting.push(job)
      give()
    })
    if (signal === undefined) return result
    const stop = (): void => {
      // No part is left to be taken; the threads answer as soon as they have done theirs.
      for (const [index, each] of running) {
        const fields = seats[index]?.fields
        if (each === job && fields !== undefined) Atomics.store(fields, seatField.next, parts)
      }
    }
    signal.addEventListener('abort', stop, { once: true })
    return result
      .then((count) => {
        signal.throwIfAborted()
        return count
      })
      .finally(() => signal.removeEventListener('abort', stop))
  }

  return {
    run,
    failed,
    close: async () => {
      closing = true
      rejectAll(closedError())
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
