import type { VideoDetailsRecord, VideoStore } from '../../domain/ports/index.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'

/** Deleting removed videos for good. `details` reads a video by its id. */
export const createPurgeQueries = (
  sql: Sql,
  details: (id: string) => VideoDetailsRecord | null,
): Pick<Synchronous<VideoStore>, 'removed' | 'purge' | 'filesToDelete' | 'fileDeleted' | 'knownContents'> => ({
  removed: (before) =>
    sql
      .all<{ id: string }>(
        `SELECT id FROM videos WHERE removed_at IS NOT NULL AND (@before IS NULL OR removed_at < @before)
         ORDER BY removed_at, pk`,
        { before: before ?? null },
      )
      .flatMap(({ id }) => details(id) ?? []),
  purge: (id, files) =>
    sql.atomically(() => {
      const row = sql.get<{ pk: number }>('SELECT pk FROM videos WHERE id = @id AND removed_at IS NOT NULL', { id })
      if (row === undefined) return false
      for (const path of files) sql.run('INSERT OR IGNORE INTO files_to_delete (path) VALUES (@path)', { path })
      sql.run('DELETE FROM videos WHERE pk = @pk', { pk: row.pk })
      return true
    }),
  filesToDelete: () => sql.all<{ path: string }>('SELECT path FROM files_to_delete').map(({ path }) => path),
  fileDeleted: (path) => {
    sql.run('DELETE FROM files_to_delete WHERE path = @path', { path })
  },
  knownContents: (contentIds) =>
    sql
      .all<{ content_id: string }>(
        `SELECT v.content_id FROM json_each(@contentIds) wanted JOIN videos v ON v.content_id = wanted.value`,
        { contentIds: JSON.stringify(contentIds) },
      )
      .map((row) => row.content_id),
})
