import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Backup } from '../sqlite/backups.ts'
import { syncPath } from '../sqlite/backups.ts'
import { connect } from '../sqlite/connect.ts'
import { type Migration, migrate } from '../sqlite/migrate.ts'
import { createSql } from '../sqlite/sql.ts'
import { deepCheck } from './deep-check.ts'
import { type ExpectedSchema, expectedSchema, type TableShape, versionOfSchema } from './expected-schema.ts'
import { addFromBackup, copyBackup } from './fill-from-backup.ts'
import {
  dropOrphans,
  findLostVideos,
  forgetReadPictures,
  type LostVideos,
  queueIncomplete,
  raiseSequences,
  refreshAllNotes,
  restartChanges,
} from './mend-rows.ts'
import { readStoredSchema, type StoredSchema, salvageRows } from './salvage-rows.ts'
import { type DatabasePages, openPages } from './sqlite-file.ts'
import type { StoredRow } from './sqlite-records.ts'

/** What became of the rows of a damaged database. */
export interface Rebuilt {
  /** Rows that were read from the damaged file. */
  readonly salvagedRows: number
  /** Videos that came from the backup only. */
  readonly videosFromBackup: number
  readonly usedBackup: boolean
  readonly lost: LostVideos
  /** Videos of which a part is read again from their files. */
  readonly queuedVideos: number
  readonly incompleteTables: readonly string[]
}

const chooseVersion = (
  pages: DatabasePages,
  schema: StoredSchema,
  migrations: readonly Migration[],
  backup: Backup | undefined,
): number => {
  const newest = migrations.at(-1)?.version ?? 0
  const told = pages.header?.userVersion ?? 0
  const likely = told > 0 && told <= newest ? told : (backup?.schemaVersion ?? newest)
  return versionOfSchema(schema.objects, migrations) ?? likely
}

/** Where trees begin: by the damaged file itself, and by a copy of its pages, whose trees begin at the same ones. */
const findRoots = (schema: StoredSchema, backup: Backup | undefined): ReadonlyMap<string, number> => {
  if (backup === undefined || !schema.damaged) return schema.roots
  const pages = openPages(backup.path)
  try {
    return new Map([...readStoredSchema(pages).roots, ...schema.roots])
  } finally {
    pages.close()
  }
}

const rowWriter = (database: Database.Database): ((table: TableShape, row: StoredRow) => boolean) => {
  const statements = new Map<string, Database.Statement<unknown[]>>()
  const prepared = (table: TableShape, columns: number): Database.Statement<unknown[]> => {
    const key = `${table.name} ${columns}`
    const known = statements.get(key)
    if (known !== undefined) return known
    const stored = table.columns.slice(0, columns)
    const hasOwnRowid = table.withoutRowid || stored.some(({ isRowid }) => isRowid)
    const names = [...(hasOwnRowid ? [] : ['rowid']), ...stored.map(({ name }) => `"${name}"`)]
    const statement = database.prepare<unknown[]>(
      `INSERT OR IGNORE INTO "${table.name}" (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    )
    statements.set(key, statement)
    return statement
  }
  return (table, row) => {
    const values = table.columns.slice(0, row.values.length).map(({ isRowid, type }, index) => {
      const value = isRowid ? row.rowid : (row.values[index] ?? null)
      // A number of JavaScript binds as REAL, which an INTEGER column of a STRICT table takes when it is whole.
      return type === 'INTEGER' && typeof value === 'number' ? BigInt(value) : value
    })
    const hasOwnRowid = table.withoutRowid || table.columns.some(({ isRowid }) => isRowid)
    try {
      return prepared(table, row.values.length).run(...(hasOwnRowid ? values : [row.rowid, ...values])).changes > 0
    } catch (error) {
      // A value that its column cannot hold: this is no row of the table.
      if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) return false
      throw error
    }
  }
}

const salvageInto = (
  database: Database.Database,
  pages: DatabasePages,
  expected: ExpectedSchema,
  roots: ReadonlyMap<string, number>,
  knownIncomplete: readonly string[],
) => {
  // Migrations leave rows of their own, which the library has changed since.
  const tables = expected.tables.toSorted(
    (one, other) => Number(other.name === 'videos') - Number(one.name === 'videos'),
  )
  return database.transaction(() => salvageRows(pages, tables, roots, rowWriter(database), knownIncomplete)).immediate()
}

/**
 * Builds a sound database at `target` from what can be read of a damaged one at `source` and, for what is missing there,
 * from a backup. `mediaContents` are the contents whose pictures the library has,
 * `knownIncomplete` tables that are known to lack rows. Throws what the disk throws, and
 * `library_corrupt` when even the new file does not pass its checks.
 */
export const rebuildDatabase = (
  source: string,
  target: string,
  migrations: readonly Migration[],
  backup: Backup | undefined,
  mediaContents: readonly string[],
  knownIncomplete: readonly string[],
): Rebuilt => {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${target}${suffix}`, { force: true })
  const pages = openPages(source)
  const database = connect(target)
  try {
    database.pragma('foreign_keys = OFF')
    // Nothing reads the file before it is complete; it is made safe at the end.
    database.pragma('synchronous = OFF')
    const schema = readStoredSchema(pages)
    const expected = expectedSchema(migrations, chooseVersion(pages, schema, migrations, backup))
    migrate(
      database,
      migrations.filter(({ version }) => version <= expected.version),
    )
    const salvaged = salvageInto(database, pages, expected, findRoots(schema, backup), knownIncomplete)
    migrate(database, migrations)
    const sql = createSql(database)
    let videosFromBackup = 0
    if (backup !== undefined && salvaged.incomplete.size > 0) {
      const copy = copyBackup(backup, `${target}.backup`, migrations)
      try {
        videosFromBackup = addFromBackup(
          database,
          copy,
          salvaged.incomplete,
          expectedSchema(migrations, Number.MAX_SAFE_INTEGER),
        )
      } finally {
        rmSync(copy, { force: true })
      }
    }
    const lost = findLostVideos(sql, salvaged.incomplete.has('videos') ? mediaContents : [])
    sql.atomically(() => refreshAllNotes(sql))
    sql.atomically(() => dropOrphans(sql))
    const queuedVideos = sql.atomically(() => queueIncomplete(sql, new Date().toISOString()))
    sql.atomically(() => forgetReadPictures(sql, salvaged.incomplete))
    raiseSequences(sql, expectedSchema(migrations, Number.MAX_SAFE_INTEGER).numbered)
    restartChanges(database)
    const problems = deepCheck(database)
    if (problems.length > 0) throw new Error(`the rebuilt database does not pass its check: ${problems.join('; ')}`)
    database.pragma('wal_checkpoint(TRUNCATE)')
    database.pragma('journal_mode = DELETE')
    return {
      salvagedRows: salvaged.rows,
      videosFromBackup,
      usedBackup: backup !== undefined && salvaged.incomplete.size > 0,
      lost,
      queuedVideos,
      incompleteTables: [...salvaged.incomplete],
    }
  } finally {
    database.close()
    pages.close()
    syncPath(target)
  }
}
