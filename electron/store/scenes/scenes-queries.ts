import { frameModalities } from '../../contract/index.ts'
import type { HandEdits } from '../../domain/cuts/hand-edits.ts'
import { jobsToRequeue } from '../../domain/jobs/requeue.ts'
import { sceneDependentStages } from '../../domain/jobs/stage-sets.ts'
import type { SampledFrame, SceneCut, SceneRecord, SceneStore } from '../../domain/ports/index.ts'
import { StoreError } from '../../domain/store-error.ts'
import { applyJobEvent } from '../jobs/apply-event.ts'
import { readJobs, toJob } from '../jobs/job-rows.ts'
import { decodeCursor, encodeCursor, toPage } from '../sqlite/cursor.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import { poolScenes } from '../vectors/pool-scenes.ts'
import { refreshVideo } from '../videos/refresh-video.ts'
import { createFoundSceneQueries } from './found-scenes.ts'
import { readHandEdits, writeHandEdits } from './hand-edits.ts'
import type { SceneColumns } from './scene-columns.ts'
import { reachStart } from './scene-reach.ts'
import { type SceneRow, sceneColumns, toScene } from './scene-rows.ts'
import { writeScenes } from './write-scenes.ts'

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

const replace = (
  sql: Sql,
  videoId: string,
  found: readonly SceneCut[],
  edits: HandEdits | undefined,
): readonly string[] => {
  const video = sql.get<{ pk: number; contentId: string }>(
    'SELECT pk, content_id AS contentId FROM videos WHERE id = @videoId',
    { videoId },
  )
  if (video === undefined) throw new StoreError('not_found', 'There is no such video.', 'Reload the library.')
  if (edits !== undefined) writeHandEdits(sql, video.contentId, edits)
  writeScenes(sql, video.pk, found)
  const spaces = sql.all<{ id: string }>(
    'SELECT id FROM embedding_spaces WHERE modality IN (SELECT value FROM json_each(@modalities))',
    { modalities: JSON.stringify(frameModalities) },
  )
  for (const { id } of spaces) poolScenes(sql, id, videoId)
  const jobs = readJobs(sql, 'j.video_pk = @videoPk AND j.stage IN (SELECT value FROM json_each(@stages))', {
    videoPk: video.pk,
    stages: JSON.stringify(sceneDependentStages),
  })
  const waiting = new Map(jobsToRequeue('scenes_changed', jobs.map(toJob)).map(({ jobId, step }) => [jobId, step]))
  const queued = applyJobEvent(
    sql,
    jobs.filter(({ id }) => waiting.get(id) === 'queue'),
    { kind: 'requeued' },
  )
  refreshVideo(sql, video.pk)
  return queued.map(({ id }) => id)
}

/** Scenes, sampled frames and filmstrips. `columns`: those of all scenes. */
export const createSceneQueries = (sql: Sql, columns: () => SceneColumns): Synchronous<SceneStore> => ({
  ...createFoundSceneQueries(sql, columns),
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
  holding: (videoId, frame) => {
    const row = sql.get<SceneRow>(
      `${visibleScenes} WHERE s.video_pk = (SELECT pk FROM videos WHERE id = @videoId) AND s.start_frame <= @frame
       ORDER BY s.idx DESC LIMIT 1`,
      { videoId, frame },
    )
    return row === undefined ? null : toScene(row)
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
  framesAt: (times) =>
    sql.all<{ at: number; frameNumber: number }>(
      `SELECT wanted.key AS at, f.frame_number AS frameNumber FROM json_each(@times) wanted
       CROSS JOIN scenes s ON s.pk = json_extract(wanted.value, '$.scene')
       JOIN sampled_frames f ON f.content_pk = s.video_pk AND f.frame_number = (
         SELECT one.frame_number FROM sampled_frames one
         WHERE one.content_pk = s.video_pk AND one.frame_number >= s.start_frame AND one.frame_number < s.end_frame
           AND one.time_ms >= json_extract(wanted.value, '$.startMs') AND one.time_ms < json_extract(wanted.value, '$.endMs')
         ORDER BY ABS(2 * one.time_ms - json_extract(wanted.value, '$.startMs') - json_extract(wanted.value, '$.endMs')),
           one.frame_number LIMIT 1)
       ORDER BY wanted.key`,
      { times: JSON.stringify(times) },
    ),
  handEdits: (contentId) => readHandEdits(sql, contentId),
  replace: (videoId, found, edits) => sql.atomically(() => replace(sql, videoId, found, edits)),
  dropFrames: (contentId) => {
    sql.run('DELETE FROM sampled_frames WHERE content_pk = (SELECT pk FROM videos WHERE content_id = @contentId)', {
      contentId,
    })
  },
})
