import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { quickCheck } from './library-queries.ts'
import { applicationId, schemaVersion } from './migrate.ts'

const keptBackups = 5
const backupName = /^library-(\d{8}T\d{9}Z)-v(\d+)\.sqlite$/

/** A finished backup of the library database. */
export interface Backup {
  readonly path: string
  readonly schemaVersion: number
  /** When it was made, milliseconds since 1970. */
  readonly madeAtMs: number
}

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

/**
 * Copies the database into `folder` under a temporary name, checks the copy, then gives it its name and deletes the
 * oldest beyond five. Answers its path; throws what SQLite throws when there is no room.
 */
export const writeBackup = (database: Database.Database, folder: string, now: Date): string => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `library-${fileTime(now)}-v${schemaVersion(database)}.sqlite`)
  const partial = `${path}.partial`
  rmSync(partial, { force: true })
  try {
    database.prepare('VACUUM INTO @partial').run({ partial })
    if (!isSoundLibrary(partial)) throw new Error(`the backup ${partial} does not pass its check`)
    syncPath(partial)
    renameSync(partial, path)
    if (process.platform !== 'win32') syncPath(folder)
  } finally {
    rmSync(partial, { force: true })
  }
  for (const old of listBackups(folder).slice(keptBackups)) rmSync(old.path, { force: true })
  return path
}

/** Deletes what an interrupted backup left. */
export const dropPartialBackups = (folder: string): void => {
  for (const name of readdirSync(folder)) if (name.endsWith('.partial')) rmSync(join(folder, name), { force: true })
}

/** Milliseconds since the newest backup; infinite when there is none. */
export const backupAgeMs = (folder: string, nowMs: number): number => {
  const [newest] = listBackups(folder)
  // A backup from the future (a clock set back) counts as old, so that a new one is made.
  return newest === undefined || newest.madeAtMs > nowMs ? Number.POSITIVE_INFINITY : nowMs - newest.madeAtMs
}
