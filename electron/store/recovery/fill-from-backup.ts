import { copyFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Backup } from '../sqlite/backups.ts'
import { type Migration, migrate } from '../sqlite/migrate.ts'
import type { ExpectedSchema, TableShape } from './expected-schema.ts'
import { stageOfRow } from './stage-of-rows.ts'

/** Copies a backup and brings the copy to the newest schema. Answers the copy's path. */
export const copyBackup = (backup: Backup, path: string, migrations: readonly Migration[]): string => {
  copyFileSync(backup.path, path)
  const database = new Database(path)
  try {
    database.pragma('journal_mode = DELETE')
    migrate(database, migrations)
  } finally {
    database.close()
  }
  return path
}

const ownerColumn = (table: TableShape): string | null =>
  table.columns.find(({ name }) => name === 'video_pk' || name === 'content_pk')?.name ?? null

/** Derived rows that are cheaper to make again than to tell apart: their parents may be others in the backup. */
const leftOut: ReadonlySet<string> = new Set(['read_lines', 'passage_vectors'])

const fillTable = (database: Database.Database, table: TableShape): void => {
  const names = table.columns.map(({ name }) => `"${name}"`).join(', ')
  const owner = ownerColumn(table)
  const stage = stageOfRow(table.name, 'r', 'backup')
  const conditions: string[] = []
  if (owner !== null) conditions.push(`r."${owner}" IN (SELECT pk FROM temp.same_videos)`)
  if (owner !== null && stage !== null) {
    conditions.push(`r."${owner}" IN (
      SELECT now.video_pk FROM main.jobs now JOIN backup.jobs then_ ON then_.video_pk = now.video_pk
      WHERE now.stage = ${stage} AND then_.stage = now.stage AND then_.finished_at = now.finished_at)`)
  }
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
  database.exec(
    `INSERT OR IGNORE INTO main."${table.name}" (${names}) SELECT ${names} FROM backup."${table.name}" r${where}`,
  )
}

/**
 * Puts rows of a backup into the tables that could not be read in full; what was read stays as it is. Rows of a video
 * come only where the backup means the same video, and those of a stage only where it has not run again since. Answers
 * how many videos came.
 */
export const addFromBackup = (
  database: Database.Database,
  backupPath: string,
  incomplete: ReadonlySet<string>,
  schema: ExpectedSchema,
): number => {
  database.prepare('ATTACH @path AS backup').run({ path: backupPath })
  try {
    return database
      .transaction(() => {
        const count = (): number => Number(database.prepare('SELECT COUNT(*) FROM main.videos').pluck().get())
        const before = count()
        const tables = schema.tables.filter(({ name }) => incomplete.has(name) && !leftOut.has(name))
        const first = ['videos', 'jobs']
        for (const name of first) {
          const table = tables.find((candidate) => candidate.name === name)
          if (name === 'jobs') {
            database.exec(
              `CREATE TEMP TABLE same_videos AS SELECT now.pk FROM main.videos now JOIN backup.videos then_
               ON then_.pk = now.pk AND then_.content_id = now.content_id`,
            )
          }
          if (table !== undefined) fillTable(database, table)
        }
        for (const table of tables) if (!first.includes(table.name)) fillTable(database, table)
        database.exec('DROP TABLE temp.same_videos')
        return count() - before
      })
      .immediate()
  } finally {
    database.exec('DETACH backup')
  }
}
