import type { MarkValues } from '../../contract/index.ts'
import { distinctTags, emptyMark, isEmptyMark, tagKey } from '../../domain/marks/scene-marks.ts'
import type { MarkPlace, MarkSnapshot } from '../../domain/ports/index.ts'
import type { Sql } from '../sqlite/sql.ts'
import type { MarksTable } from '../sqlite/tables.ts'

/** A row of `marks` with its tags as JSON. */
export interface MarkRow extends Omit<MarksTable, 'kind' | 'flag' | 'label'> {
  readonly kind: MarkPlace['kind']
  readonly flag: MarkValues['flag']
  readonly label: MarkValues['label']
  readonly tags: string
}

/** Select list for `marks AS m`. */
export const markColumns = `m.content_id, m.start_frame, m.end_frame, m.kind, m.rating, m.flag, m.label, m.note, m.title,
  m.changed_at, (SELECT json_group_array(t.tag) FROM mark_tags t WHERE t.content_id = m.content_id
    AND t.start_frame = m.start_frame AND t.end_frame = m.end_frame) AS tags`

/** A column of the mark of a video `v` as a whole, in SQL; `otherwise` where it says nothing. */
export const videoMark = (column: 'rating' | 'flag' | 'label' | 'note', otherwise = 'NULL'): string =>
  `COALESCE((SELECT m.${column} FROM marks m
     WHERE m.content_id = v.content_id AND m.start_frame = 0 AND m.end_frame = 0), ${otherwise})`

/** What a row says. */
export const markOfRow = (row: MarkRow): MarkValues => ({
  rating: row.rating,
  flag: row.flag,
  label: row.label,
  // Written by `writeMark` alone, from strings.
  tags: row.tags === '[]' ? [] : distinctTags(JSON.parse(row.tags) as string[]),
  note: row.note,
  title: row.title,
})

type Place = Pick<MarkPlace, 'contentId' | 'startFrame' | 'endFrame'>

const at = 'content_id = @contentId AND start_frame = @startFrame AND end_frame = @endFrame'

/** The row of a place. */
export const readMark = (sql: Sql, { contentId, startFrame, endFrame }: Place): MarkRow | undefined =>
  sql.get<MarkRow>(
    `SELECT ${markColumns} FROM marks m
     WHERE m.content_id = @contentId AND m.start_frame = @startFrame AND m.end_frame = @endFrame`,
    { contentId, startFrame, endFrame },
  )

/** What is kept at a place, to be restored. */
export const snapshotOf = (sql: Sql, place: MarkPlace): MarkSnapshot => {
  const row = readMark(sql, place)
  const { contentId, startFrame, endFrame } = place
  return row === undefined
    ? { contentId, startFrame, endFrame, kind: place.kind, values: null }
    : { contentId, startFrame, endFrame, kind: row.kind, values: markOfRow(row) }
}

/**
 * Writes what is kept at a place; null forgets it. `keepEmpty`: a mark that says nothing is kept too, as it hides what is
 * said of frames around it. What scenes show is written by `refreshSceneMarks`.
 */
export const writeMark = (
  sql: Sql,
  { contentId, startFrame, endFrame, kind, values }: MarkSnapshot,
  now: string,
  keepEmpty = false,
): void => {
  const place = { contentId, startFrame, endFrame }
  const said = values ?? emptyMark
  const tags = new Map(said.tags.map((tag) => [tagKey(tag), tag]))
  sql.run(`DELETE FROM mark_tags WHERE ${at} AND tag_key NOT IN (SELECT value FROM json_each(@kept))`, {
    ...place,
    kept: JSON.stringify([...tags.keys()]),
  })
  if (values === null || (!keepEmpty && isEmptyMark(said))) {
    sql.run(`DELETE FROM marks WHERE ${at}`, place)
    return
  }
  sql.run(
    `INSERT INTO marks (content_id, start_frame, end_frame, kind, rating, flag, label, note, title, changed_at)
     VALUES (@contentId, @startFrame, @endFrame, @kind, @rating, @flag, @label, @note, @title, @now)
     ON CONFLICT (content_id, start_frame, end_frame) DO UPDATE SET rating = excluded.rating, flag = excluded.flag,
       label = excluded.label, note = excluded.note, title = excluded.title, changed_at = excluded.changed_at`,
    {
      ...place,
      kind,
      rating: said.rating,
      flag: said.flag,
      label: said.label,
      note: said.note,
      title: said.title,
      now,
    },
  )
  for (const [key, tag] of tags) {
    sql.run(
      `INSERT INTO mark_tags (content_id, start_frame, end_frame, tag_key, tag)
       VALUES (@contentId, @startFrame, @endFrame, @key, @tag)
       ON CONFLICT (content_id, start_frame, end_frame, tag_key) DO UPDATE SET tag = excluded.tag
         WHERE tag <> excluded.tag`,
      { ...place, key, tag },
    )
  }
}
