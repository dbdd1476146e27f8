import { Worker } from 'node:worker_threads'
import { workerEntry } from '../process/worker-entry.ts'
import type { SharedMemory } from './shared-memory.ts'
import { scratchBytes, type ThreadAnswer, type ThreadData, type ThreadJob, type ThreadTask } from './thread-task.ts'

/** The threads of an index. */
export interface ThreadPool {
  /** Does all parts of a task on all threads; answers what they count together. Rejects when a thread fails or the signal fires. */
  readonly run: (task: ThreadTask, parts: number, signal?: AbortSignal) => Promise<number>
  /** Resolves when a thread has ended that was not asked to. */
  readonly failed: Promise<Error>
  readonly close: () => Promise<void>
}

interface PendingJob {
  readonly counterAt: number
  left: number
  count: number
  error: Error | null
  readonly resolve: (count: number) => void
  readonly reject: (error: unknown) => void
}

const workerUrl = workerEntry(import.meta.url, 'vector-index-worker')

/** Starts the threads; jobs may be given at once. */
export const createThreadPool = (shared: SharedMemory, threads: number): ThreadPool => {
  const pending = new Map<number, PendingJob>()
  let nextId = 0
  let ended: Error | null = null
  let closing = false
  let fail: (error: Error) => void = () => undefined
  const failed = new Promise<Error>((resolve) => {
    fail = resolve
  })
  const end = (error: Error): void => {
    if (ended !== null || closing) return
    ended = error
    for (const job of pending.values()) job.reject(error)
    pending.clear()
    fail(error)
  }
  const settle = (id: number, job: PendingJob): void => {
    job.left -= 1
    if (job.left > 0) return
    pending.delete(id)
    shared.free(job.counterAt, 64)
    if (job.error === null) job.resolve(job.count)
    else job.reject(job.error)
  }
  const listen = (answer: ThreadAnswer): void => {
    const job = pending.get(answer.id)
    if (job === undefined) return
    if ('error' in answer) job.error ??= new Error(answer.error)
    else job.count += answer.count
    settle(answer.id, job)
  }
  const workers = Array.from({ length: threads }, (_, index) => {
    const data: ThreadData = {
      module: shared.module,
      memory: shared.memory,
      scratchAt: shared.allocate(scratchBytes),
    }
    const worker = new Worker(workerUrl, { workerData: data, name: `vector-index ${index}` })
    worker.on('message', listen)
    worker.on('error', (cause: unknown) => end(new Error('A thread of the search index failed.', { cause })))
    worker.on('exit', (code) => end(new Error(`A thread of the search index ended (${code}).`)))
    // The index does not keep the process alive.
    worker.unref()
    return worker
  })

  const run = (task: ThreadTask, parts: number, signal?: AbortSignal): Promise<number> => {
    if (signal?.aborted === true) return Promise.reject(signal.reason)
    if (ended !== null) return Promise.reject(ended)
    if (closing) return Promise.reject(new Error('the search index is closed'))
    if (parts === 0) return Promise.resolve(0)
    const id = nextId
    nextId += 1
    const counterAt = shared.allocate(64)
    const result = new Promise<number>((resolve, reject) => {
      pending.set(id, { counterAt, left: workers.length, count: 0, error: null, resolve, reject })
    })
    const job: ThreadJob = { id, task, parts, counterAt }
    for (const worker of workers) {
      // A thread that waits for an answer of the index keeps the process alive; an idle one does not.
      worker.ref()
      worker.postMessage(job)
    }
    const stop = (): void => {
      if (!pending.has(id)) return
      // No part is left to be taken; the threads answer as soon as they have done theirs.
      Atomics.store(shared.integers(counterAt, 1), 0, parts)
    }
    signal?.addEventListener('abort', stop, { once: true })
    return result
      .then((count) => {
        signal?.throwIfAborted()
        return count
      })
      .finally(() => {
        signal?.removeEventListener('abort', stop)
        if (pending.size === 0) for (const worker of workers) worker.unref()
      })
  }

  return {
    run,
    failed,
    close: async () => {
      closing = true
      for (const job of pending.values()) job.reject(new Error('the search index is closed'))
      pending.clear()
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
