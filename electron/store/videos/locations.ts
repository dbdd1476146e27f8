import type { TakePart } from '../../domain/ports/index.ts'
import type { Sql } from '../sqlite/sql.ts'
import { storedParts } from './location-parts.ts'

/** A video that has no location left is missing, and was last where it lost it. */
const leftWithout = (sql: Sql, videoPk: number, path: string): void => {
  sql.run(
    `UPDATE videos SET missing = 1, last_path = @path
     WHERE pk = @videoPk AND NOT EXISTS (SELECT 1 FROM locations WHERE video_pk = @videoPk)`,
    { videoPk, path },
  )
}

/** A path belongs to one content: when a file was overwritten by another, the path leaves its earlier video. What it holds is known now. */
export const putLocation = (
  sql: Sql,
  videoPk: number,
  path: string,
  now: string,
  stamp: string | null,
  parts?: readonly TakePart[],
): void => {
  const earlier = sql.get<{ video_pk: number }>('SELECT video_pk FROM locations WHERE path = @path', { path })
  sql.run(
    `INSERT INTO locations (video_pk, path, seen_at, stamp, parts) VALUES (@videoPk, @path, @now, @stamp, @parts)
     ON CONFLICT (path) DO UPDATE SET video_pk = excluded.video_pk, seen_at = excluded.seen_at, stamp = excluded.stamp,
       parts = excluded.parts`,
    { videoPk, path, now, stamp, parts: storedParts(parts) },
  )
  sql.run('DELETE FROM replaced_files WHERE path = @path', { path })
  sql.run('UPDATE videos SET missing = 0, last_path = NULL WHERE pk = @videoPk', { videoPk })
  if (earlier !== undefined && earlier.video_pk !== videoPk) leftWithout(sql, earlier.video_pk, path)
}

/** Takes a path from a video that it does not hold any more. */
export const dropLocation = (sql: Sql, videoPk: number, path: string): void => {
  const dropped = sql.run('DELETE FROM locations WHERE video_pk = @videoPk AND path = @path', { videoPk, path })
  if (dropped > 0) leftWithout(sql, videoPk, path)
}
