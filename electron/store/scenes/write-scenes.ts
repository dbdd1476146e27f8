import { createHash } from 'node:crypto'
import { type ModalityRow, modalitiesWhere } from '../../contract/index.ts'
import type { SampledFrame, SceneCut } from '../../domain/ports/index.ts'
import { choosePoster, type PosterCandidate } from '../../domain/poster/choose-poster.ts'
import { markCaptioned } from '../captions/captioned.ts'
import { refreshSceneMarks } from '../marks/scene-marks.ts'
import type { Sql } from '../sqlite/sql.ts'
import { withHandEdits } from './hand-edits.ts'

const insertScene = `INSERT INTO scenes
    (id, video_pk, idx, start_frame, end_frame, start_ms, end_ms, gradual, keyframe, keyframe_ms)
  VALUES (@id, @videoPk, @index, @startFrame, @endFrame, @startMs, @endMs, @gradual, @keyframe,
    COALESCE((SELECT time_ms FROM sampled_frames WHERE content_pk = @videoPk AND frame_number = @keyframe), @startMs))`

const updateScene = `UPDATE scenes SET idx = @index, start_ms = @startMs, end_ms = @endMs, gradual = @gradual,
    keyframe = @keyframe, keyframe_ms =
      COALESCE((SELECT time_ms FROM sampled_frames WHERE content_pk = @videoPk AND frame_number = @keyframe), @startMs)
  WHERE pk = @pk`

interface KnownScene {
  readonly pk: number
  readonly idx: number
  readonly start_frame: number
  readonly end_frame: number
}

/** A scene has the same id whenever a video is cut so: links and marks outlive other settings in between. */
const sceneId = (videoId: string, span: string): string =>
  `s${createHash('sha256').update(`${videoId} ${span}`).digest('base64url').slice(0, 16)}`

const spanOf = (startFrame: number, endFrame: number): string => `${startFrame}-${endFrame}`

/**
 * Replaces a video's scenes by those that were found, with what a person changed about them. A scene with the same first and last frame as before is the same scene: it keeps its id and
 * its vectors. The others are new, and what is not among them goes with its vectors. A new one is called by its video and its frames.
 */
export const writeScenes = (sql: Sql, videoPk: number, found: readonly SceneCut[]): void => {
  const scenes = withHandEdits(sql, videoPk, found)
  const known = new Map(
    sql
      .all<KnownScene>('SELECT pk, idx, start_frame, end_frame FROM scenes WHERE video_pk = @videoPk', { videoPk })
      .map((row) => [spanOf(row.start_frame, row.end_frame), row]),
  )
  const wanted = scenes.map((scene, index) => {
    const span = spanOf(scene.startFrame, scene.endFrame)
    const row = known.get(span)
    known.delete(span)
    return { scene, index, row }
  })
  sql.run('DELETE FROM scenes WHERE pk IN (SELECT value FROM json_each(@gone))', {
    gone: JSON.stringify([...known.values()].map(({ pk }) => pk)),
  })
  // Places are unique within a video, so all that move leave theirs before the first takes another's.
  sql.run('UPDATE scenes SET idx = -1 - idx WHERE pk IN (SELECT value FROM json_each(@moved))', {
    moved: JSON.stringify(wanted.flatMap(({ row, index }) => (row === undefined || row.idx === index ? [] : [row.pk]))),
  })
  const videoId = sql.get<{ id: string }>('SELECT id FROM videos WHERE pk = @videoPk', { videoPk })?.id ?? ''
  for (const { scene, index, row } of wanted) {
    const { startFrame, endFrame, ...values } = { ...scene, videoPk, index, gradual: scene.gradual ? 1 : 0 }
    if (row === undefined)
      sql.run(insertScene, { ...values, startFrame, endFrame, id: sceneId(videoId, spanOf(startFrame, endFrame)) })
    else sql.run(updateScene, { ...values, pk: row.pk })
  }
  markCaptioned(sql, videoPk)
  refreshSceneMarks(sql, videoPk)
  sql.run('UPDATE videos SET scene_count = @count WHERE pk = @videoPk', { videoPk, count: scenes.length })
  choosePosterOf(sql, videoPk)
}

