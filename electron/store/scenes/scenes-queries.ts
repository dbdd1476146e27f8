import type { SampledFrame, SceneRecord, SceneStore } from '../../domain/ports/index.ts'
import { StoreError } from '../../domain/store-error.ts'
import { decodeCursor, encodeCursor, toPage } from '../sqlite/cursor.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import { refreshVideo } from '../videos/refresh-video.ts'
import { reachStart } from './scene-reach.ts'
import { writeScenes } from './write-scenes.ts'

/** Columns of a scene as every query selects them (see `sceneColumns`). */
export interface SceneRow {
  readonly id: string
  readonly video_id: string
  readonly content_id: string
  readonly idx: number
  readonly start_frame: number
  readonly end_frame: number
  readonly start_ms: number
  readonly end_ms: number
  readonly gradual: number
  readonly keyframe: number | null
  readonly keyframe_ms: number
  readonly caption_excerpt: string | null
}

/**
 * Select list for `scenes AS s JOIN videos AS v`. The excerpt is the first cue of the video's excerpt track that
 * overlaps the scene; no cue that began earlier than the longest one lasts can reach into it.
 */
export const sceneColumns = `s.id, v.id AS video_id, v.content_id, s.idx, s.start_frame, s.end_frame, s.start_ms,
  s.end_ms, s.gradual, s.keyframe, s.keyframe_ms,
  (SELECT c.text FROM captions c
   WHERE c.video_pk = s.video_pk AND c.track = v.caption_track
     AND c.start_ms >= ${reachStart('s')} - v.longest_cue_ms AND c.start_ms < s.end_ms
     AND c.end_ms > ${reachStart('s')}
   ORDER BY c.start_ms, c.pk LIMIT 1) AS caption_excerpt`

/** The record of a row. */
export const toScene = (row: SceneRow): SceneRecord => ({
  id: row.id,
  videoId: row.video_id,
  index: row.idx,
  contentId: row.content_id,
  startFrame: row.start_frame,
  endFrame: row.end_frame,
  startMs: row.start_ms,
  endMs: row.end_ms,
  gradual: row.gradual === 1,
  keyframe: row.keyframe,
  keyframeMs: row.keyframe_ms,
  captionExcerpt: row.caption_excerpt,
})

const visibleScenes = `SELECT ${sceneColumns} FROM scenes s JOIN videos v ON v.pk = s.video_pk AND v.removed_at IS NULL`

const frameColumns = `f.frame_number AS frameNumber, f.time_ms AS timeMs, f.width, f.height, f.byte_offset AS offset,
  f.byte_length AS length, f.quality`

/** The scene that a stretch of time lies in: the one that shares most of it, the earlier one of equals. */
export const sceneOfSpan = (sql: Sql, videoPk: number, startMs: number, endMs: number): SceneRecord | null => {
  const row = sql.get<SceneRow>(
    `${visibleScenes} WHERE s.video_pk = @videoPk AND s.end_ms > @startMs AND ${reachStart('s')} < @endMs
       AND s.start_ms >= COALESCE(
         (SELECT MAX(start_ms) FROM scenes WHERE video_pk = @videoPk AND start_ms <= @startMs), 0)
     ORDER BY MIN(s.end_ms, @endMs) - MAX(${reachStart('s')}, @startMs) DESC, s.idx LIMIT 1`,
    { videoPk, startMs, endMs: Math.max(endMs, startMs + 1) },
  )
  return row === undefined ? null : toScene(row)
}

/** Scenes, sampled frames and filmstrips. */
export const createSceneQueries = (sql: Sql): Synchronous<SceneStore> => ({
  get: (id) => {
    const row = sql.get<SceneRow>(`${visibleScenes} WHERE s.id = @id`, { id })
    return row === undefined ? null : toScene(row)
  },
  getMany: (ids) =>
    sql
      .all<SceneRow>(
        `SELECT ${sceneColumns} FROM json_each(@ids) wanted JOIN scenes s ON s.id = wanted.value
         JOIN videos v ON v.pk = s.video_pk AND v.removed_at IS NULL ORDER BY wanted.key`,
        { ids: JSON.stringify(ids) },
      )
      .map(toScene),
  list: (videoId, page) => {
    const after = page.cursor === undefined ? -1 : (decodeCursor(page.cursor, 's', ['number'])[0] ?? -1)
    const rows = sql.all<SceneRow>(
      `${visibleScenes} WHERE s.video_pk = (SELECT pk FROM videos WHERE id = @videoId) AND s.idx > @after
       ORDER BY s.idx LIMIT @rows`,
      { videoId, after, rows: page.limit + 1 },
    )
    return toPage(rows, page.limit, toScene, (row) => encodeCursor('s', [row.idx]))
  },
  at: (videoId, timeMs) => {
    const row = sql.get<SceneRow>(
      `${visibleScenes} WHERE s.video_pk = (SELECT pk FROM videos WHERE id = @videoId) AND ${reachStart('s')} <= @timeMs
       ORDER BY s.start_ms DESC, s.idx DESC LIMIT 1`,
      { videoId, timeMs },
    )
    return row === undefined || row.end_ms <= timeMs ? null : toScene(row)
  },
  frames: (contentId) =>
    sql.all<SampledFrame>(
      `SELECT ${frameColumns} FROM sampled_frames f
       WHERE f.content_pk = (SELECT pk FROM videos WHERE content_id = @contentId) ORDER BY f.frame_number`,
      { contentId },
    ),
  frame: (contentId, frameNumber) =>
    sql.get<SampledFrame>(
      `SELECT ${frameColumns} FROM sampled_frames f
       WHERE f.content_pk = (SELECT pk FROM videos WHERE content_id = @contentId) AND f.frame_number = @frameNumber`,
      { contentId, frameNumber },
    ) ?? null,
  replace: (videoId, scenes) => {
    sql.atomically(() => {
      const video = sql.get<{ pk: number }>('SELECT pk FROM videos WHERE id = @videoId', { videoId })
      if (video === undefined) throw new StoreError('not_found', 'There is no such video.', 'Reload the library.')
      writeScenes(sql, video.pk, scenes)
      refreshVideo(sql, video.pk)
    })
  },
  dropFrames: (contentId) => {
    sql.run('DELETE FROM sampled_frames WHERE content_pk = (SELECT pk FROM videos WHERE content_id = @contentId)', {
      contentId,
    })
  },
})
