import type { SearchFilter } from '../../contract/index.ts'
import { tagKey } from '../../domain/marks/scene-marks.ts'
import type { Parameters, Sql } from '../sqlite/sql.ts'
import { effectiveMarks } from './mark-columns.ts'
import { flagCode, labelCode, rowOf, type SceneColumns } from './scene-columns.ts'

const keysOf = (tags: readonly string[] = []): readonly string[] => [...new Set(tags.map((tag) => tagKey(tag.trim())))]

/** Marks (1) the rows whose scene or video has a tag itself. */
const taggedRows = (sql: Sql, key: string, columns: SceneColumns): Uint8Array => {
  const marked = new Uint8Array(columns.scenes.length)
  const videos = new Set(
    sql.database
      .prepare<[string], number>(
        `SELECT v.pk FROM mark_tags t JOIN videos v ON v.content_id = t.content_id
         WHERE t.tag_key = ? AND t.end_frame = 0`,
      )
      .pluck()
      .all(key),
  )
  if (videos.size > 0) {
    for (let row = 0; row < marked.length; row += 1) if (videos.has(columns.videos[row] ?? 0)) marked[row] = 1
  }
  const scenes = sql.database
    .prepare<[string], number>('SELECT scene_pk FROM scene_tags WHERE tag_key = ? ORDER BY scene_pk')
    .pluck()
  for (const scene of scenes.iterate(key)) {
    const row = rowOf(columns, scene)
    if (row >= 0) marked[row] = 1
  }
  return marked
}

/**
 * Which rows of the columns a filter leaves as far as it speaks of marks; null: all. What a scene does not say of itself,
 * its video says; tags of both count.
 */
export const markFilter = (
  sql: Sql,
  { rating, flag, labels = [], tags }: SearchFilter,
  columns: SceneColumns,
): ((row: number) => boolean) | null => {
  const keys = keysOf(tags)
  const asksValues = rating !== undefined || flag !== undefined || labels.length > 0
  if (!asksValues && keys.length === 0) return null
  const byTag = keys.map((key) => taggedRows(sql, key, columns))
  const marks = asksValues ? effectiveMarks(sql, columns) : null
  const { min = 0, max = 5 } = rating ?? {}
  const wantedFlag = flag === undefined ? 0 : flagCode(flag)
  const wantedLabels = new Set(labels.map(labelCode))
  return (row) => {
    if (marks !== null) {
      const stars = marks.rating(row)
      if (stars < min || stars > max) return false
      if (wantedFlag > 0 && marks.flag(row) !== wantedFlag) return false
      if (wantedLabels.size > 0 && !wantedLabels.has(marks.label(row))) return false
    }
    return byTag.every((rows) => rows[row] === 1)
  }
}

/** Which videos (`v`) a filter leaves as far as it speaks of marks, in SQL, by what is said of them as a whole. */
export const videoMarkConditions = ({
  rating,
  flag,
  labels = [],
  tags,
}: SearchFilter): { readonly conditions: readonly string[]; readonly parameters: Parameters } => {
  const conditions: string[] = []
  const parameters: Record<string, string | number> = {}
  const keys = keysOf(tags)
  if (keys.length > 0) {
    conditions.push(`v.pk IN (SELECT t.video_pk FROM video_tags t WHERE t.tag_key IN (SELECT value FROM json_each(@tags))
      GROUP BY t.video_pk HAVING COUNT(*) = @tagCount)`)
    Object.assign(parameters, { tags: JSON.stringify(keys), tagCount: keys.length })
  }
  const said: string[] = []
  if (rating !== undefined) {
    said.push('COALESCE(m.rating, 0) BETWEEN @ratingMin AND @ratingMax')
    Object.assign(parameters, { ratingMin: rating.min ?? 0, ratingMax: rating.max ?? 5 })
  }
  if (flag !== undefined) {
    said.push('m.flag = @flag')
    Object.assign(parameters, { flag })
  }
  if (labels.length > 0) {
    said.push('m.label IN (SELECT value FROM json_each(@labels))')
    Object.assign(parameters, { labels: JSON.stringify(labels) })
  }
  if (said.length > 0) {
    conditions.push(`EXISTS (SELECT 1 FROM (SELECT 1) LEFT JOIN marks m ON m.content_id = v.content_id
      AND m.start_frame = 0 AND m.end_frame = 0 WHERE ${said.join(' AND ')})`)
  }
  return { conditions, parameters }
}
