import type { ContentIdentity, VideoStore } from '../../domain/ports/index.ts'
import { applyJobEvent } from '../jobs/apply-event.ts'
import { ensureJobs, readJobs } from '../jobs/job-rows.ts'
import type { Sql } from '../sqlite/sql.ts'
import { refreshVideo } from './refresh-video.ts'

/** Deletes all that was computed from a video's content; its title, tags, cut settings and jobs stay. */
const dropDerived = (sql: Sql, videoPk: number): void => {
  for (const table of [
    'probes',
    'streams',
    'scenes',
    'caption_tracks',
    'caption_files',
    'transcript_pieces',
    'read_pictures',
    'camera_proxies',
    'locations',
  ]) {
    sql.run(`DELETE FROM ${table} WHERE video_pk = @videoPk`, { videoPk })
  }
  for (const table of ['sampled_frames', 'filmstrips', 'frame_vectors']) {
    sql.run(`DELETE FROM ${table} WHERE content_pk = @videoPk`, { videoPk })
  }
}

/** Gives a video the content that its file holds now: what came from the old one goes and every stage runs again. */
export const renewVideo = (
  sql: Sql,
  videoPk: number,
  input: { readonly identity: ContentIdentity; readonly stages: Parameters<VideoStore['register']>[0]['stages'] },
  now: string,
): void => {
  dropDerived(sql, videoPk)
  sql.run(
    `UPDATE videos SET content_id = @contentId, size_bytes = @sizeBytes, duration_ms = 0, frame_count = 0,
       scene_count = 0, caption_count = 0, caption_track = NULL, longest_cue_ms = 0, width = 0, height = 0,
       frame_rate_num = NULL, frame_rate_den = NULL, poster_frame = NULL, first_poster_ms = NULL, chosen_poster_frame = NULL, missing = 0, recorded_at = NULL,
       last_path = NULL, audio_stream_index = NULL
     WHERE pk = @videoPk`,
    { videoPk, contentId: input.identity.contentId, sizeBytes: input.identity.sizeBytes },
  )
  applyJobEvent(sql, readJobs(sql, 'j.video_pk = @videoPk', { videoPk }), { kind: 'content-replaced' })
  ensureJobs(sql, videoPk, input.stages, now)
  refreshVideo(sql, videoPk)
}

/** Title and tags of one video for another. */
export const copyWords = (sql: Sql, fromPk: number, toPk: number): void => {
  sql.run(
    `UPDATE videos SET (title, title_key, title_sort) =
       (SELECT title, title_key, title_sort FROM videos WHERE pk = @fromPk) WHERE pk = @toPk`,
    { fromPk, toPk },
  )
  sql.run(
    `INSERT OR IGNORE INTO video_tags (video_pk, tag_key, tag)
     SELECT @toPk, tag_key, tag FROM video_tags WHERE video_pk = @fromPk`,
    { fromPk, toPk },
  )
}
