import { z } from 'zod'
import { whenReplacedSchema } from '../../contract/index.ts'
import type { WatchFolderRecord, WatchFolderStore } from '../../domain/ports/index.ts'
import { newId } from '../sqlite/rows.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import type { WatchFoldersTable } from '../sqlite/tables.ts'
import { folderRange } from '../videos/folder-expression.ts'
import { partsFromJson } from '../videos/location-parts.ts'
import { createReplacedFileQueries } from './replaced-files-queries.ts'

const patternsSchema = z.array(z.string())

/** Watched folders over one connection; runs on the store's thread. */
export const createWatchFolderQueries = (sql: Sql): Synchronous<WatchFolderStore> => {
  const toRecord = (row: WatchFoldersTable): WatchFolderRecord => ({
    id: row.id,
    path: row.path,
    recursive: row.recursive === 1,
    include: patternsSchema.parse(JSON.parse(row.include)),
    exclude: patternsSchema.parse(JSON.parse(row.exclude)),
    enabled: row.enabled === 1,
    whenReplaced: whenReplacedSchema.parse(row.when_replaced),
    createdAt: row.created_at,
    videoCount:
      sql.get<{ count: number }>(
        `SELECT COUNT(DISTINCT l.video_pk) AS count FROM locations l JOIN videos v ON v.pk = l.video_pk
         WHERE l.path >= @from AND l.path < @to AND v.removed_at IS NULL`,
        folderRange(row.path),
      )?.count ?? 0,
  })
  const rowOf = (id: string): WatchFoldersTable | undefined =>
    sql.get<WatchFoldersTable>('SELECT * FROM watch_folders WHERE id = @id', { id })
  const read = (id: string): WatchFolderRecord | null => {
    const row = rowOf(id)
    return row === undefined ? null : toRecord(row)
  }

  return {
    list: () => sql.all<WatchFoldersTable>('SELECT * FROM watch_folders ORDER BY path').map(toRecord),
    get: read,
    create: (input, now) =>
      sql.atomically(() => {
        const id = newId('w')
        const made = sql.run(
          `INSERT INTO watch_folders (id, path, recursive, include, exclude, enabled, when_replaced, created_at)
           VALUES (@id, @path, @recursive, @include, @exclude, @enabled, @whenReplaced, @now) ON CONFLICT (path) DO NOTHING`,
          {
            id,
            path: input.path,
            recursive: input.recursive ? 1 : 0,
            include: JSON.stringify(input.include),
            exclude: JSON.stringify(input.exclude),
            enabled: input.enabled ? 1 : 0,
            whenReplaced: input.whenReplaced,
            now,
          },
        )
        return made === 0 ? null : read(id)
      }),
    change: (id, patch) =>
      sql.atomically(() => {
        const row = rowOf(id)
        if (row === undefined) return null
        const changed = { ...toRecord(row), ...patch }
        sql.run(
          `UPDATE watch_folders SET recursive = @recursive, include = @include, exclude = @exclude, enabled = @enabled,
             when_replaced = @whenReplaced WHERE id = @id`,
          {
            id,
            recursive: changed.recursive === true ? 1 : 0,
            include: JSON.stringify(changed.include),
            exclude: JSON.stringify(changed.exclude),
            enabled: changed.enabled === true ? 1 : 0,
            whenReplaced: changed.whenReplaced ?? row.when_replaced,
          },
        )
        return read(id)
      }),
    delete: (id) => sql.run('DELETE FROM watch_folders WHERE id = @id', { id }) > 0,
    locationsBelow: (folder, afterKey, limit) =>
      sql
        .all<{
          key: number
          path: string
          stamp: string | null
          parts: string | null
          videoId: string
          missing: number
        }>(
          `SELECT l.pk AS key, l.path, l.stamp, l.parts, v.id AS videoId, v.missing
           FROM locations l JOIN videos v ON v.pk = l.video_pk AND v.removed_at IS NULL
           WHERE l.pk > @afterKey AND l.path >= @from AND l.path < @to ORDER BY l.pk LIMIT @limit`,
          { afterKey, limit, ...folderRange(folder) },
        )
        .map(({ parts, ...row }) => ({
          ...row,
          missing: row.missing === 1,
          partNames: parts === null ? [] : partsFromJson(parts).map(({ name }) => name),
        })),
    ...createReplacedFileQueries(sql),
    refusedFiles: (folder) =>
      sql.all('SELECT path, stamp FROM watch_refused WHERE path >= @from AND path < @to', folderRange(folder)),
    noteRefused: (path, stamp) => {
      sql.run(
        `INSERT INTO watch_refused (path, stamp) VALUES (@path, @stamp)
         ON CONFLICT (path) DO UPDATE SET stamp = excluded.stamp`,
        { path, stamp },
      )
    },
    wasRemoved: (contentId) =>
      sql.get(
        `SELECT 1 FROM watch_removed r WHERE r.content_id = @contentId
           AND NOT EXISTS (SELECT 1 FROM videos v WHERE v.content_id = r.content_id AND v.removed_at IS NULL)`,
        { contentId },
      ) !== undefined,
  }
}
