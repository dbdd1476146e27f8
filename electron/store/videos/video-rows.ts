import { markValuesSchema, type VideoState } from '../../contract/index.ts'
import type { VideoRecord } from '../../domain/ports/index.ts'
import { parseFailure, parseProblems } from '../sqlite/rows.ts'
import type { LocationsTable, VideosTable } from '../sqlite/tables.ts'
import { parseTags } from './tags.ts'

/** Columns of a video as every query of videos selects them (see `videoColumns`). */
export interface VideoRow
  extends Omit<VideosTable, 'state' | 'title_key' | 'last_path' | 'caption_track' | 'longest_cue_ms' | 'camera'> {
  readonly state: VideoState
  /** Of the newest location, or the last one that there was. */
  readonly path: string | null
  readonly stamp: LocationsTable['stamp']
  /** JSON, in no order. */
  readonly tags: string
  /** JSON of rating, flag, label and note; null where it has none. */
  readonly mark: string | null
}

/** Select list for `videos AS v`. */
export const videoColumns = `v.pk, v.id, v.content_id, v.size_bytes, v.title, v.title_sort, v.state, v.progress,
  v.warnings, v.error, v.duration_ms, v.frame_count, v.scene_count, v.caption_count, v.width, v.height,
  v.frame_rate_num, v.frame_rate_den, v.poster_frame, v.first_poster_ms, v.chosen_poster_frame, v.cuts, v.audio_stream_index, v.speech, v.missing, v.dismissed_problem, v.added_at, v.recorded_at, v.removed_at,
  COALESCE((SELECT path FROM locations l WHERE l.video_pk = v.pk ORDER BY l.seen_at DESC, l.pk DESC LIMIT 1),
    v.last_path) AS path,
  (SELECT stamp FROM locations l WHERE l.video_pk = v.pk ORDER BY l.seen_at DESC, l.pk DESC LIMIT 1) AS stamp,
  (SELECT json_group_array(tag) FROM video_tags t WHERE t.video_pk = v.pk) AS tags,
  (SELECT json_object('rating', m.rating, 'flag', m.flag, 'label', m.label, 'note', m.note) FROM marks m
   WHERE m.content_id = v.content_id AND m.start_frame = 0 AND m.end_frame = 0
     AND COALESCE(m.rating, m.flag, m.label, m.note) IS NOT NULL) AS mark`

/** What is dismissed with a problem of a video, in SQL: its state, error and warnings; another problem is another text. */
export const problemOfVideo = "v.state || COALESCE(v.error, '') || v.warnings"

const videoMarkSchema = markValuesSchema.pick({ rating: true, flag: true, label: true, note: true })

/** The record of a row. */
export const toVideo = (row: VideoRow): VideoRecord => ({
  id: row.id,
  contentId: row.content_id,
  title: row.title,
  path: row.path ?? '',
  stamp: row.stamp,
  state: row.state,
  durationMs: row.duration_ms,
  frameCount: row.frame_count,
  sceneCount: row.scene_count,
  captionCount: row.caption_count,
  warnings: parseProblems(row.warnings),
  error: parseFailure(row.error),
  width: row.width,
  height: row.height,
  frameRate:
    row.frame_rate_num === null || row.frame_rate_den === null
      ? null
      : { num: row.frame_rate_num, den: row.frame_rate_den },
  sizeBytes: row.size_bytes,
  progress: row.progress,
  missing: row.missing === 1,
  problemDismissed: row.dismissed_problem === row.state + (row.error ?? '') + row.warnings,
  tags: parseTags(row.tags),
  ...(row.mark === null ? {} : { mark: videoMarkSchema.parse(JSON.parse(row.mark)) }),
  posterFrame: row.poster_frame,
  firstPosterMs: row.first_poster_ms,
  addedAt: row.added_at,
  recordedAt: row.recorded_at,
  removedAt: row.removed_at,
})
