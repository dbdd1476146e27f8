import type { SearchFilter } from '../../contract/index.ts'
import type { NamedVideos } from '../../domain/ports/index.ts'
import { videoMarkConditions } from '../scenes/mark-filter.ts'
import { videoConditions } from '../scenes/search-filter.ts'
import type { Sql } from '../sqlite/sql.ts'
import { readIndexedNameQuery } from './indexed-name-query.ts'
import { bestNamed, countVideos, videosByNumber } from './video-list.ts'

/** From so many letters on the last word may be the beginning of one: fewer begin half of the words there are. */
const beginningsFrom = 3

/** See `VideoStore.named`. */
export const findNamed = (sql: Sql, query: string, filter: SearchFilter, limit: number): NamedVideos => {
  const match = readIndexedNameQuery(sql, query, beginningsFrom)
  if (match === null) return { videos: [], count: 0 }
  const own = videoConditions(sql, filter)
  const marked = videoMarkConditions(filter)
  const visible = {
    conditions: ['v.removed_at IS NULL', ...own.conditions, ...marked.conditions],
    parameters: { ...own.parameters, ...marked.parameters },
  }
  const pks = bestNamed(sql, visible, match, limit).map(({ pk }) => pk)
  const paths = Map.groupBy(
    sql.all<{ video_pk: number; path: string }>(
      'SELECT video_pk, path FROM locations WHERE video_pk IN (SELECT value FROM json_each(@pks)) ORDER BY seen_at DESC, pk DESC',
      { pks: JSON.stringify(pks) },
    ),
    (row) => row.video_pk,
  )
  const videos = videosByNumber(sql, pks).map((video, at) => {
    const own = paths.get(pks[at] ?? 0)?.map(({ path }) => path)
    return { video, paths: own ?? [video.path] }
  })
  return { videos, count: pks.length < limit ? pks.length : countVideos(sql, visible, match) }
}