/** Chooses the poster of a video anew (`domain/poster/choose-poster.ts`). Part of whatever changes what it goes by. */
export const choosePosterOf = (sql: Sql, videoPk: number): void => {
  const video = sql.get<{ durationMs: number; chosen: number | null }>(
    'SELECT duration_ms AS durationMs, chosen_poster_frame AS chosen FROM videos WHERE pk = @videoPk',
    { videoPk },
  )
  const frames = sql.all<Omit<PosterCandidate, 'isKeyframe'> & { readonly isKeyframe: number }>(
    `SELECT f.frame_number AS frameNumber, f.time_ms AS timeMs, f.quality, f.poster_fitness AS fitness,
       EXISTS (SELECT 1 FROM scenes s WHERE s.video_pk = @videoPk AND s.keyframe = f.frame_number) AS isKeyframe
     FROM sampled_frames f WHERE f.content_pk = @videoPk ORDER BY f.frame_number`,
    { videoPk },
  )
  const candidates = frames.map((frame) => ({ ...frame, isKeyframe: frame.isKeyframe === 1 }))
  // Counted in the frames themselves: how long the film is may be written later.
  const durationMs = Math.max(video?.durationMs ?? 0, frames.at(-1)?.timeMs ?? 0)
  sql.run('UPDATE videos SET poster_frame = @posterFrame WHERE pk = @videoPk', {
    videoPk,
    posterFrame: choosePoster(candidates, durationMs, video?.chosen ?? null),
  })
}

/** Replaces the sampled frames of a content; answers the numbers that came or went, ascending. */
export const writeFrames = (sql: Sql, contentPk: number, frames: readonly SampledFrame[]): readonly number[] => {
  const before = sql
    .all<{ frame_number: number }>('SELECT frame_number FROM sampled_frames WHERE content_pk = @contentPk', {
      contentPk,
    })
    .map((row) => row.frame_number)
  sql.run('DELETE FROM sampled_frames WHERE content_pk = @contentPk', { contentPk })
  for (const frame of frames) {
    sql.run(
      `INSERT INTO sampled_frames
         (content_pk, frame_number, time_ms, width, height, byte_offset, byte_length, quality, poster_fitness)
       VALUES (@contentPk, @frameNumber, @timeMs, @width, @height, @offset, @length, @quality, @posterFitness)`,
      { contentPk, posterFitness: null, ...frame },
    )
  }
  const gone = sql
    .all<{ frame_number: number }>(
      `DELETE FROM frame_vectors AS x WHERE content_pk = @contentPk AND NOT EXISTS (
         SELECT 1 FROM sampled_frames f WHERE f.content_pk = x.content_pk AND f.frame_number = x.frame_number)
       RETURNING frame_number`,
      { contentPk },
    )
    .map((row) => row.frame_number)
  // Where the frames had been forgotten (`dropFrames`), those that are made anew are the same ones.
  const earlier = new Set(before)
  const now = new Set(frames.map(({ frameNumber }) => frameNumber))
  const came = before.length === 0 ? [] : [...now].filter((number) => !earlier.has(number))
  const went = before.filter((number) => !now.has(number))
  return [...new Set([...came, ...went, ...gone])].sort((a, b) => a - b)
}

/** Ids of the modalities whose vectors are made from this, as a JSON array. */
const madeFrom = (source: ModalityRow['madeFrom']): string =>
  JSON.stringify(modalitiesWhere((row) => row.madeFrom === source))

/** Forgets what was computed from the frames of scenes that lost or gained some; sounds and words stay. */
export const dropPicturesOf = (sql: Sql, videoPk: number, frameNumbers: readonly number[]): void => {
  if (frameNumbers.length === 0) return
  sql.run(
    `DELETE FROM scene_vectors WHERE scene_pk IN (
       SELECT s.pk FROM json_each(@frameNumbers) changed
       JOIN scenes s ON s.video_pk = @videoPk AND s.start_frame <= changed.value AND s.end_frame > changed.value)
     AND space_pk IN (SELECT pk FROM embedding_spaces WHERE modality IN (SELECT value FROM json_each(@modalities)))`,
    { videoPk, modalities: madeFrom('pictures'), frameNumbers: JSON.stringify(frameNumbers) },
  )
}

/** Writes the loudness of a video's scenes in LUFS, by id; those that are not named have none. */
export const writeLoudness = (sql: Sql, videoPk: number, loudness: ReadonlyMap<string, number>): void => {
  sql.run('UPDATE scenes SET loudness = NULL WHERE video_pk = @videoPk AND loudness IS NOT NULL', { videoPk })
  sql.run(
    `UPDATE scenes SET loudness = given.value FROM json_each(@loudness) given
     WHERE scenes.video_pk = @videoPk AND scenes.id = given.key`,
    { videoPk, loudness: JSON.stringify(Object.fromEntries(loudness)) },
  )
}

/** Forgets what scenes of a video sound like: another track is heard from now on. */
export const dropSoundsOf = (sql: Sql, videoPk: number): void => {
  writeLoudness(sql, videoPk, new Map())
  sql.run(
    `DELETE FROM scene_vectors WHERE scene_pk IN (SELECT pk FROM scenes WHERE video_pk = @videoPk)
     AND space_pk IN (SELECT pk FROM embedding_spaces WHERE modality IN (SELECT value FROM json_each(@modalities)))`,
    { videoPk, modalities: madeFrom('sound') },
  )
}
