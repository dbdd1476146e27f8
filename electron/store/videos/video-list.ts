import { type ListVideosQuery, labelColours, type VideoListPage } from '../../contract/index.ts'
import type { VideoRecord } from '../../domain/ports/index.ts'
import { videoMark } from '../marks/mark-rows.ts'
import { decodeCursor, encodeCursor, toPage } from '../sqlite/cursor.ts'
import type { Sql } from '../sqlite/sql.ts'
import { type IndexedNameQuery, readIndexedNameQuery } from './indexed-name-query.ts'
import { titleKey } from './title-key.ts'
import { conditionsOf, type VideoConditions } from './video-conditions.ts'
import { toVideo, type VideoRow, videoColumns } from './video-rows.ts'

interface SortKey {
  /** What is compared, the most important first; the video's number decides between equals. */
  readonly expressions: readonly string[]
  readonly types: readonly ('string' | 'number')[]
  readonly direction: 'asc' | 'desc'
}

const by = (expression: string, type: 'string' | 'number', direction: 'asc' | 'desc'): SortKey => ({
  expressions: [expression],
  types: [type],
  direction,
})

/** Both directions of a list that is sorted by one thing. */
const bothWays = (expression: string, type: 'string' | 'number') => ({
  asc: by(expression, type, 'asc'),
  desc: by(expression, type, 'desc'),
})

/** Imports one after the other or the newest first; in each, files in their natural order. */
const byBatch = (batch: string): SortKey => ({
  expressions: [batch, 'v.batch_sort'],
  types: ['number', 'string'],
  direction: 'asc',
})

const sortKeys = {
  added: { asc: byBatch('COALESCE(v.batch_pk, v.pk)'), desc: byBatch('-COALESCE(v.batch_pk, v.pk)') },
  title: bothWays('v.title_sort', 'string'),
  duration: bothWays('v.duration_ms', 'number'),
  recorded: {
    asc: by("COALESCE(v.recorded_at, '9999')", 'string', 'asc'),
    desc: by("COALESCE(v.recorded_at, '')", 'string', 'desc'),
  },
  scenes: bothWays('v.scene_count', 'number'),
  rating: bothWays(videoMark('rating', '0'), 'number'),
  // Picked, then what is neither, then rejected.
  flag: bothWays(`CASE ${videoMark('flag', "''")} WHEN 'pick' THEN 2 WHEN 'reject' THEN 0 ELSE 1 END`, 'number'),
  // In the order of menus; without a label last.
  label: bothWays(
    `CASE ${videoMark('label', "''")} ${labelColours.map((label, at) => `WHEN '${label}' THEN ${labelColours.length - at}`).join(' ')} ELSE 0 END`,
    'number',
  ),
} as const

/** A row of a list: its number, and what the list is sorted by. */
interface Place {
  readonly pk: number
  readonly keys: readonly (string | number)[]
}

/** From so many videos on, walking the list's own index costs less than sorting what the words found. */
const manyFound = 5_000

const named = 'FROM video_names_fts f CROSS JOIN videos v ON v.pk = f.rowid WHERE video_names_fts MATCH @match AND'

const countNamed = (sql: Sql, match: string): number =>
  sql.get<{ count: number }>('SELECT COUNT(*) AS count FROM video_names_fts WHERE video_names_fts MATCH @match', {
    match,
  })?.count ?? 0

/** The videos of these numbers, in this order. */
export const videosByNumber = (sql: Sql, pks: readonly number[]): readonly VideoRecord[] => {
  const rows = sql.all<VideoRow>(
    `SELECT ${videoColumns} FROM json_each(@pks) wanted CROSS JOIN videos v ON v.pk = wanted.value`,
    { pks: JSON.stringify(pks) },
  )
  const byPk = new Map(rows.map((row) => [row.pk, row]))
  return pks.flatMap((pk) => byPk.get(pk) ?? []).map(toVideo)
}

/** How many videos meet the conditions, and are found by the words. */
export const countVideos = (
  sql: Sql,
  { conditions, parameters }: VideoConditions,
  match: IndexedNameQuery | null,
): number => {
  // Without a video to leave out, the index alone knows the answer.
  const isAll =
    conditions.length === 1 && sql.get('SELECT 1 FROM videos WHERE removed_at IS NOT NULL LIMIT 1') === undefined
  if (match !== null && isAll) return countNamed(sql, match.all)
  const where = conditions.join(' AND ')
  const from = match === null ? `FROM videos v WHERE ${where}` : `${named} ${where}`
  return (
    sql.get<{ count: number }>(`SELECT COUNT(*) AS count ${from}`, { ...parameters, match: match?.all ?? null })
      ?.count ?? 0
  )
}

