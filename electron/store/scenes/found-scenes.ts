import type { Caption } from '../../contract/index.ts'
import type { FoundScene, SearchStore } from '../../domain/ports/index.ts'
import { type CaptionRow, captionColumns, toCaption } from '../captions/captions-queries.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import { spaceById } from '../vectors/spaces-queries.ts'
import { fromFloat16Bytes, packVectors, toFloat32Bytes } from '../vectors/vector-bytes.ts'
import { rowOf, type SceneColumns } from './scene-columns.ts'
import { type SceneRow, sceneColumns, toScene } from './scenes-queries.ts'

type Group = Synchronous<
  Pick<SearchStore, 'scenesByNumber' | 'scenePlaces' | 'sceneNumbers' | 'frameVectors' | 'cuesOf'>
>

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

/** Scenes by number in the order asked, of videos that are not removed; CROSS keeps the order. */
const wantedScenes = `json_each(@scenes) wanted CROSS JOIN scenes s ON s.pk = wanted.value
  CROSS JOIN videos v ON v.pk = s.video_pk AND v.removed_at IS NULL`

const fewPlaces = 2000

type PlaceTuple = readonly [row: number, video: number, index: number, startMs: number, endMs: number]

const scenePlaces = (sql: Sql, scenes: Float64Array, all: () => SceneColumns): ReturnType<Group['scenePlaces']> => {
  const places = {
    videos: new Float64Array(scenes.length).fill(-1),
    indexes: new Float64Array(scenes.length).fill(-1),
    startMs: new Float64Array(scenes.length).fill(-1),
    endMs: new Float64Array(scenes.length).fill(-1),
  }
  const put = (at: number, video: number, index: number, startMs: number, endMs: number): void => {
    places.videos[at] = video
    places.indexes[at] = index
    places.startMs[at] = startMs
    places.endMs[at] = endMs
  }
  if (scenes.length <= fewPlaces) {
    const tuples = sql.database
      .prepare<[{ scenes: string }], PlaceTuple>(
        `SELECT wanted.key, s.video_pk, s.idx, s.start_ms, s.end_ms
         FROM json_each(@scenes) wanted CROSS JOIN scenes s ON s.pk = wanted.value`,
      )
      .raw()
    for (const tuple of tuples.iterate({ scenes: JSON.stringify([...scenes]) })) put(...tuple)
    return places
  }
  const columns = all()
  for (let at = 0; at < scenes.length; at += 1) {
    const row = rowOf(columns, scenes[at] ?? -1)
    if (row < 0) continue
    put(at, columns.videos[row] ?? 0, columns.indexes[row] ?? 0, columns.startMs[row] ?? 0, columns.endMs[row] ?? 0)
  }
  return places
}

interface FrameRow {
  readonly scene: number
  readonly frameNumber: number
  readonly timeMs: number
  readonly vector: Uint8Array
}

const frameVectors = (sql: Sql, spaceId: string, scenes: readonly number[]): ReturnType<Group['frameVectors']> => {
  const rows = sql.all<FrameRow>(
    `SELECT s.pk AS scene, x.frame_number AS frameNumber, f.time_ms AS timeMs, x.vector
     FROM json_each(@scenes) wanted CROSS JOIN scenes s ON s.pk = wanted.value
     CROSS JOIN frame_vectors x ON x.content_pk = s.video_pk AND x.space_pk = @spacePk
       AND x.frame_number >= s.start_frame AND x.frame_number < s.end_frame
     CROSS JOIN sampled_frames f ON f.content_pk = x.content_pk AND f.frame_number = x.frame_number
     WHERE x.vector IS NOT NULL ORDER BY wanted.key, x.frame_number`,
    { spacePk: spaceById(sql, spaceId).pk, scenes: JSON.stringify(scenes) },
  )
  const vectors = packVectors(rows.map((row) => toFloat32Bytes(fromFloat16Bytes(row.vector))))
  return rows.map((row, at) => ({ ...row, vector: vectors[at] ?? new Float32Array() }))
}

interface CueRow extends CaptionRow {
  readonly scene: number
}

const cuesOf = (sql: Sql, scenes: readonly number[]): ReturnType<Group['cuesOf']> => {
  const parameters = { scenes: JSON.stringify(scenes) }
  const cues = new Map<number, Caption[]>(
    sql.all<{ pk: number }>(`SELECT s.pk FROM ${wantedScenes}`, parameters).map(({ pk }) => [pk, []]),
  )
  const rows = sql.all<CueRow>(
    `SELECT s.pk AS scene, ${captionColumns} FROM ${wantedScenes}
     CROSS JOIN captions c ON c.video_pk = s.video_pk AND c.track = v.caption_track
       AND c.start_ms >= s.start_ms - v.longest_cue_ms AND c.start_ms < s.end_ms AND c.end_ms > s.start_ms
     CROSS JOIN caption_tracks t ON t.video_pk = c.video_pk AND t.track = c.track
     ORDER BY wanted.key, c.start_ms, c.pk`,
    parameters,
  )
  for (const row of rows) cues.get(row.scene)?.push(toCaption(row))
  return [...cues].map(([scene, own]) => ({ scene, cues: own }))
}

/** What a search shows of the scenes that it found. */
export const createFoundSceneQueries = (sql: Sql, all: () => SceneColumns): Group => ({
  scenesByNumber: (scenes) =>
    sql
      .all<FoundRow>(
        `SELECT ${sceneColumns}, s.pk, v.title AS video_title, v.width AS video_width, v.height AS video_height
         FROM ${wantedScenes} ORDER BY wanted.key`,
        { scenes: JSON.stringify(scenes) },
      )
      .map(toFound),
  scenePlaces: (scenes) => scenePlaces(sql, scenes, all),
  sceneNumbers: (sceneIds) =>
    Object.fromEntries(
      sql
        .all<{ id: string; pk: number }>(
          `SELECT s.id, s.pk FROM json_each(@ids) wanted JOIN scenes s ON s.id = wanted.value
           JOIN videos v ON v.pk = s.video_pk AND v.removed_at IS NULL`,
          { ids: JSON.stringify(sceneIds) },
        )
        .map(({ id, pk }) => [id, pk]),
    ),
  frameVectors: (spaceId, scenes) => frameVectors(sql, spaceId, scenes),
  cuesOf: (scenes) => cuesOf(sql, scenes),
})
