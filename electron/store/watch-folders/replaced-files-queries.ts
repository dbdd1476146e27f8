import type { ReplacedFile, WatchFolderStore } from '../../domain/ports/index.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import type { ReplacedFilesTable } from '../sqlite/tables.ts'
import { folderRange } from '../videos/folder-expression.ts'
import { dropLocation } from '../videos/locations.ts'

type ReplacedFileQueries = Synchronous<
  Pick<WatchFolderStore, 'asksWhenReplaced' | 'askReplaced' | 'replacedFile' | 'replacedBelow' | 'dismissReplaced'>
>

/** The id of a question among what needs a person. */
export const replacedFileId = (pk: number): string => `c${pk.toString(36)}`
const pkOfId = (id: string): number => (id.startsWith('c') ? Number.parseInt(id.slice(1), 36) : Number.NaN)

const selected = `SELECT r.path, r.stamp, v.id AS videoId FROM replaced_files r JOIN videos v ON v.pk = r.video_pk`

/** Questions about files that were replaced; runs on the store's thread. */
export const createReplacedFileQueries = (sql: Sql): ReplacedFileQueries => ({
  asksWhenReplaced: (path) =>
    sql
      .all<{ path: string }>(`SELECT path FROM watch_folders WHERE enabled = 1 AND when_replaced = 'ask'`)
      .some((folder) => {
        const { from, to } = folderRange(folder.path)
        return path >= from && path < to
      }),
  askReplaced: ({ path, videoId, stamp }, now) =>
    sql.atomically(() => {
      const before = sql.get<ReplacedFilesTable>('SELECT * FROM replaced_files WHERE path = @path', { path })
      if (before?.stamp === stamp) return false
      const videoPk = sql.get<{ pk: number }>('SELECT pk FROM videos WHERE id = @videoId', { videoId })?.pk
      if (videoPk === undefined) return false
      sql.run(
        `INSERT INTO replaced_files (path, video_pk, stamp, at) VALUES (@path, @videoPk, @stamp, @now)
         ON CONFLICT (path) DO UPDATE SET stamp = excluded.stamp, at = excluded.at, dismissed = 0`,
        { path, videoPk, stamp, now },
      )
      dropLocation(sql, videoPk, path)
      return true
    }),
  replacedFile: (by) =>
    ('path' in by
      ? sql.get<ReplacedFile>(`${selected} WHERE r.path = @path`, by)
      : sql.get<ReplacedFile>(`${selected} WHERE r.pk = @pk`, { pk: pkOfId(by.id) })) ?? null,
  replacedBelow: (folder) =>
    sql.all<ReplacedFile>(`${selected} WHERE r.path >= @from AND r.path < @to`, folderRange(folder)),
  dismissReplaced: (id) =>
    sql.run('UPDATE replaced_files SET dismissed = 1 WHERE pk = @pk AND dismissed = 0', { pk: pkOfId(id) }) > 0,
})
