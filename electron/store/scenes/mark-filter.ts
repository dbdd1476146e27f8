import type { Flag, Label, SearchFilter } from '../../contract/index.ts'
import { tagKey } from '../../domain/marks/scene-marks.ts'
import type { Parameters, Sql } from '../sqlite/sql.ts'
import { flagCode, labelCode, type SceneColumns } from './scene-columns.ts'

const keysOf = (tags: readonly string[] = []): readonly string[] => [...new Set(tags.map((tag) => tagKey(tag.trim())))]

interface VideoMark {
  readonly pk: number
  readonly rating: number | null
  readonly flag: Flag | null
  readonly label: Label | null
}

/** The scenes and the videos that have a tag themselves, by their numbers. */
const tagged = (sql: Sql, key: string) => ({
  scenes: new Set(
    sql.all<{ pk: number }>('SELECT scene_pk AS pk FROM scene_tags WHERE tag_key = @key', { key }).map(({ pk }) => pk),
  ),
  videos: new Set(
    sql
      .all<{ pk: number }>(
        `SELECT v.pk FROM mark_tags t JOIN videos v ON v.content_id = t.content_id
         WHERE t.tag_key = @key AND t.end_frame = 0`,
        { key },
      )
      .map(({ pk }) => pk),
  ),
})

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
  const byTag = keys.map((key) => tagged(sql, key))
  const ofVideo = new Map(
    (asksValues
      ? sql.all<VideoMark>(
          `SELECT v.pk, m.rating, m.flag, m.label FROM marks m JOIN videos v ON v.content_id = m.content_id
           WHERE m.end_frame = 0`,
        )
      : []
    ).map((mark) => [mark.pk, mark]),
  )
  const { min = 0, max = 5 } = rating ?? {}
  const wantedFlag = flag === undefined ? 0 : flagCode(flag)
  const wantedLabels = new Set(labels.map(labelCode))
  return (row) => {
    const video = columns.videos[row] ?? 0
    if (asksValues) {
      const whole = ofVideo.get(video)
      const own = columns.rating[row] ?? -1
      const stars = own < 0 ? (whole?.rating ?? 0) : own
      if (stars < min || stars > max) return false
      const ownFlag = columns.flag[row] ?? 0
      const flagged = ownFlag > 0 || whole?.flag == null ? ownFlag : flagCode(whole.flag)
      if (wantedFlag > 0 && flagged !== wantedFlag) return false
      const ownLabel = columns.label[row] ?? 0
      const label = ownLabel > 0 || whole?.label == null ? ownLabel : labelCode(whole.label)
      if (wantedLabels.size > 0 && !wantedLabels.has(label)) return false
    }
    const scene = columns.scenes[row] ?? 0
    return byTag.every(({ scenes, videos }) => videos.has(video) || scenes.has(scene))
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
