import type { CaptionSearch } from '../../contract/index.ts'
import { effectiveMarks, markRank } from '../scenes/mark-columns.ts'
import { rowOf, type SceneColumns } from '../scenes/scene-columns.ts'
import { rowsByVideo } from '../scenes/scene-rows-by-video.ts'
import { filterScenes } from '../scenes/search-filter.ts'
import type { Parameters, Sql } from '../sqlite/sql.ts'
import { rowOfCue } from './scene-of-cue.ts'

/** A caption that was found: its number, its place in the order by marks (higher first), its rank by words (lower first). */
export interface OrderedHit {
  readonly pk: number
  readonly mark: number
  readonly rank: number
}

type HitTuple = readonly [pk: number, video: number, startMs: number, endMs: number, rank: number]

const isBefore = (one: OrderedHit, other: OrderedHit): number =>
  other.mark - one.mark || one.rank - other.rank || one.pk - other.pk

/**
 * Captions that a filter leaves, in their order. A caption passes with the scene that it lies in; one whose video has no
 * scenes yet passes no filter. `found` is `FROM … WHERE` over `captions_fts f` joined to `captions c`.
 */
export const captionsInOrder = (
  sql: Sql,
  { filter, sort = 'relevance' }: Pick<CaptionSearch, 'filter' | 'sort'>,
  found: string,
  parameters: Parameters,
  all: () => SceneColumns,
): readonly OrderedHit[] => {
  const columns = all()
  const rows = rowsByVideo(columns)
  const rank = sort === 'relevance' ? null : markRank(effectiveMarks(sql, columns), sort)
  let left: Uint8Array | null = null
  if (filter !== undefined) {
    left = new Uint8Array(columns.scenes.length)
    for (const scene of filterScenes(sql, filter, () => columns)) {
      const row = rowOf(columns, scene)
      if (row >= 0) left[row] = 1
    }
  }
  const hits: OrderedHit[] = []
  const tuples = sql.database
    .prepare<[Parameters], HitTuple>(`SELECT c.pk, c.video_pk, c.start_ms, c.end_ms, f.rank ${found}`)
    .raw()
  for (const [pk, video, startMs, endMs, words] of tuples.iterate(parameters)) {
    const row = rowOfCue(rows.get(video) ?? [], columns, { startMs, endMs })
    if (left !== null && (row < 0 || left[row] !== 1)) continue
    hits.push({ pk, mark: rank === null || row < 0 ? 0 : rank(row), rank: words })
  }
  return hits.sort(isBefore)
}

/** The part of an order that follows a hit; all of it without one. */
export const hitsAfter = (hits: readonly OrderedHit[], after: OrderedHit | null): readonly OrderedHit[] =>
  after === null ? hits : hits.filter((hit) => isBefore(after, hit) < 0)
