import type { FoundScene, SceneSpans, SceneStore } from '../../domain/ports/index.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import { rowOf, type SceneColumns } from './scene-columns.ts'
import { type SceneRow, sceneColumns, toScene } from './scene-rows.ts'

interface FoundRow extends SceneRow {
  readonly pk: number
  readonly video_title: string
  readonly video_width: number
  readonly video_height: number
}

const toFound = (row: FoundRow): FoundScene => ({
  ...toScene(row),
  number: row.pk,
  videoTitle: row.video_title,
  videoWidth: row.video_width,
  videoHeight: row.video_height,
})

/** FROM clause: the scenes of the parameter `scenes` (JSON) in the order asked, of videos that are not removed; CROSS keeps the order. */
export const wantedScenes = `json_each(@scenes) wanted CROSS JOIN scenes s ON s.pk = wanted.value
  CROSS JOIN videos v ON v.pk = s.video_pk AND v.removed_at IS NULL`

/** Up to so many scenes are looked up one by one; for more, the columns of all scenes are read. */
const fewScenes = 2000

type SpanTuple = readonly [row: number, video: number, index: number, startMs: number, endMs: number]

const spansOf = (sql: Sql, scenes: Float64Array, all: () => SceneColumns): SceneSpans => {
  const spans = {
    videos: new Float64Array(scenes.length).fill(-1),
    indexes: new Float64Array(scenes.length).fill(-1),
    startMs: new Float64Array(scenes.length).fill(-1),
    endMs: new Float64Array(scenes.length).fill(-1),
  }
  const put = (at: number, video: number, index: number, startMs: number, endMs: number): void => {
    spans.videos[at] = video
    spans.indexes[at] = index
    spans.startMs[at] = startMs
    spans.endMs[at] = endMs
  }
  if (scenes.length <= fewScenes) {
    const tuples = sql.database
      .prepare<[{ scenes: string }], SpanTuple>(
        `SELECT wanted.key, s.video_pk, s.idx, s.start_ms, s.end_ms
         FROM json_each(@scenes) wanted CROSS JOIN scenes s ON s.pk = wanted.value`,
      )
      .raw()
    for (const tuple of tuples.iterate({ scenes: JSON.stringify([...scenes]) })) put(...tuple)
    return spans
  }
  const columns = all()
  for (let at = 0; at < scenes.length; at += 1) {
    const row = rowOf(columns, scenes[at] ?? -1)
    if (row < 0) continue
    put(at, columns.videos[row] ?? 0, columns.indexes[row] ?? 0, columns.startMs[row] ?? 0, columns.endMs[row] ?? 0)
  }
  return spans
}

/** What a search asks about scenes by their numbers. `all`: the columns of all scenes. */
export const createFoundSceneQueries = (
  sql: Sql,
  all: () => SceneColumns,
): Synchronous<Pick<SceneStore, 'byNumber' | 'numbers' | 'spans'>> => ({
  byNumber: (scenes) =>
    sql
      .all<FoundRow>(
        `SELECT ${sceneColumns}, s.pk, v.title AS video_title, v.width AS video_width, v.height AS video_height
         FROM ${wantedScenes} ORDER BY wanted.key`,
        { scenes: JSON.stringify(scenes) },
      )
      .map(toFound),
  spans: (scenes) => spansOf(sql, scenes, all),
  numbers: (sceneIds) =>
    Object.fromEntries(
      sql
        .all<{ id: string; pk: number }>(
          `SELECT s.id, s.pk FROM json_each(@ids) wanted JOIN scenes s ON s.id = wanted.value
           JOIN videos v ON v.pk = s.video_pk AND v.removed_at IS NULL`,
          { ids: JSON.stringify(sceneIds) },
        )
        .map(({ id, pk }) => [id, pk]),
    ),
})
