import { Worker } from 'node:worker_threads'
import type { ExportedVectors, StoreOpening } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { StoreError } from '../../domain/store-error.ts'
import { workerEntry } from '../../process/worker-entry.ts'
import type { BackupOutcome } from './backups.ts'
import { createBusyCalls } from './busy-calls.ts'
import type { Call, RpcAnswer, StoreActivity, WorkerTask } from './rpc.ts'
import type { StoreFailure } from './store-failure.ts'
import { packBatch } from './transfer.ts'

/** The store's worker thread as promises. */
export interface WorkerClient {
  readonly opening: StoreOpening
  readonly call: (group: string, method: string, parameters: readonly unknown[]) => Promise<unknown>
  readonly activity: () => Promise<StoreActivity>
  /** Says that a backup holds everything up to so many changes. */
  readonly backedUp: (path: string, changes: number) => Promise<void>
  /** Says what a check of everything found; it is mended or told. */
  readonly checked: (problems: readonly string[]) => Promise<void>
  /** Closes the database, after a last backup when something has changed, and ends the thread. */
  readonly close: () => Promise<void>
}

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** How long a call waits for another program's lock on the database before it is refused, and how often it asks. */
const busyLimitMs = 10_000
const busyEveryMs = 100

const workerUrl = workerEntry(import.meta.url, 'store-worker')

const startWorker = (task: WorkerTask): Worker =>
  new Worker(workerUrl, { workerData: task, name: `store ${task.task}` })

const closed = (cause?: unknown): StoreError =>
  new StoreError('unavailable', 'The library is closed.', 'Open it again.', { cause })

const unexpectedEnd = (code: number): StoreFailure => ({
  code: 'internal',
  message: `The library's thread ended unexpectedly (${code}).`,
  remedy: 'Restart GoodCLIPS.',
})

const toError = (failure: StoreFailure, stack: string): Error => {
  const cause = stack === '' ? undefined : new Error(stack)
  return new StoreError(failure.code, failure.message, failure.remedy, { cause })
}

const connectClient = (worker: Worker, opening: StoreOpening, pending: Map<number, Pending>): WorkerClient => {
  const whileBusy = createBusyCalls({ limitMs: busyLimitMs, everyMs: busyEveryMs })
  let nextId = 0
  let ended: unknown = null
  const end = (cause: unknown): void => {
    ended ??= cause
    for (const { reject } of pending.values()) reject(closed(cause))
    pending.clear()
  }
  worker.on('error', end)
  worker.on('exit', (code) => end(new Error(`thread exit ${code}`)))
  const send = (make: (id: number) => Call, transfer: readonly ArrayBuffer[] = []): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended !== null) return reject(closed(ended))
      const id = nextId
      nextId += 1
      pending.set(id, { resolve, reject })
      worker.postMessage(make(id), transfer)
    })
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    const done = send((id) => ({ kind: 'close', id }))
    ended = new Error('closed')
    try {
      await done
    } finally {
      await worker.terminate()
    }
  }
  return {
    opening,
    call: (group, method, parameters) =>
      whileBusy(() => {
        const packed = parameters.map(packBatch)
        return send(
          (id) => ({ kind: 'call', id, group, method, parameters: packed.map(({ value }) => value) }),
          packed.flatMap(({ buffers }) => buffers),
        )
      }),
    // The worker answers these with what their kinds say.
    activity: () => send((id) => ({ kind: 'activity', id })) as Promise<StoreActivity>,
    backedUp: async (path, changes) => {
      await send((id) => ({ kind: 'backed-up', id, path, changes }))
    },
    checked: async (problems) => {
      await send((id) => ({ kind: 'checked', id, problems }))
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** Starts the thread and waits until the library is open in it; `onDamage` hears when damage is found later. */
export const openInWorker = (task: WorkerTask, onDamage: () => void): Promise<Result<WorkerClient, StoreFailure>> =>
  new Promise((resolve) => {
    const worker = startWorker(task)
    const pending = new Map<number, Pending>()
    const fail = (failure: StoreFailure): void => {
      resolve(err(failure))
      void worker.terminate()
    }
    worker.once('error', (error) => fail({ code: 'internal', message: String(error), remedy: 'Restart GoodCLIPS.' }))
    worker.once('exit', (code) => fail(unexpectedEnd(code)))
    worker.on('message', (answer: RpcAnswer) => {
      if (answer.kind === 'opened') resolve(ok(connectClient(worker, answer.opening, pending)))
      else if (answer.kind === 'refused') fail(answer.failure)
      else if (answer.kind === 'damage-found') onDamage()
      else if (answer.kind === 'value') {
        pending.get(answer.id)?.resolve(answer.value)
        pending.delete(answer.id)
      } else if (answer.kind === 'failure') {
        pending.get(answer.id)?.reject(toError(answer.failure, answer.stack))
        pending.delete(answer.id)
      }
    })
  })

/**
 * Writes one backup of the library without holding up its queries; null when it could not be written (the next one
 * will). Never rejects.
 */
export const backUpInWorker = (libraryPath: string): Promise<BackupOutcome | null> =>
  new Promise((resolve) => {
    const worker = startWorker({ task: 'back-up', libraryPath })
    worker.on('message', (answer: RpcAnswer) => resolve(answer.kind === 'backed-up' ? answer.outcome : null))
    worker.once('error', () => resolve(null))
    worker.once('exit', () => resolve(null))
  })

/** Checks all of the library without holding up its queries: what is wrong, null when that could not be found out. */
export const checkInWorker = (libraryPath: string): Promise<readonly string[] | null> =>
  new Promise((resolve) => {
    const worker = startWorker({ task: 'check', libraryPath })
    worker.on('message', (answer: RpcAnswer) => resolve(answer.kind === 'check-ended' ? answer.problems : null))
    worker.once('error', () => resolve(null))
    worker.once('exit', () => resolve(null))
  })

/** Writes the vectors of a space into a folder without holding up the library's queries (`VectorStore.export`). */
export const exportInWorker = (libraryPath: string, spaceId: string, folder: string): Promise<ExportedVectors | null> =>
  new Promise((resolve, reject) => {
    const worker = startWorker({ task: 'export', libraryPath, spaceId, folder })
    worker.on('message', (answer: RpcAnswer) => {
      if (answer.kind === 'exported') resolve(answer.exported)
      else if (answer.kind === 'refused') reject(toError(answer.failure, ''))
    })
    worker.once('error', reject)
    worker.once('exit', (code) => reject(toError(unexpectedEnd(code), '')))
  })
