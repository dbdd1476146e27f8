import { reachStart } from '../scenes/scene-reach.ts'
import type { Sql } from '../sqlite/sql.ts'

/** Notes which scenes of a video a cue of the excerpt track overlaps; to be called when its scenes or captions changed. */
export const markCaptioned = (sql: Sql, videoPk: number): void => {
  sql.run(
    `UPDATE scenes SET captioned = 1 - captioned WHERE video_pk = @videoPk AND captioned <> EXISTS (
       SELECT 1 FROM videos v JOIN captions c ON c.video_pk = v.pk AND c.track = v.caption_track
       WHERE v.pk = @videoPk AND c.start_ms >= ${reachStart('scenes')} - v.longest_cue_ms
         AND c.start_ms < scenes.end_ms AND c.end_ms > ${reachStart('scenes')})`,
    { videoPk },
  )
}
