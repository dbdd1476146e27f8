import type { Sql } from '../sqlite/sql.ts'

/**
 * Remembers the content of a video that is being removed, where it lies in a watched folder, so that watching does not bring it
 * back. It belongs into the transaction that removes the video: afterwards its rows may be gone at any time.
 */
export const noteForWatching = (sql: Sql, videoId: string): void => {
  sql.run(
    `INSERT OR IGNORE INTO watch_removed (content_id)
     SELECT v.content_id FROM videos v WHERE v.id = @videoId AND EXISTS (
       SELECT 1 FROM locations l JOIN watch_folders w
         ON substr(l.path, 1, length(w.path) + 1) IN (w.path || '/', w.path || '')
           OR (substr(w.path, -1) IN ('/', '') AND substr(l.path, 1, length(w.path)) = w.path)
       WHERE l.video_pk = v.pk)`,
    { videoId },
  )
}
