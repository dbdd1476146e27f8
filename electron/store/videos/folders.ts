import type { CameraCount, ListFoldersQuery, Page, SourceFolder, TagCount } from '../../contract/index.ts'
import { type FolderOfVideos, foldersBelow } from '../../domain/names/source-folders.ts'
import { decodeCursor, encodeCursor, toPage } from '../sqlite/cursor.ts'
import type { Sql } from '../sqlite/sql.ts'
import { folderExpression, folderRange } from './folder-expression.ts'

const visible = 'video_pk NOT IN (SELECT pk FROM videos WHERE removed_at IS NOT NULL)'

const severalFolders = (sql: Sql): readonly (readonly string[])[] => {
  const rows = sql.all<{ video_pk: number; folder: string }>(
    `SELECT video_pk, ${folderExpression} AS folder FROM locations
     WHERE video_pk IN (SELECT video_pk FROM locations GROUP BY video_pk HAVING COUNT(*) > 1) AND ${visible}`,
  )
  return [...Map.groupBy(rows, (row) => row.video_pk).values()].map((own) => own.map(({ folder }) => folder))
}

/** The folders below one, or those at the top, page by page. */
export const listFolders = (sql: Sql, query: ListFoldersQuery): Page<SourceFolder> => {
  const { from, to } = folderRange(query.under ?? '')
  const folders = sql.all<FolderOfVideos>(
    `SELECT ${folderExpression} AS path, COUNT(*) AS videos FROM locations
     WHERE ${folderExpression} >= @from AND ${folderExpression} < @to AND ${visible} GROUP BY 1`,
    { from, to },
  )
  const all = foldersBelow(folders, severalFolders(sql), from)
  const [after] = query.cursor === undefined ? [] : decodeCursor(query.cursor, 'folders', ['number'])
  const first = after === undefined ? 0 : Number(after)
  const rows = all.slice(first, first + query.limit + 1)
  return toPage(
    rows,
    query.limit,
    (folder) => folder,
    () => encodeCursor('folders', [first + query.limit]),
  )
}

/** Every tag of the library with the number of its videos, and of scenes and ranges that have it, by name. */
export const countTags = (sql: Sql): readonly TagCount[] =>
  sql
    .all<{ tag: string; videos: number; parts: number }>(
      `SELECT MIN(t.tag) AS tag, SUM(t.end_frame = 0) AS videos, SUM(t.end_frame > 0) AS parts
       FROM mark_tags t JOIN videos v ON v.content_id = t.content_id AND v.removed_at IS NULL GROUP BY t.tag_key`,
    )
    .map(({ tag, videos, parts }) => (parts === 0 ? { tag, videos } : { tag, videos, parts }))
    .toSorted((one, other) => one.tag.localeCompare(other.tag, 'en', { numeric: true }))

/** Every camera of the library with the number of its videos, by name. */
export const countCameras = (sql: Sql): readonly CameraCount[] =>
  sql
    .all<CameraCount>(
      `SELECT camera, COUNT(*) AS videos FROM videos WHERE camera IS NOT NULL AND removed_at IS NULL GROUP BY camera`,
    )
    .toSorted((one, other) => one.camera.localeCompare(other.camera, 'en', { numeric: true }))
