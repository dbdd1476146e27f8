import {
  type HistoryEntry,
  type PatchSavedSearch,
  type SavedSearch,
  type SemanticSearch,
  semanticSearchSchema,
  storedSearchSchema,
} from '../../contract/index.ts'
import type { SavedSearchStore } from '../../domain/ports/index.ts'
import { decodeCursor, encodeCursor, toPage } from '../sqlite/cursor.ts'
import { newId } from '../sqlite/rows.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import type { SavedSearchesTable, SearchHistoryTable } from '../sqlite/tables.ts'
import { titleKey, titleSortKey } from '../videos/title-key.ts'

const keptHistory = 500

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** JSON in which the order of an object's keys makes no difference. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  )

/** Another page of a search is the same search. */
const searchKey = ({ limit, offset, cursor, remember, ...asked }: SemanticSearch): string => canonical(asked)

/** An earlier version wrote searches down as they came, the predecessor's fields among them. */
const storedSchema = storedSearchSchema.or(semanticSearchSchema)

type HistoryRow = Omit<SearchHistoryTable, 'search_key'>

const remember = (sql: Sql, request: SemanticSearch, relevant: number, now: string): void => {
  const { offset, cursor, ...kept } = request
  const key = searchKey(request)
  sql.run('DELETE FROM search_history WHERE search_key = @key', { key })
  sql.run('INSERT INTO search_history (search_key, request, relevant, at) VALUES (@key, @request, @relevant, @now)', {
    key,
    request: JSON.stringify(kept),
    relevant,
    now,
  })
  sql.run(
    `DELETE FROM search_history WHERE pk <= (
       SELECT pk FROM search_history ORDER BY pk DESC LIMIT 1 OFFSET ${keptHistory})`,
  )
}

/** What another version wrote and this one does not understand is passed over. */
const toHistoryEntry = (row: HistoryRow): readonly HistoryEntry[] => {
  const request = storedSchema.safeParse(JSON.parse(row.request))
  if (!request.success) return []
  return [{ id: `h${row.pk.toString(36)}`, request: request.data, relevant: row.relevant, at: row.at }]
}

const toSaved = (row: SavedSearchesTable): SavedSearch => ({
  id: row.id,
  name: row.name,
  request: storedSchema.parse(JSON.parse(row.request)),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

const rowById = (sql: Sql, id: string): SavedSearchesTable | undefined =>
  sql.get<SavedSearchesTable>('SELECT * FROM saved_searches WHERE id = @id', { id })

const isTaken = (sql: Sql, name: string, id: string): boolean =>
  sql.get('SELECT 1 FROM saved_searches WHERE name_key = @key AND id <> @id', { key: titleKey(name), id }) !== undefined

const namesOf = (name: string) => ({ name, key: titleKey(name), sort: titleSortKey(name) })

const change = (sql: Sql, id: string, patch: PatchSavedSearch, now: string): SavedSearch | 'unknown' | 'taken' => {
  const row = rowById(sql, id)
  if (row === undefined) return 'unknown'
  const name = patch.name ?? row.name
  if (isTaken(sql, name, id)) return 'taken'
  const request = patch.request === undefined ? row.request : JSON.stringify(patch.request)
  sql.run(
    `UPDATE saved_searches SET name = @name, name_key = @key, name_sort = @sort, request = @request, updated_at = @now
     WHERE id = @id`,
    { ...namesOf(name), id, request, now },
  )
  return toSaved({ ...row, name, request, updated_at: now })
}

/** Saved searches and the search history. */
export const createSavedSearchQueries = (sql: Sql): Synchronous<SavedSearchStore> => ({
  remember: (request, relevant, now) => sql.atomically(() => remember(sql, request, relevant, now)),
  history: (page) => {
    const before =
      page.cursor === undefined ? Number.MAX_SAFE_INTEGER : (decodeCursor(page.cursor, 'h', ['number'])[0] ?? 0)
    const rows = sql.all<HistoryRow>(
      'SELECT pk, request, relevant, at FROM search_history WHERE pk < @before ORDER BY pk DESC LIMIT @rows',
      { before, rows: page.limit + 1 },
    )
    const found = toPage(rows, page.limit, toHistoryEntry, (row) => encodeCursor('h', [row.pk]))
    return { ...found, items: found.items.flat() }
  },
  clearHistory: () => {
    sql.run('DELETE FROM search_history')
  },
  list: (page) => {
    const [name, pk] = page.cursor === undefined ? ['', 0] : decodeCursor(page.cursor, 'saved', ['string', 'number'])
    const rows = sql.all<SavedSearchesTable>(
      `SELECT * FROM saved_searches WHERE (name_sort, pk) > (@name, @pk) ORDER BY name_sort, pk LIMIT @rows`,
      { name: name ?? '', pk: pk ?? 0, rows: page.limit + 1 },
    )
    return toPage(rows, page.limit, toSaved, (row) => encodeCursor('saved', [row.name_sort, row.pk]))
  },
  get: (id) => {
    const row = rowById(sql, id)
    return row === undefined ? null : toSaved(row)
  },
  save: (input, now) =>
    sql.atomically(() => {
      if (isTaken(sql, input.name, '')) return null
      const id = newId('q')
      sql.run(
        `INSERT INTO saved_searches (id, name, name_key, name_sort, request, created_at, updated_at)
         VALUES (@id, @name, @key, @sort, @request, @now, @now)`,
        { ...namesOf(input.name), id, request: JSON.stringify(input.request), now },
      )
      return { id, ...input, createdAt: now, updatedAt: now }
    }),
  change: (id, patch, now) => sql.atomically(() => change(sql, id, patch, now)),
  delete: (id) => sql.run('DELETE FROM saved_searches WHERE id = @id', { id }) > 0,
})
