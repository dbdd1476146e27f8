import { modalitySchema, modelRoleSchema } from '../../contract/index.ts'
import type { SchemaObject, StoredColumn, TableShape } from './expected-schema.ts'
import { type DatabasePages, pageKinds } from './sqlite-file.ts'
import { readTreePage, type StoredRow, type StoredValue } from './sqlite-records.ts'

/** Where the trees of a database begin, and the SQL of its objects. */
export interface StoredSchema {
  readonly roots: ReadonlyMap<string, number>
  readonly objects: readonly SchemaObject[]
  /** A part of it could not be read. */
  readonly damaged: boolean
}

/** Writes a row; false when the table does not take it (it has it, or its constraints forbid it). */
export type WriteRow = (table: TableShape, row: StoredRow) => boolean

/** What could be read of each table. */
export interface Salvaged {
  /** Tables of which a part was not where it belongs: rows may be missing. */
  readonly incomplete: ReadonlySet<string>
  readonly rows: number
}

const objectTypes = new Set<unknown>(['table', 'index', 'view', 'trigger'])

/** Reads the table of the schema, which begins on the first page. */
export const readStoredSchema = (pages: DatabasePages): StoredSchema => {
  const roots = new Map<string, number>()
  const objects: SchemaObject[] = []
  const { damaged } = walk(pages, 1, new Set(), pageKinds.tableLeaf, ({ values }) => {
    const [type, name, , root, sql] = values
    if (!objectTypes.has(type) || typeof name !== 'string') return
    if (typeof root === 'number' && root > 1) roots.set(name, root)
    if (typeof sql === 'string' && !name.startsWith('sqlite_')) {
      objects.push({ type: type as SchemaObject['type'], name, sql })
    }
  })
  return { roots, objects, damaged }
}

/** Visits the rows of the tree below a page, as far as it can be followed. */
const walk = (
  pages: DatabasePages,
  root: number,
  visited: Set<number>,
  leafKind: number,
  visit: (row: StoredRow) => void,
): { readonly damaged: boolean } => {
  const interiorKind = leafKind === pageKinds.tableLeaf ? pageKinds.tableInterior : pageKinds.indexInterior
  let damaged = false
  const waiting = [root]
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    const kind = number >= 1 && number <= pages.pageCount ? pages.page(number).readUInt8(number === 1 ? 100 : 0) : 0
    const read =
      (kind === leafKind || kind === interiorKind) && !visited.has(number) ? readTreePage(pages, number) : null
    if (read === null) {
      damaged = true
      continue
    }
    visited.add(number)
    // A leaf without rows is taken out of its tree: one that is still there has lost them.
    const isEmptied = number !== root && kind === leafKind && read.rows.length === 0
    damaged ||= read.damaged || isEmptied
    for (const row of read.rows) visit(row)
    waiting.push(...read.children.toReversed())
  }
  return { damaged }
}

const hasKnownId = (row: StoredRow, table: TableShape): boolean => {
  const known = knownIds[table.name]
  if (known === undefined) return true
  return known.ids.has(row.values[table.columns.findIndex(({ name }) => name === known.column)])
}

const fitsColumn = (value: StoredValue, column: StoredColumn): boolean => {
  if (column.isRowid) return value === null
  if (value === null) return !column.notNull
  switch (column.type) {
    case 'INTEGER':
    case 'INT':
      return typeof value === 'bigint' || Number.isInteger(value)
    case 'REAL':
      return typeof value === 'number' || typeof value === 'bigint'
    case 'TEXT':
      return typeof value === 'string'
    case 'BLOB':
      return Buffer.isBuffer(value)
    default:
      return true
  }
}

/** Columns that hold ids of a table of the contract, which no constraint knows; by table. */
const knownIds: Readonly<Record<string, { readonly column: string; readonly ids: ReadonlySet<unknown> }>> = {
  embedding_spaces: { column: 'modality', ids: new Set(modalitySchema.options) },
  model_choices: { column: 'modality', ids: new Set<unknown>(modelRoleSchema.options) },
}

