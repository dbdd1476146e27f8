import { markValuesSchema } from '../../contract/index.ts'
import type { SceneRecord } from '../../domain/ports/index.ts'
import type { CaptionsTable, ScenesTable, VideosTable } from '../sqlite/tables.ts'
import { reachStart } from './scene-reach.ts'

/** Columns of a scene as every query selects them (see `sceneColumns`). */
export interface SceneRow extends Omit<ScenesTable, 'pk' | 'video_pk' | 'captioned' | 'rating' | 'flag' | 'label'> {
  readonly video_id: VideosTable['id']
  readonly content_id: VideosTable['content_id']
  readonly caption_excerpt: CaptionsTable['text'] | null
  readonly in_bins: number
}

/**
 * Select list for `scenes AS s JOIN videos AS v`. The excerpt is the first cue of the video's excerpt track that
 * overlaps the scene; no cue that began earlier than the longest one lasts can reach into it.
 */
export const sceneColumns = `s.id, v.id AS video_id, v.content_id, s.idx, s.start_frame, s.end_frame, s.start_ms,
  s.end_ms, s.gradual, s.keyframe, s.keyframe_ms, s.loudness, s.mark,
  (SELECT c.text FROM captions c
   WHERE c.video_pk = s.video_pk AND c.track = v.caption_track
     AND c.start_ms >= ${reachStart('s')} - v.longest_cue_ms AND c.start_ms < s.end_ms
     AND c.end_ms > ${reachStart('s')}
   ORDER BY c.start_ms, c.pk LIMIT 1) AS caption_excerpt,
  (SELECT COUNT(DISTINCT i.bin_pk) FROM bin_items i WHERE i.content_id = v.content_id
     AND i.start_frame < s.end_frame AND i.end_frame > s.start_frame) AS in_bins`

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
  loudness: row.loudness,
  captionExcerpt: row.caption_excerpt,
  bins: row.in_bins,
  mark: row.mark === null ? null : markValuesSchema.parse(JSON.parse(row.mark)),
})
