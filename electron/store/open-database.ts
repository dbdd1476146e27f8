import { copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { getLoadablePath } from 'sqlite-vec'
import type { StoreOpening } from '../domain/ports/index.ts'
import { StoreError } from '../domain/store-error.ts'
import { fileTime, isSoundLibrary, listBackups, syncPath, writeBackup } from './backups.ts'
import { type LibraryLayout, libraryLayout } from './library-layout.ts'
import { quickCheck } from './library-queries.ts'
import { applicationId, type Migration, migrate, schemaVersion } from './migrate.ts'
import { migrations as allMigrations } from './migrations/index.ts'
import { isCorruption } from './store-failure.ts'

/** An open library database and what opening it took. */
export interface OpenedDatabase {
  readonly database: Database.Database
  readonly opening: StoreOpening
}

const corrupt = (problems: readonly string[]): StoreError =>
  new StoreError('library_corrupt', `The library database is damaged: ${problems.join('; ')}`, 'Restore a backup.')

const loadVectors = (database: Database.Database): void => {
  try {
    // Inside an Electron archive native files lie beside it.
    database.loadExtension(getLoadablePath().replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked'))
  } catch {
    // No table needs the extension yet, and it is not built for every platform: the library opens without it.
  }
}

/** Opens the file with the settings that every connection of the library has. */
export const connect = (path: string, options: Database.Options = {}): Database.Database => {
  const database = new Database(path, { timeout: 5000, ...options })
  try {
    // Only an empty file takes it: seven vectors of 512 floats a page, where of SQLite's own size each fills half of one.
    database.pragma('page_size = 16384')
    if (options.readonly !== true) database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    database.pragma('cache_size = -32768')
    database.pragma('temp_store = MEMORY')
    loadVectors(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const isStoppedCleanly = (database: Database.Database): boolean =>
  database.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'stopped_cleanly'").get()?.value === '1'

/** Remembers whether the library is open (an unclean stop, should the process die) or was closed. */
export const markStopped = (database: Database.Database, cleanly: boolean): void => {
  database
    .prepare(
      `INSERT INTO meta (key, value) VALUES ('stopped_cleanly', @value)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    )
    .run({ value: cleanly ? '1' : '0' })
}

const refuseForeign = (database: Database.Database, version: number, newest: number): void => {
  const id = Number(database.pragma('application_id', { simple: true }))
  const tables = Number(database.prepare('SELECT COUNT(*) FROM sqlite_schema').pluck().get())
  if (id !== applicationId && (id !== 0 || tables > 0)) {
    throw new StoreError(
      'unavailable',
      'The file library.sqlite in this folder belongs to another program.',
      'Choose another folder for the library.',
    )
  }
  if (version > newest) {
    throw new StoreError(
      'library_too_new',
      `This library was written by a newer GoodCLIPS (schema ${version}; this one knows ${newest}).`,
      'Install the newest GoodCLIPS to open it, or open another library. Nothing in it was changed.',
    )
  }
}

const openSound = (
  layout: LibraryLayout,
  migrations: readonly Migration[],
  afterUncleanStop: boolean,
): OpenedDatabase => {
  const newest = migrations.at(-1)?.version ?? 0
  const database = connect(layout.database)
  try {
    const version = schemaVersion(database)
    refuseForeign(database, version, newest)
    const check = version > 0 && (afterUncleanStop || !isStoppedCleanly(database))
    if (check) {
      const problems = quickCheck(database)
      if (problems.length > 0) throw corrupt(problems)
    }
    const outdated = version > 0 && version < newest
    const backupPath = outdated ? writeBackup(database, layout.backups, new Date()) : null
    migrate(database, migrations)
    markStopped(database, false)
    return {
      database,
      opening: {
        schemaVersion: newest,
        migratedFrom: outdated ? version : null,
        backupPath,
        checkedAfterUncleanStop: check,
        restored: null,
      },
    }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Moves the damaged files away, the database last; answers where it lies now. */
const setAside = (layout: LibraryLayout): string => {
  const target = `${layout.database}.corrupt-${fileTime(new Date())}`
  for (const suffix of ['-wal', '-shm', '']) {
    const file = `${layout.database}${suffix}`
    if (existsSync(file)) renameSync(file, `${target}${suffix}`)
  }
  return target
}

/** What copies of the vectors remember of their changes may be another history than the backup's: they begin anew. */
const restartChanges = (database: Database.Database): void => {
  // Further than any feed has come: nothing writes a vector a millisecond for years.
  const sequence = Date.now()
  database
    .transaction(() => {
      database.exec('DELETE FROM vector_changes')
      database.prepare('UPDATE vector_changes_forgotten SET sequence = @sequence').run({ sequence })
      database.exec("DELETE FROM sqlite_sequence WHERE name = 'vector_changes'")
      database
        .prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('vector_changes', CAST(@sequence AS INTEGER))")
        .run({ sequence })
    })
    .immediate()
}

/** Frames that were written after the backup lie elsewhere in their file than its rows say: those run again. */
const requeue = (database: Database.Database, layout: LibraryLayout, madeAtMs: number): void => {
  const analysed = database
    .prepare<[], { pk: number; content_id: string }>(
      `SELECT j.pk, v.content_id FROM jobs j JOIN videos v ON v.pk = j.video_pk
       WHERE j.stage = 'analyse' AND j.state = 'done'`,
    )
    .all()
  const again = database.prepare(
    "UPDATE jobs SET state = 'waiting', progress = 0, finished_at = NULL, reason = NULL WHERE pk = @pk",
  )
  database
    .transaction(() => {
      database.exec("UPDATE jobs SET state = 'waiting', progress = 0 WHERE state = 'running'")
      for (const { pk, content_id } of analysed) {
        const frames = join(layout.media, content_id.slice(0, 2), content_id, 'frames.pack')
        const written = statSync(frames, { throwIfNoEntry: false })?.mtimeMs
        if (written !== undefined && written > madeAtMs) again.run({ pk })
      }
    })
    .immediate()
}

const restore = (layout: LibraryLayout, migrations: readonly Migration[]): OpenedDatabase => {
  const newest = migrations.at(-1)?.version ?? 0
  const backup = listBackups(layout.backups).find(
    (candidate) => candidate.schemaVersion <= newest && isSoundLibrary(candidate.path),
  )
  const partial = join(layout.temporary, 'library.sqlite.restoring')
  if (backup !== undefined) {
    mkdirSync(layout.temporary, { recursive: true })
    copyFileSync(backup.path, partial)
    syncPath(partial)
  }
  const corruptPath = setAside(layout)
  if (backup !== undefined) renameSync(partial, layout.database)
  const opened = openSound(layout, migrations, false)
  if (backup !== undefined) {
    requeue(opened.database, layout, backup.madeAtMs)
    restartChanges(opened.database)
  }
  return { ...opened, opening: { ...opened.opening, restored: { corruptPath, backupPath: backup?.path ?? null } } }
}

/**
 * Opens a library's database: checks it after an unclean stop, migrates it after a backup, and replaces a damaged or
 * lost one by its newest sound backup (a damaged one without backup by an empty one). Throws `library_too_new` and
 * what the disk throws.
 */
export const openDatabase = (
  libraryPath: string,
  options: { readonly afterUncleanStop: boolean; readonly migrations?: readonly Migration[] },
): OpenedDatabase => {
  const layout = libraryLayout(libraryPath)
  const migrations = options.migrations ?? allMigrations
  // A database that is gone while its backups remain was lost, or a restore was interrupted.
  if (!existsSync(layout.database) && listBackups(layout.backups).length > 0) return restore(layout, migrations)
  try {
    return openSound(layout, migrations, options.afterUncleanStop)
  } catch (error) {
    const damaged = isCorruption(error) || (error instanceof StoreError && error.code === 'library_corrupt')
    if (!damaged) throw error
    return restore(layout, migrations)
  }
}