/** Whether a record can be one of a table's. */
const fits = (row: StoredRow, table: TableShape): boolean =>
  table.withoutRowid === (row.rowid === null) &&
  hasKnownId(row, table) &&
  row.values.length <= table.columns.length &&
  row.values.every((value, index) => {
    const column = table.columns[index]
    return column !== undefined && fitsColumn(value, column)
  }) &&
  table.columns.slice(row.values.length).every(({ hasDefault }) => hasDefault)

/** Pages that hold nothing, by the database's own list; empty when that cannot be read. */
const freePages = (pages: DatabasePages): ReadonlySet<number> => {
  const free = new Set<number>()
  let trunk = pages.header?.firstFreeTrunk ?? 0
  while (trunk !== 0) {
    if (trunk < 2 || trunk > pages.pageCount || free.has(trunk)) return new Set()
    free.add(trunk)
    const page = pages.page(trunk)
    const count = page.readUInt32BE(4)
    if (8 + 4 * count > pages.usableSize) return new Set()
    for (let index = 0; index < count; index += 1) free.add(page.readUInt32BE(8 + 4 * index))
    trunk = page.readUInt32BE(0)
  }
  return free
}

/** Pages of trees that nothing led to; those that an interior page leads to first, as the others may be left over. */
const strayPages = (pages: DatabasePages, visited: ReadonlySet<number>): readonly number[] => {
  const free = freePages(pages)
  const led = new Set<number>()
  const stray: number[] = []
  for (let number = 2; number <= pages.pageCount; number += 1) {
    if (visited.has(number) || free.has(number)) continue
    const kind = pages.page(number).readUInt8(0)
    if (kind === pageKinds.tableInterior || kind === pageKinds.indexInterior) {
      for (const child of readTreePage(pages, number)?.children ?? []) led.add(child)
    }
    if (kind !== pageKinds.tableInterior) stray.push(number)
  }
  return [...stray.filter((number) => led.has(number)), ...stray.filter((number) => !led.has(number))]
}

/** Writes what one page holds to the table among `candidates` that takes most of it. */
const writeStrayRows = (rows: readonly StoredRow[], candidates: readonly TableShape[], write: WriteRow): number => {
  const likely = candidates
    .map((table) => ({ table, fitting: rows.filter((row) => fits(row, table)) }))
    .filter(({ fitting }) => fitting.length > 0)
    .toSorted((one, other) => other.fitting.length - one.fitting.length)
  for (const { table, fitting } of likely) {
    // Only the constraints and `knownIds` tell tables of the same shape apart.
    const written = fitting.filter((row) => write(table, row)).length
    if (written > 0) return written
  }
  return 0
}

/**
 * Reads all rows that can be read of a damaged database: along its trees as far as they can be followed, then from
 * pages that nothing leads to any more, which are told apart by the shape of their records. `roots` says where the tree
 * of a table begins; `known` are tables that are known to lack rows.
 */
export const salvageRows = (
  pages: DatabasePages,
  tables: readonly TableShape[],
  roots: ReadonlyMap<string, number>,
  write: WriteRow,
  known: readonly string[] = [],
): Salvaged => {
  const visited = new Set<number>()
  const incomplete = new Set<string>(known)
  const misplaced: StoredRow[] = []
  let rows = 0
  for (const table of tables) {
    const root = roots.get(table.name)
    const leafKind = table.withoutRowid ? pageKinds.indexLeaf : pageKinds.tableLeaf
    const { damaged } =
      root === undefined
        ? { damaged: true }
        : walk(pages, root, visited, leafKind, (row) => {
            if (!fits(row, table)) {
              misplaced.push(row)
              incomplete.add(table.name)
            } else if (write(table, row)) rows += 1
            else incomplete.add(table.name)
          })
    if (damaged) incomplete.add(table.name)
  }
  if (incomplete.size === 0) return { incomplete, rows }
  const candidates = tables.filter(({ name }) => incomplete.has(name))
  for (const row of misplaced) rows += writeStrayRows([row], candidates, write)
  // Entries of indexes look like small rows: the keys of the library's own state are not taken from anywhere.
  const told = candidates.filter(({ name }) => name !== 'meta')
  for (const number of strayPages(pages, visited)) {
    rows += writeStrayRows(readTreePage(pages, number)?.rows ?? [], told, write)
  }
  return { incomplete, rows }
}
