import { Worker } from 'node:worker_threads'
import { workerEntry } from '../../process/worker-entry.ts'
import type { SharedMemory } from '../arena/arena.ts'
import {
  jobBytes,
  jobField,
  jobTextAt,
  queueBytes,
  queueLength,
  scratchBytes,
  type ThreadAnswer,
  type ThreadData,
  type ThreadTask,
} from './thread-task.ts'

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
}

const workerUrl = workerEntry(import.meta.url, 'vector-index-worker')
const closedError = (): Error => new Error('the search index is closed')

/**
 * Starts the threads; jobs may be given at once. Jobs go through a ring in the shared memory that the threads wait at, and the last
 * thread that is done with a job sends one message: a tenth of what messages to and from every thread take.
 */
export const createThreadPool = (shared: SharedMemory, threads: number): ThreadPool => {
  const queueAt = shared.allocate(queueBytes)
  /** By place in the ring. */
  const running = new Map<number, Job>()
  let waiting: Job[] = []
  let given = 0
  let ended: Error | null = null
  let closing = false
  let fail: (error: Error) => void = () => undefined
  const failed = new Promise<Error>((resolve) => {
    fail = resolve
  })
  const encoder = new TextEncoder()
  const head = (place: number): Int32Array => shared.integers(queueAt + 64 + place * jobBytes, 16)

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
    while (waiting.length > 0 && !running.has(given % queueLength)) {
      const job = waiting.shift()
      if (job === undefined) return
      const place = given % queueLength
      const text = encoder.encode(JSON.stringify(job.task))
      if (text.length > jobBytes - jobTextAt) throw new RangeError('a task of the index is too long')
      shared.bytes(queueAt + 64 + place * jobBytes + jobTextAt, text.length).set(text)
      const fields = head(place)
      fields[jobField.next] = 0
      fields[jobField.parts] = job.parts
      fields[jobField.left] = threads
      fields[jobField.count] = 0
      fields[jobField.length] = text.length
      running.set(place, job)
      given += 1
      const queue = shared.integers(queueAt, 1)
      Atomics.store(queue, 0, given)
      Atomics.notify(queue, 0)
    }
  }

  const listen = ({ place, error, isLast }: ThreadAnswer): void => {
    const job = running.get(place)
    if (job === undefined) return
    // Only the first rejection counts; the place is free when no thread is at it any more.
    if (error !== null) job.reject(new Error(error))
    if (!isLast) return
    running.delete(place)
    job.resolve(head(place)[jobField.count] ?? 0)
    give()
    // The index does not keep the process alive; a job that somebody waits for does.
    if (running.size === 0) for (const worker of workers) worker.unref()
  }

  const workers = Array.from({ length: threads }, (_, index) => {
    const scratchAt = shared.allocate(scratchBytes)
    const data: ThreadData = { module: shared.module, memory: shared.memory, scratchAt, queueAt }
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
      job = { task, parts, resolve, reject }
      if (running.size === 0) for (const worker of workers) worker.ref()
      waiting.push(job)
      give()
    })
    if (signal === undefined) return result
    const stop = (): void => {
      // No part is left to be taken; the threads answer as soon as they have done theirs.
      for (const [place, each] of running) if (each === job) Atomics.store(head(place), jobField.next, parts)
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
