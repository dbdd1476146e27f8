import type { ListVideosQuery, VideoPage } from '../../contract/index.ts'
import type { VideoRecord } from '../../domain/ports/index.ts'
import { decodeCursor, encodeCursor, toPage } from '../sqlite/cursor.ts'
import type { Sql } from '../sqlite/sql.ts'
import { type NameMatch, readNameMatch } from './name-match.ts'
import { titleKey } from './title-key.ts'
import { conditionsOf, type VideoConditions } from './video-conditions.ts'
import { toVideo, type VideoRow, videoColumns } from './video-rows.ts'

const sortKeys = {
  added: { asc: 'v.pk', desc: 'v.pk', type: 'number' },
  title: { asc: 'v.title_sort', desc: 'v.title_sort', type: 'string' },
  duration: { asc: 'v.duration_ms', desc: 'v.duration_ms', type: 'number' },
  recorded: { asc: "COALESCE(v.recorded_at, '9999')", desc: "COALESCE(v.recorded_at, '')", type: 'string' },
  scenes: { asc: 'v.scene_count', desc: 'v.scene_count', type: 'number' },
} as const

interface Place {
  readonly pk: number
  readonly sortKey: string | number
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
export const countVideos = (sql: Sql, { conditions, parameters }: VideoConditions, match: NameMatch | null): number => {
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
  match: NameMatch,
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
  match: NameMatch | null,
  kind: string,
): readonly Place[] => {
  const { type, ...expressions } = sortKeys[query.sort]
  const walks = match !== null && query.sort !== 'added' && countNamed(sql, match.all) > manyFound
  const isDriven = match !== null && !walks
  const key = isDriven && query.sort === 'added' ? 'f.rowid' : expressions[query.order]
  const number = key === 'f.rowid' ? key : 'v.pk'
  const [after, afterPk] =
    query.cursor === undefined ? [null, null] : decodeCursor(query.cursor, kind, [type, 'number'])
  const all = [...conditions]
  if (walks) all.push('+v.pk IN (SELECT rowid FROM video_names_fts WHERE video_names_fts MATCH @match)')
  if (query.cursor !== undefined) {
    const side = query.order === 'asc' ? '>' : '<'
    all.push(query.sort === 'added' ? `${number} ${side} @afterPk` : `(${key}, v.pk) ${side} (@after, @afterPk)`)
  }
  const order = query.sort === 'added' ? `${number} ${query.order}` : `${key} ${query.order}, v.pk ${query.order}`
  return sql.all<Place>(
    `SELECT v.pk, ${key} AS sortKey ${isDriven ? named : 'FROM videos v WHERE'} ${all.join(' AND ')}
     ORDER BY ${order} LIMIT @rows`,
    { ...parameters, match: match?.all ?? null, after: after ?? null, afterPk: afterPk ?? null, rows: query.limit + 1 },
  )
}

const byRelevance = (sql: Sql, query: ListVideosQuery, filter: VideoConditions, match: NameMatch, kind: string) => {
  const [rank, pk] = query.cursor === undefined ? [] : decodeCursor(query.cursor, kind, ['number', 'number'])
  const after = rank === undefined || pk === undefined ? null : { rank: Number(rank), pk: Number(pk) }
  return bestNamed(sql, filter, match, query.limit + 1, after).map((place) => ({ ...place, sortKey: place.rank }))
}

/** A page of the videos that the query leaves; the number of all of them comes with the first page. */
export const listVideos = (
  sql: Sql,
  query: ListVideosQuery,
): Omit<VideoPage, 'items'> & { readonly items: readonly VideoRecord[] } => {
  const match = query.q === undefined ? null : readNameMatch(sql, query.q, 1)
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
    (row) => encodeCursor(kind, [row.sortKey, row.pk]),
  )
  return {
    items: videosByNumber(sql, page.items),
    nextCursor: page.nextCursor,
    ...(query.cursor === undefined ? { total: countVideos(sql, filter, match) } : {}),
  }
}
