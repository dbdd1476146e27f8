import type { Flag, Label, MarkSort } from '../../contract/index.ts'
import type { Sql } from '../sqlite/sql.ts'
import { flagCode, labelCode, rowOf, type SceneColumns } from './scene-columns.ts'

interface VideoMark {
  readonly pk: number
  readonly rating: number | null
  readonly flag: Flag | null
  readonly label: Label | null
}

/** What is said of a row of the columns: of the scene, or of its video where nothing is said of the scene. */
export interface EffectiveMarks {
  /** 0 to 5; no rating counts as 0. */
  readonly rating: (row: number) => number
  /** `flagCode` and `labelCode`; 0 where there is none. */
  readonly flag: (row: number) => number
  readonly label: (row: number) => number
}

/** The marks of scenes as filters and sorting see them, with those of their videos. */
export const effectiveMarks = (sql: Sql, columns: SceneColumns): EffectiveMarks => {
  const whole = sql.all<VideoMark>(
    `SELECT v.pk, m.rating, m.flag, m.label FROM marks m JOIN videos v ON v.content_id = m.content_id
     WHERE m.end_frame = 0 AND (m.rating IS NOT NULL OR m.flag IS NOT NULL OR m.label IS NOT NULL)`,
  )
  const most = whole.reduce((highest, { pk }) => Math.max(highest, pk), 0)
  const ratings = new Uint8Array(most + 1)
  const flags = new Uint8Array(most + 1)
  const labels = new Uint8Array(most + 1)
  for (const { pk, rating, flag, label } of whole) {
    ratings[pk] = rating ?? 0
    flags[pk] = flag === null ? 0 : flagCode(flag)
    labels[pk] = label === null ? 0 : labelCode(label)
  }
  const either = (own: Uint8Array, ofVideo: Uint8Array) => (row: number) =>
    own[row] || (ofVideo[columns.videos[row] ?? 0] ?? 0)
  return {
    rating: (row) => {
      const own = columns.rating[row] ?? -1
      return own < 0 ? (ratings[columns.videos[row] ?? 0] ?? 0) : own
    },
    flag: either(columns.flag, flags),
    label: either(columns.label, labels),
  }
}

/** How a row stands in an order by marks; higher goes first. */
export const markRank = (marks: EffectiveMarks, by: MarkSort): ((row: number) => number) => {
  switch (by) {
    case 'rating':
      return marks.rating
    case 'flag':
      // Picked, then what is neither, then rejected.
      return (row) => [1, 2, 0][marks.flag(row)] ?? 1
    case 'label':
      // In the order of menus; without a label last.
      return (row) => {
        const code = marks.label(row)
        return code === 0 ? 0 : 100 - code
      }
  }
}

/** See `SceneFilterStore.markRanks`. */
export const markRanks = (sql: Sql, scenes: Float64Array, by: MarkSort, columns: SceneColumns): Uint8Array => {
  const rank = markRank(effectiveMarks(sql, columns), by)
  return Uint8Array.from(scenes, (scene) => {
    const row = rowOf(columns, scene)
    return row < 0 ? 0 : rank(row)
  })
}
