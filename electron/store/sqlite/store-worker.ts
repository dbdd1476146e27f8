import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { libraryLayout } from '../library-folder/library-layout.ts'
import { assertReachable, saysDriveGone } from '../library-folder/reachable.ts'
import { integrityProblems } from '../recovery/deep-check.ts'
import { mendDatabase } from '../recovery/mend-database.ts'
import { newRepair } from '../recovery/repair-database.ts'
import { exportVectors } from '../vectors/export-vectors.ts'
import { listBackups, writeBackup } from './backups.ts'
import { connect, writeMeta } from './connect.ts'
import { openHealth } from './database-health.ts'
import { migrations } from './migrations/index.ts'
import { markStopped, openDatabase } from './open-database.ts'
import type { Call, RpcAnswer, WorkerTask } from './rpc.ts'
import { createSql } from './sql.ts'
import { createSqliteStore } from './sqlite-store.ts'
import { isCorruption, problemsOf, type StoreFailure, storeFailureOf } from './store-failure.ts'
import { buffersOf } from './transfer.ts'

const busyWaitMs = 20
const closingWaitMs = 2_000

/** A full disk or another program's lock: it says nothing about the library, and closes it all the same. */
const isPassing = ({ code }: StoreFailure): boolean => code === 'disk_full' || code === 'store_busy'

type Method = (...parameters: readonly unknown[]) => unknown

type Task<Name extends WorkerTask['task']> = Extract<WorkerTask, { readonly task: Name }>

/** A library larger than this is not copied while a person waits for it to close; the next start does it. */
const copiedAtCloseBytes = 256e6
/** Indexes of a library up to this size are made anew while it is open; of a larger one at the next start. */
const mendedWhileOpenBytes = 64e6

const serve = async (
  task: Task<'serve'>,
  answer: (message: RpcAnswer) => void,
  listen: (listener: (call: Call) => void) => void,
): Promise<void> => {
  const { database, opening, isBackedUp } = await openDatabase(task.libraryPath, task)
  const layout = libraryLayout(task.libraryPath)
  const health = openHealth(layout.health)
  const sql = createSql(database)
  // The proxy on the other side is typed by the same port, so group, method and parameters fit.
  const groups = createSqliteStore(sql, {
    repairs: health.repairs,
    dismissRepair: health.dismiss,
    filesImported: (id) => {
      health.change(id, (repair) => ({ ...repair, filesToImport: [] }))
    },
  }) as unknown as Readonly<Record<string, Readonly<Record<string, Method>>>>
  const changes = (): number => Number(database.prepare('SELECT total_changes()').pluck().get())
  const count = (table: string): number => Number(database.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get())
  let copied = { path: '', changes: isBackedUp ? changes() : -1 }
  // Who waits for another program's lock here holds up all reads: the client asks again instead (`busy-calls.ts`).
  database.pragma(`busy_timeout = ${busyWaitMs}`)
  let damaged = false

  const tellDamage = (problems: readonly string[]): void => {
    damaged = true
    if (health.repairs().some(({ outcome }) => outcome === 'damaged')) return
    health.add(newRepair('damaged', problems, { videosKept: count('videos WHERE removed_at IS NULL') }))
    answer({ kind: 'damage-found' })
  }
  const checked = (problems: readonly string[]): void => {
    if (problems.length === 0) {
      health.setChecked(new Date().toISOString())
      return
    }
    const isSmall = statSync(layout.database).size <= mendedWhileOpenBytes
    const mending = isSmall ? mendDatabase(database, migrations, opening.schemaVersion, () => problems) : null
    if (mending === null || mending.kind === 'beyond') {
      tellDamage(problems)
      return
    }
    health.add(newRepair('rebuilt', problems, { videosKept: count('videos WHERE removed_at IS NULL') }))
    answer({ kind: 'damage-found' })
  }
  const backUpBeforeClosing = async (): Promise<void> => {
    const isWorthIt = changes() !== copied.changes && count('videos') > 0
    if (damaged || !isWorthIt || statSync(layout.database).size > copiedAtCloseBytes) return
    const now = changes()
    try {
      const outcome = await writeBackup(database, layout.backups, new Date())
      if (outcome.kind === 'written') copied = { path: outcome.path, changes: now }
      if (outcome.kind === 'damaged') tellDamage(outcome.problems)
    } catch {
      // No room for it now: the library itself is intact, and the next start tries again.
    }
  }
  const markClosed = (): void => {
    database.pragma(`busy_timeout = ${closingWaitMs}`)
    try {
      if (changes() === copied.changes) {
        writeMeta(database, 'backed_up_as', basename(copied.path || (listBackups(layout.backups)[0]?.path ?? '')))
      }
      // A damaged database stays marked, so that the next start checks it.
      if (!damaged) markStopped(database, true)
      database.pragma('wal_checkpoint(TRUNCATE)')
    } catch (error) {
      // Nothing that was saved is lost: without the mark the next start checks the database.
      if (!isPassing(storeFailureOf(error))) throw error
    }
  }
  const close = async (): Promise<void> => {
    try {
      await backUpBeforeClosing()
      markClosed()
    } finally {
      database.close()
    }
  }
  const perform = (call: Call): unknown => {
    switch (call.kind) {
      case 'close':
        return close()
      case 'activity':
        return { videos: count('videos'), changes: changes(), isBackedUp: changes() === copied.changes }
      case 'backed-up':
        copied = { path: call.path, changes: call.changes }
        health.setChecked(new Date().toISOString())
        return null
      case 'checked':
        return checked(call.problems)
      case 'call': {
        const method = groups[call.group]?.[call.method]
        if (method === undefined) throw new Error(`the store has no method ${call.group}.${call.method}`)
        return method(...call.parameters)
      }
    }
  }
  /** Damage that a query met; without its drive nothing can be said about the database. */
  const meetDamage = (error: unknown): unknown => {
    try {
      assertReachable(layout.folder, layout.database)
    } catch (unreachable) {
      return unreachable
    }
    if (isCorruption(error)) tellDamage([error instanceof Error ? error.message : String(error)])
    return error
  }
  const fail = (call: Call, thrown: unknown): void => {
    const error = isCorruption(thrown) || saysDriveGone(thrown) ? meetDamage(thrown) : thrown
    const stack = error instanceof Error ? (error.stack ?? '') : ''
    answer({ kind: 'failure', id: call.id, failure: storeFailureOf(error), stack })
  }
  listen((call) => {
    try {
      const value = perform(call)
      if (!(value instanceof Promise)) return answer({ kind: 'value', id: call.id, value })
      value.then(
        (settled) => answer({ kind: 'value', id: call.id, value: settled }),
        (error: unknown) => fail(call, error),
      )
    } catch (error) {
      fail(call, error)
    }
  })
  answer({ kind: 'opened', opening })
}

