import type { SceneFilterStore } from '../../domain/ports/index.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import { markRanks } from './mark-columns.ts'
import type { SceneWatch } from './scene-columns.ts'
import { filterScenes } from './search-filter.ts'

/** Filters over the scenes of a connection; `watch` begins to watch them when it is first asked. */
export const createSceneFilters = (sql: Sql, watch: () => SceneWatch): Synchronous<SceneFilterStore> => ({
  revision: () => watch().filterRevision(),
  scenes: (filter) => filterScenes(sql, filter, () => watch().columns()),
  markRanks: (scenes, by) => markRanks(sql, scenes, by, watch().columns()),
  removalRevision: () => watch().removalRevision(),
  removedScenes: () =>
    Float64Array.from(
      sql.all<{ pk: number }>(
        'SELECT s.pk FROM videos v JOIN scenes s ON s.video_pk = v.pk WHERE v.removed_at IS NOT NULL',
      ),
      ({ pk }) => pk,
    ).sort(),
})
