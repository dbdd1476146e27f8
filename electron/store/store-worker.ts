import { parentPort, workerData } from 'node:worker_threads'
import { writeBackup } from './backups.ts'
import { exportVectors } from './export-vectors.ts'
import { libraryLayout } from './library-layout.ts'
import { connect, markStopped, openDatabase } from './open-database.ts'
import type { Answer, Call, WorkerTask } from './rpc.ts'
import { createSql } from './sql.ts'
import { createSqliteStore } from './sqlite-store.ts'
import { describeError, isCorruption, type StoreFailure } from './store-failure.ts'
import { buffersOf } from './transfer.ts'

const busyWaitMs = 20
const closingWaitMs = 2_000

/** A full disk or another program's lock: it says nothing about the library, and closes it all the same. */
const isPassing = ({ code }: StoreFailure): boolean => code === 'disk_full' || code === 'store_busy'

type Method = (...parameters: readonly unknown[]) => unknown

type Task<Name extends WorkerTask['task']> = Extract<WorkerTask, { readonly task: Name }>

const serve = (
  task: Task<'serve'>,
  answer: (message: Answer) => void,
  listen: (listener: (call: Call) => void) => void,
) => {
  const { database, opening } = openDatabase(task.libraryPath, { afterUncleanStop: task.afterUncleanStop })
  // The proxy on the other side is typed by the same port, so group, method and parameters fit.
  const groups = createSqliteStore(createSql(database)) as unknown as Readonly<
    Record<string, Readonly<Record<string, Method>>>
  >
  // Who waits for another program's lock here holds up all reads: the client asks again instead (`busy-calls.ts`).
  database.pragma(`busy_timeout = ${busyWaitMs}`)
  let damaged = false
  const backUpBeforeClosing = (): void => {
    const videos = Number(database.prepare('SELECT COUNT(*) FROM videos').pluck().get())
    if (damaged || videos === 0) return
    try {
      writeBackup(database, libraryLayout(task.libraryPath).backups, new Date())
    } catch {
      // No room for it now: the library itself is intact, and the next day tries again.
    }
  }
  const markClosed = (): void => {
    database.pragma(`busy_timeout = ${closingWaitMs}`)
    try {
      // A damaged database stays marked, so that the next start checks it.
      if (!damaged) markStopped(database, true)
      database.pragma('wal_checkpoint(TRUNCATE)')
    } catch (error) {
      // Nothing that was saved is lost: without the mark the next start checks the database.
      if (!isPassing(describeError(error))) throw error
    }
  }
  const close = (backUp: boolean): void => {
    try {
      if (backUp) backUpBeforeClosing()
      markClosed()
    } finally {
      database.close()
    }
  }
  const perform = (call: Call): unknown => {
    if (call.kind === 'close') return close(call.backUp)
    const method = groups[call.group]?.[call.method]
    if (method === undefined) throw new Error(`the store has no method ${call.group}.${call.method}`)
    return method(...call.parameters)
  }
  listen((call) => {
    try {
      answer({ kind: 'value', id: call.id, value: perform(call) })
    } catch (error) {
      damaged ||= isCorruption(error)
      const stack = error instanceof Error ? (error.stack ?? '') : ''
      answer({ kind: 'failure', id: call.id, failure: describeError(error), stack })
    }
  })
  answer({ kind: 'opened', opening })
}

/** Reads the library on a connection of its own, which sees one moment for as long as a transaction lasts. */
const readLibrary = <Value>(libraryPath: string, read: (database: ReturnType<typeof connect>) => Value): Value => {
  const database = connect(libraryLayout(libraryPath).database, { readonly: true, fileMustExist: true })
  try {
    return read(database)
  } finally {
    database.close()
  }
}

const run = (
  task: WorkerTask,
  answer: (message: Answer) => void,
  listen: (listener: (call: Call) => void) => void,
): void => {
  const { libraryPath } = task
  if (task.task === 'serve') serve(task, answer, listen)
  else if (task.task === 'back-up') {
    const folder = libraryLayout(libraryPath).backups
    const path = readLibrary(libraryPath, (database) => writeBackup(database, folder, new Date()))
    answer({ kind: 'backed-up', path })
  } else {
    const exported = readLibrary(libraryPath, (database) => exportVectors(database, task.spaceId, task.folder))
    answer({ kind: 'exported', exported })
  }
}

const main = (): void => {
  const port = parentPort
  if (port === null) throw new Error('store-worker runs as a worker thread')
  const task = workerData as WorkerTask
  const answer = (message: Answer): void =>
    port.postMessage(message, message.kind === 'value' ? buffersOf(message.value) : [])
  try {
    run(task, answer, (listener) => port.on('message', (call: Call) => listener(call)))
  } catch (error) {
    answer({ kind: 'refused', failure: describeError(error) })
  }
}

main()
