import { type Bin, type BinKind, binLimit } from '../../contract/index.ts'
import type { BinRefusal, BinStore } from '../../domain/ports/index.ts'
import { newId } from '../sqlite/rows.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import type { BinsTable } from '../sqlite/tables.ts'
import { titleSortKey } from '../videos/title-key.ts'
import { addBinItems, changeBinItems, itemsOfBin } from './bin-items.ts'

interface BinRow extends Pick<BinsTable, 'id' | 'name' | 'created_at' | 'updated_at'> {
  readonly kind: BinKind
  readonly parent_id: string | null
  readonly search_id: string | null
  readonly item_count: number
  readonly duration_ms: number
}

const selectBins = `SELECT b.id, b.name, b.kind, p.id AS parent_id, s.id AS search_id, b.created_at, b.updated_at,
    (SELECT COUNT(*) FROM bin_items i WHERE i.bin_pk = b.pk) AS item_count,
    (SELECT COALESCE(SUM(i.end_ms - i.start_ms), 0) FROM bin_items i WHERE i.bin_pk = b.pk) AS duration_ms
  FROM bins b LEFT JOIN bins p ON p.pk = b.parent_pk LEFT JOIN saved_searches s ON s.pk = b.search_pk`

const toBin = (row: BinRow): Bin => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  parentId: row.parent_id,
  searchId: row.search_id,
  itemCount: row.item_count,
  durationMs: row.duration_ms,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

type BinKey = Pick<BinsTable, 'pk' | 'parent_pk'> & { readonly kind: BinKind }

const keyOf = (sql: Sql, id: string): BinKey | undefined =>
  sql.get<BinKey>('SELECT pk, kind, parent_pk FROM bins WHERE id = @id', { id })

const read = (sql: Sql, id: string): Bin | null => {
  const row = sql.get<BinRow>(`${selectBins} WHERE b.id = @id`, { id })
  return row === undefined ? null : toBin(row)
}

const written = (sql: Sql, id: string): Bin | BinRefusal => read(sql, id) ?? 'unknown'

/** The row of the folder that something is put into; null for the top. */
const folderOf = (sql: Sql, parentId: string | null): number | null | BinRefusal => {
  if (parentId === null) return null
  const parent = keyOf(sql, parentId)
  if (parent === undefined) return 'unknown_parent'
  return parent.kind === 'folder' ? parent.pk : 'not_a_folder'
}

/** Whether a folder is another one, or lies in it at any depth. */
const liesIn = (sql: Sql, folderPk: number, outerPk: number): boolean =>
  sql.get(
    `WITH RECURSIVE above (pk) AS (SELECT @folderPk UNION
       SELECT b.parent_pk FROM bins b JOIN above a ON b.pk = a.pk WHERE b.parent_pk IS NOT NULL)
     SELECT 1 FROM above WHERE pk = @outerPk`,
    { folderPk, outerPk },
  ) !== undefined

const touch = (sql: Sql, pk: number, now: string): void => {
  sql.run('UPDATE bins SET updated_at = @now WHERE pk = @pk', { pk, now })
}

const create = (sql: Sql, input: Parameters<BinStore['create']>[0], now: string): Bin | BinRefusal => {
  const parentPk = folderOf(sql, input.parentId)
  if (typeof parentPk === 'string') return parentPk
  const search =
    input.searchId === null
      ? null
      : sql.get<{ pk: number }>('SELECT pk FROM saved_searches WHERE id = @id', { id: input.searchId })
  if (search === undefined) return 'unknown_search'
  const id = newId('b')
  sql.run(
    `INSERT INTO bins (id, name, name_sort, kind, parent_pk, search_pk, created_at, updated_at)
     VALUES (@id, @name, @sort, @kind, @parentPk, @searchPk, @now, @now)`,
    {
      id,
      name: input.name,
      sort: titleSortKey(input.name),
      kind: input.kind,
      parentPk,
      searchPk: search?.pk ?? null,
      now,
    },
  )
  return written(sql, id)
}

const change = (sql: Sql, id: string, patch: Parameters<BinStore['change']>[1], now: string): Bin | BinRefusal => {
  const bin = keyOf(sql, id)
  if (bin === undefined) return 'unknown'
  if (patch.parentId !== undefined) {
    const parentPk = folderOf(sql, patch.parentId)
    if (typeof parentPk === 'string') return parentPk
    if (parentPk !== null && liesIn(sql, parentPk, bin.pk)) return 'inside_itself'
    sql.run('UPDATE bins SET parent_pk = @parentPk WHERE pk = @pk', { pk: bin.pk, parentPk })
  }
  if (patch.name !== undefined) {
    const names = { name: patch.name, sort: titleSortKey(patch.name), pk: bin.pk }
    sql.run('UPDATE bins SET name = @name, name_sort = @sort WHERE pk = @pk', names)
  }
  touch(sql, bin.pk, now)
  return written(sql, id)
}

/** Bins over one connection; runs on the store's thread. */
export const createBinQueries = (sql: Sql): Synchronous<BinStore> => ({
  list: () => sql.all<BinRow>(`${selectBins} ORDER BY b.name_sort, b.pk`).map(toBin),
  get: (id) => read(sql, id),
  items: (id) => {
    const bin = keyOf(sql, id)
    return bin === undefined ? null : itemsOfBin(sql, bin.pk)
  },
  create: (input, now) => sql.atomically(() => create(sql, input, now)),
  change: (id, patch, now) => sql.atomically(() => change(sql, id, patch, now)),
  delete: (id) =>
    sql.atomically(() => {
      const bin = keyOf(sql, id)
      if (bin === undefined) return false
      sql.run('UPDATE bins SET parent_pk = @parentPk WHERE parent_pk = @pk', { pk: bin.pk, parentPk: bin.parent_pk })
      return sql.run('DELETE FROM bins WHERE pk = @pk', { pk: bin.pk }) > 0
    }),
  add: (id, items, at, now) =>
    sql.atomically(() => {
      const bin = keyOf(sql, id)
      if (bin === undefined) return 'unknown'
      if (bin.kind !== 'bin') return 'not_a_bin'
      const held = sql.get<{ count: number }>('SELECT COUNT(*) AS count FROM bin_items WHERE bin_pk = @pk', {
        pk: bin.pk,
      })
      if ((held?.count ?? 0) + items.length > binLimit) return 'full'
      touch(sql, bin.pk, now)
      return addBinItems(sql, bin.pk, items, at)
    }),
  changeItems: (id, wanted, now) =>
    sql.atomically(() => {
      const bin = keyOf(sql, id)
      if (bin === undefined) return 'unknown'
      if (bin.kind !== 'bin') return 'not_a_bin'
      const refused = changeBinItems(sql, bin.pk, wanted)
      if (refused === null) touch(sql, bin.pk, now)
      return refused
    }),
})
