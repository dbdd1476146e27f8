import type { ContentIdentity, VideoStore } from '../../domain/ports/index.ts'
import { applyJobEvent } from '../jobs/apply-event.ts'
import { ensureJobs, readJobs } from '../jobs/job-rows.ts'
import { snapshotOf, writeMark } from '../marks/mark-rows.ts'
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
    'faces',
    'face_frames',
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
  const before = contentOf(sql, videoPk)
  dropDerived(sql, videoPk)
  sql.run(
    `UPDATE videos SET content_id = @contentId, size_bytes = @sizeBytes, duration_ms = 0, frame_count = 0,
       scene_count = 0, caption_count = 0, caption_track = NULL, longest_cue_ms = 0, width = 0, height = 0,
       frame_rate_num = NULL, frame_rate_den = NULL, poster_frame = NULL, first_poster_ms = NULL, chosen_poster_frame = NULL, missing = 0, recorded_at = NULL,
       last_path = NULL, audio_stream_index = NULL
     WHERE pk = @videoPk`,
    { videoPk, contentId: input.identity.contentId, sizeBytes: input.identity.sizeBytes },
  )
  copyVideoMark(sql, before, input.identity.contentId)
  applyJobEvent(sql, readJobs(sql, 'j.video_pk = @videoPk', { videoPk }), { kind: 'content-replaced' })
  ensureJobs(sql, videoPk, input.stages, now)
  refreshVideo(sql, videoPk)
}

/** The content of a video. */
export const contentOf = (sql: Sql, videoPk: number): string =>
  sql.get<{ id: string }>('SELECT content_id AS id FROM videos WHERE pk = @videoPk', { videoPk })?.id ?? ''

/** What is said of one content as a whole, said of another too. */
const copyVideoMark = (sql: Sql, fromContent: string, toContent: string): void => {
  const whole = { startFrame: 0, endFrame: 0, kind: 'video' } as const
  const was = snapshotOf(sql, { contentId: fromContent, ...whole })
  if (was.values !== null) writeMark(sql, { ...was, contentId: toContent }, new Date().toISOString())
}

/** Title and marks of one video as a whole for another. */
export const copyWords = (sql: Sql, fromPk: number, toPk: number): void => {
  sql.run(
    `UPDATE videos SET (title, title_key, title_sort) =
       (SELECT title, title_key, title_sort FROM videos WHERE pk = @fromPk) WHERE pk = @toPk`,
    { fromPk, toPk },
  )
  copyVideoMark(sql, contentOf(sql, fromPk), contentOf(sql, toPk))
}
