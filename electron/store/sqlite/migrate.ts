import type Database from 'better-sqlite3'
import { addNameFunctions } from './name-functions.ts'

/** One numbered step of the schema. Never edited once released: a change is a new step. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

/** Marks the file as a GoodCLIPS library ("GCLP"). */
export const applicationId = 0x47434c50

/** Schema version of a database; 0 for an empty one. */
export const schemaVersion = (database: Database.Database): number =>
  Number(database.pragma('user_version', { simple: true }))

/** Applies the steps that are missing, each in a transaction of its own that also sets the version. */
export const migrate = (database: Database.Database, migrations: readonly Migration[]): void => {
  addNameFunctions(database)
  for (const migration of migrations) {
    if (migration.version <= schemaVersion(database)) continue
    database
      .transaction(() => {
        database.exec(migration.sql)
        database.pragma(`application_id = ${applicationId}`)
        database.pragma(`user_version = ${migration.version}`)
      })
      .immediate()
  }
}

/** The schema as SQL text, for `schema.sql`. */
export const describeSchema = (database: Database.Database): string => {
  const rows = database
    .prepare<[], { sql: string }>(
      `SELECT sql FROM sqlite_schema
       WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'captions_fts_%' AND name NOT LIKE 'video_names_fts_%' OR type = 'trigger'
       ORDER BY type = 'trigger', type = 'index', tbl_name, name`,
    )
    .all()
  return `${rows.map((row) => `${row.sql};`).join('\n\n')}\n`
}
