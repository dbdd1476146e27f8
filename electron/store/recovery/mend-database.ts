import type Database from 'better-sqlite3'
import type { Migration } from '../sqlite/migrate.ts'
import { createSql } from '../sqlite/sql.ts'
import { problemsOf } from '../sqlite/store-failure.ts'
import { deepCheck, fullTextIndexes } from './deep-check.ts'
import {
  type ExpectedSchema,
  expectedSchema,
  type SchemaObject,
  schemaObjects,
  tableColumns,
} from './expected-schema.ts'
import { raiseSequences, restartChanges } from './mend-rows.ts'

/** What could be mended in the database where it lies: nothing was wrong, all of it, or not by these means. */
export type Mending =
  | { readonly kind: 'sound' }
  | { readonly kind: 'mended'; readonly problems: readonly string[] }
  | {
      readonly kind: 'beyond'
      readonly problems: readonly string[]
      /** Tables that lack rows which their indexes still know. */
      readonly tables: readonly string[]
    }

const normal = (sql: string): string => sql.replaceAll(/\s+/g, ' ').trim()

const differences = (
  database: Database.Database,
  schema: ExpectedSchema,
): { readonly fatal: readonly string[]; readonly objects: readonly SchemaObject[] } => {
  const found = new Map(schemaObjects(database).map((object) => [object.name, object]))
  const fatal: string[] = []
  const objects: SchemaObject[] = []
  for (const expected of schema.objects) {
    const actual = found.get(expected.name)
    const isVirtual = /^CREATE VIRTUAL/i.test(expected.sql)
    if (actual !== undefined && normal(actual.sql) === normal(expected.sql)) continue
    if (expected.type !== 'table' || isVirtual) objects.push(expected)
    else if (actual === undefined) fatal.push(`table ${expected.name} is missing`)
    else if (tableColumns(database, expected.name) !== schema.columns.get(expected.name)) {
      fatal.push(`table ${expected.name} has other columns`)
    }
  }
  return { fatal, objects }
}

/** Tables of which an index knows more rows than they have: those rows are gone, and a new index would hide it. */
const tablesLackingRows = (database: Database.Database, tables: readonly string[]): readonly string[] =>
  tables.filter((table) => {
    const rows = Number(database.prepare(`SELECT COUNT(*) FROM "${table}" NOT INDEXED`).pluck().get())
    const indexes = database
      .prepare<[string], { name: string }>("SELECT name FROM pragma_index_list(?) WHERE partial = 0 AND origin <> 'pk'")
      .all(table)
    return indexes.some(
      ({ name }) =>
        Number(database.prepare(`SELECT COUNT(*) FROM "${table}" INDEXED BY "${name}"`).pluck().get()) > rows,
    )
  })

const dropped = ({ type, name }: SchemaObject): string => `DROP ${type.toUpperCase()} IF EXISTS "${name}"`

/** Writes the index of names anew from what it is made of; a trigger that was missing may have left it behind. */
const renewNames = (database: Database.Database): void => {
  if (!fullTextIndexes(database).includes('video_names_fts')) return
  const names = database.prepare<[], { name: string }>("SELECT name FROM pragma_table_info('video_names')").all()
  const columns = names.map(({ name }) => name)
  const newer = columns.map((column) => `${column} = excluded.${column}`).join(', ')
  database.exec(`DELETE FROM video_names WHERE pk NOT IN (SELECT pk FROM videos);
    INSERT INTO video_names (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM video_names_now WHERE true
      ON CONFLICT (pk) DO UPDATE SET ${newer};
    UPDATE videos SET camera = (SELECT name FROM cameras_now c WHERE c.video_pk = videos.pk);`)
}

const makeAnew = (database: Database.Database, objects: readonly SchemaObject[]): void => {
  database
    .transaction(() => {
      for (const object of objects) {
        database.exec(dropped(object))
        database.exec(object.sql)
      }
      database.exec('REINDEX')
      for (const name of fullTextIndexes(database)) database.exec(`INSERT INTO ${name} (${name}) VALUES ('rebuild')`)
      renewNames(database)
    })
    .immediate()
}

/**
 * Compares a database with the schema of its version, checks all of it if asked, and makes anew what can be made from
 * its rows: indexes, the full-text index, triggers, and the counters of row numbers. What is damaged beyond that is reported.
 */
export const mendDatabase = (
  database: Database.Database,
  migrations: readonly Migration[],
  version: number,
  check: (database: Database.Database) => readonly string[],
): Mending => {
  const schema = expectedSchema(migrations, version)
  const beyond = (problems: readonly string[], tables: readonly string[] = []): Mending => ({
    kind: 'beyond',
    problems,
    tables,
  })
  try {
    const { fatal, objects } = differences(database, schema)
    if (fatal.length > 0) return beyond(fatal)
    const problems = [
      ...objects.map(({ type, name }) => `${type} ${name} is not as it should be`),
      ...problemsOf(() => check(database)),
    ]
    const sql = createSql(database)
    const raised = raiseSequences(sql, schema.numbered)
    if (raised.length > 0) {
      problems.push(`row counters were behind: ${raised.join(', ')}`)
      if (version === migrations.at(-1)?.version) restartChanges(database)
    }
    if (problems.length === 0) return { kind: 'sound' }
    const lacking = tablesLackingRows(
      database,
      schema.tables.map(({ name }) => name),
    )
    if (lacking.length > 0) return beyond(problems, lacking)
    makeAnew(database, objects)
    const left = deepCheck(database)
    return left.length > 0 ? beyond(left) : { kind: 'mended', problems }
  } catch (error) {
    return beyond(
      problemsOf(() => {
        throw error
      }),
    )
  }
}
