import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { deepCheck } from '../recovery/deep-check.ts'
import { quickCheck } from '../settings/library-queries.ts'
import { backupsToDelete } from './backup-retention.ts'
import { applicationId, schemaVersion } from './migrate.ts'
import { problemsOf } from './store-failure.ts'

const backupName = /^library-(\d{8}T\d{9}Z)-v(\d+)\.sqlite$/
/** Left free on the disk beside a backup. */
const spareBytes = 200e6

/** A finished backup of the library database. */
export interface Backup {
  readonly path: string
  readonly schemaVersion: number
  /** When it was made, milliseconds since 1970. */
  readonly madeAtMs: number
}

/** What came of a backup: `damaged` tells what is wrong with the database that was copied. */
export type BackupOutcome =
  | { readonly kind: 'written'; readonly path: string }
  | { readonly kind: 'damaged'; readonly problems: readonly string[] }
  | { readonly kind: 'no-room' }

/** Time as it stands in file names. */
export const fileTime = (date: Date): string => date.toISOString().replace(/[-:.]/g, '')

const parseFileTime = (text: string): number =>
  Date.parse(text.replace(/^(....)(..)(..)T(..)(..)(..)(...)Z$/, '$1-$2-$3T$4:$5:$6.$7Z'))

/** The backups in the folder, newest first; none when there is no such folder. */
export const listBackups = (folder: string): readonly Backup[] => {
  const backups: Backup[] = []
  if (!existsSync(folder)) return backups
  for (const name of readdirSync(folder)) {
    const [, time, version] = backupName.exec(name) ?? []
    if (time === undefined || version === undefined) continue
    backups.push({ path: join(folder, name), schemaVersion: Number(version), madeAtMs: parseFileTime(time) })
  }
  return backups.sort((one, other) => other.madeAtMs - one.madeAtMs)
}

/** Makes sure that a file or folder is on the disk. */
export const syncPath = (path: string): void => {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Whether a file is a sound library database. */
export const isSoundLibrary = (path: string): boolean => {
  let database: Database.Database | null = null
  try {
    database = new Database(path, { readonly: true, fileMustExist: true })
    return (
      Number(database.pragma('application_id', { simple: true })) === applicationId && quickCheck(database).length === 0
    )
  } catch {
    return false
  } finally {
    database?.close()
  }
}

const checkCopy = (path: string): readonly string[] => {
  const database = new Database(path, { fileMustExist: true })
  try {
    // The copy of a database with a write-ahead log would get one of its own.
    database.pragma('journal_mode = MEMORY')
    return problemsOf(() => deepCheck(database))
  } finally {
    database.close()
  }
}

const removePartial = (partial: string): void => {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${partial}${suffix}`, { force: true })
}

const hasRoom = (database: Database.Database, folder: string): boolean => {
  const bytes =
    Number(database.pragma('page_count', { simple: true })) * Number(database.pragma('page_size', { simple: true }))
  const disk = statfsSync(folder)
  return disk.bavail * disk.bsize > bytes + spareBytes
}

/**
 * Copies the database page by page (SQLite's online backup) into `folder` under a temporary name, checks the copy with
 * all its indexes, which checks the database too, then gives it its name and deletes backups that are too many
 * (`backupsToDelete`). Throws what SQLite throws.
 */
export const writeBackup = async (database: Database.Database, folder: string, now: Date): Promise<BackupOutcome> => {
  mkdirSync(folder, { recursive: true })
  if (!hasRoom(database, folder)) return { kind: 'no-room' }
  const path = join(folder, `library-${fileTime(now)}-v${schemaVersion(database)}.sqlite`)
  const partial = `${path}.partial`
  removePartial(partial)
  try {
    await database.backup(partial, { progress: () => 10_000 })
    const problems = checkCopy(partial)
    if (problems.length > 0) return { kind: 'damaged', problems }
    syncPath(partial)
    renameSync(partial, path)
    if (process.platform !== 'win32') syncPath(folder)
  } finally {
    removePartial(partial)
  }
  const kept = listBackups(folder).map((backup) => ({ ...backup, bytes: statSync(backup.path).size }))
  for (const old of backupsToDelete(kept)) rmSync(old.path, { force: true })
  return { kind: 'written', path }
}

/** Deletes what an interrupted backup left. */
export const dropPartialBackups = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    if (/\.partial(-journal|-wal|-shm)?$/.test(name)) rmSync(join(folder, name), { force: true })
  }
}
