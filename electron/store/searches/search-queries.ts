import type { SearchStore, VectorChanges } from '../../domain/ports/index.ts'
import { createFoundSceneQueries } from '../scenes/found-scenes.ts'
import { type SceneWatch, watchScenes } from '../scenes/scene-columns.ts'
import { filterScenes } from '../scenes/search-filter.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import { spaceById } from '../vectors/spaces-queries.ts'
import { readBlock, readSimilarities, readVectors } from '../vectors/vector-block.ts'
import { createSavedSearchQueries } from './saved-searches-queries.ts'

const lastSequence = (sql: Sql): number =>
  sql.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'vector_changes'")?.seq ?? 0

const forgottenSequence = (sql: Sql): number =>
  sql.get<{ sequence: number }>('SELECT sequence FROM vector_changes_forgotten')?.sequence ?? 0

interface ChangeRow {
  readonly sequence: number
  readonly id: string | null
  readonly scene: number
}

const vectorChanges = (sql: Sql, afterSequence: number, limit: number): VectorChanges => {
  const last = lastSequence(sql)
  // Ahead of the feed: it is another library's, or one that was restored.
  if (afterSequence < forgottenSequence(sql) || afterSequence > last) {
    return { sequence: last, truncated: true, scenes: {} }
  }
  const rows = sql.all<ChangeRow>(
    `SELECT part.sequence, e.id, part.key & ((1 << 40) - 1) AS scene
     FROM (SELECT sequence, key FROM vector_changes WHERE sequence > @afterSequence ORDER BY sequence LIMIT @limit) part
     LEFT JOIN embedding_spaces e ON e.pk = part.key >> 40 ORDER BY part.sequence`,
    { afterSequence, limit },
  )
  const scenes = new Map<string, Set<number>>()
  for (const { id, scene } of rows) {
    // A space that is gone has nobody left to ask about it.
    if (id === null) continue
    const own = scenes.get(id) ?? new Set<number>()
    own.add(scene)
    scenes.set(id, own)
  }
  return {
    sequence: rows.length < limit ? last : (rows.at(-1)?.sequence ?? last),
    truncated: false,
    scenes: Object.fromEntries([...scenes].map(([id, own]) => [id, Float64Array.from(own)])),
  }
}

const forgetVectorChanges = (sql: Sql, upToSequence: number): void => {
  const upTo = Math.min(upToSequence, lastSequence(sql))
  sql.run('DELETE FROM vector_changes WHERE sequence <= @upTo', { upTo })
  sql.run('UPDATE vector_changes_forgotten SET sequence = MAX(sequence, @upTo)', { upTo })
}

/** What search reads from the library, and what it keeps there. */
export const createSearchQueries = (sql: Sql): Synchronous<SearchStore> => {
  let watch: SceneWatch | null = null
  const watched = (): SceneWatch => {
    watch ??= watchScenes(sql)
    return watch
  }
  const columns = () => watched().columns()
  return {
    vectorBlock: (spaceId, afterScene, limit) => readBlock(sql, spaceById(sql, spaceId), afterScene, limit),
    vectorsOf: (spaceId, scenes) => readVectors(sql, spaceById(sql, spaceId), scenes),
    similarities: (spaceId, query) => readSimilarities(sql, spaceById(sql, spaceId), query),
    vectorCounts: () =>
      Object.fromEntries(
        sql
          .all<{ id: string; scenes: number }>(
            `SELECT e.id, COALESCE(SUM(c.scenes), 0) AS scenes FROM embedding_spaces e
             LEFT JOIN scene_vector_counts c ON c.space_pk = e.pk AND c.skipped = '' GROUP BY e.pk`,
          )
          .map(({ id, scenes }) => [id, scenes]),
      ),
    vectorSequence: () => lastSequence(sql),
    vectorChanges: (afterSequence, limit) => vectorChanges(sql, afterSequence, limit),
    forgetVectorChanges: (upToSequence) => sql.atomically(() => forgetVectorChanges(sql, upToSequence)),
    filterRevision: () => watched().filterRevision(),
    removalRevision: () => watched().removalRevision(),
    filterScenes: (filter) => filterScenes(sql, filter, columns),
    removedScenes: () =>
      Float64Array.from(
        sql.all<{ pk: number }>(
          'SELECT s.pk FROM videos v JOIN scenes s ON s.video_pk = v.pk WHERE v.removed_at IS NOT NULL',
        ),
        ({ pk }) => pk,
      ).sort(),
    ...createFoundSceneQueries(sql, columns),
    ...createSavedSearchQueries(sql),
  }
}
