import Database from 'better-sqlite3'
import { type Migration, migrate } from '../sqlite/migrate.ts'

/** One table, index, view or trigger of a schema. */
export interface SchemaObject {
  readonly type: 'table' | 'index' | 'view' | 'trigger'
  readonly name: string
  readonly sql: string
}

/** A column as it lies in the records of its table. */
export interface StoredColumn {
  readonly name: string
  readonly type: string
  readonly notNull: boolean
  /** Rows that are older than the column lack it. */
  readonly hasDefault: boolean
  /** The column is the row's number, and null in the record. */
  readonly isRowid: boolean
}

/** How a table stores its rows. */
export interface TableShape {
  readonly name: string
  /** Rows lie in a tree like an index's, the primary key in front. */
  readonly withoutRowid: boolean
  readonly columns: readonly StoredColumn[]
}

/** What the migrations up to a version make of an empty database. */
export interface ExpectedSchema {
  readonly version: number
  readonly objects: readonly SchemaObject[]
  /** Tables that hold what was stored, not what SQLite or triggers derive from it. */
  readonly tables: readonly TableShape[]
  /** Tables whose row numbers are never used again. */
  readonly numbered: readonly string[]
  /** The columns of each table as `tableColumns` describes them. */
  readonly columns: ReadonlyMap<string, string>
}

/** The columns of a table, as text to compare. */
export const tableColumns = (database: Database.Database, table: string): string =>
  JSON.stringify(database.prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?)').all(table))

/** Kept by triggers, and so made anew when the rows that they count are written. */
const derivedTables = new Set(['scene_vector_counts', 'vector_changes', 'vector_changes_forgotten', 'video_names'])

interface ColumnInfo {
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly dflt_value: string | null
  readonly pk: number
}

const shapeOf = (database: Database.Database, name: string, withoutRowid: boolean): TableShape => {
  const infos = database.pragma(`table_info('${name}')`) as readonly ColumnInfo[]
  const keys = infos.filter(({ pk }) => pk > 0)
  const isRowidKey = (info: ColumnInfo): boolean =>
    !withoutRowid && keys.length === 1 && info.pk === 1 && info.type.toUpperCase() === 'INTEGER'
  const stored = withoutRowid
    ? [...keys.toSorted((one, other) => one.pk - other.pk), ...infos.filter(({ pk }) => pk === 0)]
    : infos
  return {
    name,
    withoutRowid,
    columns: stored.map((info) => ({
      name: info.name,
      type: info.type.toUpperCase(),
      notNull: info.notnull === 1 || (withoutRowid && info.pk > 0),
      hasDefault: info.dflt_value !== null || info.notnull === 0,
      isRowid: isRowidKey(info),
    })),
  }
}

/** The objects of a database that its own SQL made; not the tables that SQLite and virtual tables keep for themselves. */
export const schemaObjects = (database: Database.Database): readonly SchemaObject[] =>
  database
    .prepare<[], SchemaObject>(
      `SELECT s.type, s.name, s.sql FROM sqlite_schema s
       WHERE s.sql IS NOT NULL AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND s.name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
       ORDER BY s.rowid`,
    )
    .all()

/** The schema that the migrations up to a version make. */
export const expectedSchema = (migrations: readonly Migration[], version: number): ExpectedSchema => {
  const database = new Database(':memory:')
  try {
    migrate(
      database,
      migrations.filter((migration) => migration.version <= version),
    )
    const tables = database
      .prepare<[], { name: string; wr: number }>(
        `SELECT name, wr FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
      )
      .all()
    const objects = schemaObjects(database)
    return {
      version,
      objects,
      tables: tables
        .filter(({ name }) => !derivedTables.has(name))
        .map(({ name, wr }) => shapeOf(database, name, wr === 1)),
      numbered: objects.filter(({ sql }) => /\bAUTOINCREMENT\b/i.test(sql)).map(({ name }) => name),
      columns: new Map(tables.map(({ name }) => [name, tableColumns(database, name)])),
    }
  } finally {
    database.close()
  }
}

/** The version whose schema is this one, object by object; null when it is none's. */
export const versionOfSchema = (objects: readonly SchemaObject[], migrations: readonly Migration[]): number | null => {
  const found = new Map(objects.map(({ name, sql }) => [name, sql]))
  for (const { version } of migrations.toReversed()) {
    const expected = expectedSchema(migrations, version).objects
    if (expected.length === found.size && expected.every(({ name, sql }) => found.get(name) === sql)) return version
  }
  return null
}
