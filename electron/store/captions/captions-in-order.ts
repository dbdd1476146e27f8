import type { CaptionSearch } from '../../contract/index.ts'
import type { SceneNumber } from '../../domain/ports/index.ts'
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
  /** The scene that it lies in; −1: none. */
  readonly scene: SceneNumber
  /** Copies of that scene whose hits were left out for it; of the first hit of a scene. */
  readonly copies?: readonly SceneNumber[]
}

type Order = Pick<OrderedHit, 'pk' | 'mark' | 'rank'>

type HitTuple = readonly [pk: number, video: number, startMs: number, endMs: number, rank: number]

const isBefore = (one: Order, other: Order): number =>
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
    hits.push({ pk, mark: rank === null || row < 0 ? 0 : rank(row), rank: words, scene: columns.scenes[row] ?? -1 })
  }
  return hits.sort(isBefore)
}

/** The part of an order that follows a hit; all of it without one. */
export const hitsAfter = (hits: readonly OrderedHit[], after: Order | null): readonly OrderedHit[] =>
  after === null ? hits : hits.filter((hit) => isBefore(after, hit) < 0)

/** Of each group of copies only the hits of the scene that comes first; the order stays. */
export const foldHits = (
  hits: readonly OrderedHit[],
  groups: readonly (readonly SceneNumber[])[],
): readonly OrderedHit[] => {
  const groupOf = new Map(groups.flatMap((group, at) => group.map((scene) => [scene, at] as const)))
  const found = new Map<number, Set<SceneNumber>>()
  const kept = hits.filter(({ scene }) => {
    const group = groupOf.get(scene)
    if (group === undefined) return true
    const scenes = found.get(group) ?? new Set()
    found.set(group, scenes.add(scene))
    // Sets keep the order in which scenes came.
    return scenes.values().next().value === scene
  })
  const told = new Set<SceneNumber>()
  return kept.map((hit) => {
    const scenes = found.get(groupOf.get(hit.scene) ?? -1)
    if (scenes === undefined || scenes.size < 2 || told.has(hit.scene)) return hit
    told.add(hit.scene)
    return { ...hit, copies: [...scenes].slice(1) }
  })
}