/** Reads the library on a connection of its own, which sees one moment for as long as a transaction lasts. */
const readLibrary = async <Value>(
  libraryPath: string,
  read: (database: ReturnType<typeof connect>) => Value | Promise<Value>,
): Promise<Value> => {
  const database = connect(libraryLayout(libraryPath).database, { readonly: true, fileMustExist: true })
  try {
    return await read(database)
  } finally {
    database.close()
  }
}

/** Everything that can be checked without writing. */
const checkReading = (database: ReturnType<typeof connect>): readonly string[] =>
  problemsOf(() => {
    const problems = integrityProblems(database)
    if (problems.length > 0) return problems
    const missing = Number(
      database
        .prepare('SELECT (SELECT COUNT(*) FROM captions) - (SELECT COUNT(*) FROM captions_fts_docsize)')
        .pluck()
        .get(),
    )
    return missing === 0 ? [] : [`full-text index: ${Math.abs(missing)} captions too ${missing > 0 ? 'few' : 'many'}`]
  })

const run = async (
  task: WorkerTask,
  answer: (message: RpcAnswer) => void,
  listen: (listener: (call: Call) => void) => void,
): Promise<void> => {
  const { libraryPath } = task
  switch (task.task) {
    case 'serve':
      return await serve(task, answer, listen)
    case 'back-up': {
      const folder = libraryLayout(libraryPath).backups
      const outcome = await readLibrary(libraryPath, (database) => writeBackup(database, folder, new Date()))
      return answer({ kind: 'backed-up', outcome })
    }
    case 'check':
      return answer({ kind: 'check-ended', problems: await readLibrary(libraryPath, checkReading) })
    case 'export': {
      const { spaceId, folder } = task
      const exported = await readLibrary(libraryPath, (database) => exportVectors(database, spaceId, folder))
      return answer({ kind: 'exported', exported })
    }
  }
}

const main = async (): Promise<void> => {
  const port = parentPort
  if (port === null) throw new Error('store-worker runs as a worker thread')
  const task = workerData as WorkerTask
  const answer = (message: RpcAnswer): void =>
    port.postMessage(message, message.kind === 'value' ? buffersOf(message.value) : [])
  try {
    await run(task, answer, (listener) => port.on('message', (call: Call) => listener(call)))
  } catch (error) {
    answer({ kind: 'refused', failure: storeFailureOf(error) })
  }
}

await main()