/** The best videos that the words find, from a rank and, within it, below a number on; newer ones first. */
export const bestNamed = (
  sql: Sql,
  { conditions, parameters }: VideoConditions,
  match: IndexedNameQuery,
  limit: number,
  after: { readonly rank: number; readonly pk: number } | null = null,
): readonly { readonly rank: number; readonly pk: number }[] => {
  const found: { rank: number; pk: number }[] = []
  for (const [rank, words] of match.ranks.entries()) {
    if (found.length >= limit || (after !== null && rank < after.rank)) continue
    const below = after?.rank === rank ? after.pk : Number.MAX_SAFE_INTEGER
    const rows = sql.all<{ pk: number }>(
      `SELECT v.pk ${named} f.rowid < @below AND ${conditions.join(' AND ')} ORDER BY f.rowid DESC LIMIT @rows`,
      { ...parameters, match: words, below, rows: limit - found.length },
    )
    found.push(...rows.map(({ pk }) => ({ rank, pk })))
  }
  return found
}

const places = (
  sql: Sql,
  query: ListVideosQuery & { readonly sort: keyof typeof sortKeys },
  { conditions, parameters }: VideoConditions,
  match: IndexedNameQuery | null,
  kind: string,
): readonly Place[] => {
  const { expressions, types, direction } = sortKeys[query.sort][query.order]
  const walks = match !== null && countNamed(sql, match.all) > manyFound
  const isDriven = match !== null && !walks
  const keys = [...expressions, 'v.pk']
  const after = query.cursor === undefined ? [] : decodeCursor(query.cursor, kind, [...types, 'number'])
  const names = keys.map((_, index) => `after${index}`)
  const all = [...conditions]
  if (walks) all.push('+v.pk IN (SELECT rowid FROM video_names_fts WHERE video_names_fts MATCH @match)')
  if (query.cursor !== undefined) {
    const side = direction === 'asc' ? '>' : '<'
    all.push(`(${keys.join(', ')}) ${side} (${names.map((name) => `@${name}`).join(', ')})`)
  }
  const rows = sql.all<{ pk: number; first: string | number; second: string | number | null }>(
    `SELECT v.pk, ${expressions[0]} AS first, ${expressions[1] ?? 'NULL'} AS second
     ${isDriven ? named : 'FROM videos v WHERE'} ${all.join(' AND ')}
     ORDER BY ${keys.map((key) => `${key} ${direction}`).join(', ')} LIMIT @rows`,
    {
      ...parameters,
      ...Object.fromEntries(names.map((name, index) => [name, after[index] ?? null])),
      match: match?.all ?? null,
      rows: query.limit + 1,
    },
  )
  return rows.map(({ pk, first, second }) => ({ pk, keys: second === null ? [first] : [first, second] }))
}

const byRelevance = (
  sql: Sql,
  query: ListVideosQuery,
  filter: VideoConditions,
  match: IndexedNameQuery,
  kind: string,
) => {
  const [rank, pk] = query.cursor === undefined ? [] : decodeCursor(query.cursor, kind, ['number', 'number'])
  const after = rank === undefined || pk === undefined ? null : { rank: Number(rank), pk: Number(pk) }
  return bestNamed(sql, filter, match, query.limit + 1, after).map((place) => ({ pk: place.pk, keys: [place.rank] }))
}

/** A page of the videos that the query leaves; the number of all of them comes with the first page. */
export const listVideos = (
  sql: Sql,
  query: ListVideosQuery,
): Omit<VideoListPage, 'items'> & { readonly items: readonly VideoRecord[] } => {
  const match = query.q === undefined ? null : readIndexedNameQuery(sql, query.q, 1)
  const sort = query.sort === 'relevance' && match === null ? 'added' : query.sort
  const own = conditionsOf(sql, query)
  const name = query.name === undefined ? '' : titleKey(query.name)
  const filter: VideoConditions =
    name === ''
      ? own
      : {
          conditions: [...own.conditions, 'instr(v.title_key, @name) > 0'],
          parameters: { ...own.parameters, name },
        }
  const kind = `v.${sort}.${query.order}`
  const rows =
    sort === 'relevance' && match !== null
      ? byRelevance(sql, query, filter, match, kind)
      : places(sql, { ...query, sort: sort === 'relevance' ? 'added' : sort }, filter, match, kind)
  const page = toPage(
    rows,
    query.limit,
    ({ pk }) => pk,
    (row) => encodeCursor(kind, [...row.keys, row.pk]),
  )
  return {
    items: videosByNumber(sql, page.items),
    nextCursor: page.nextCursor,
    ...(query.cursor === undefined ? { total: countVideos(sql, filter, match) } : {}),
  }
}
