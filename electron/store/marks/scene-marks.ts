import type { MarkValues } from '../../contract/index.ts'
import { type FrameMark, marksByScene, tagKey } from '../../domain/marks/scene-marks.ts'
import type { Sql } from '../sqlite/sql.ts'
import { type MarkRow, markColumns, markOfRow } from './mark-rows.ts'
import { refreshNotes } from './notes-track.ts'

interface MarkedScene {
  readonly pk: number
  readonly startFrame: number
  readonly endFrame: number
  readonly mark: string | null
}

/** The marks on frames of a content, by their first frame. */
export const frameMarksOf = (sql: Sql, contentId: string): readonly FrameMark[] =>
  sql
    .all<MarkRow>(
      `SELECT ${markColumns} FROM marks m WHERE m.content_id = @contentId AND m.end_frame > 0 ORDER BY m.start_frame`,
      { contentId },
    )
    .flatMap((row) =>
      row.kind === 'video'
        ? []
        : [{ ...markOfRow(row), startFrame: row.start_frame, endFrame: row.end_frame, kind: row.kind }],
    )

/** Tags in the row of a scene, which this file alone writes. */
const tagsOfRow = (mark: string | null): string =>
  mark === null ? '[]' : JSON.stringify((JSON.parse(mark) as MarkValues).tags)

const show = (sql: Sql, { pk, mark: before }: MarkedScene, mark: MarkValues | null): void => {
  sql.run('UPDATE scenes SET mark = @mark, rating = @rating, flag = @flag, label = @label WHERE pk = @pk', {
    pk,
    mark: mark === null ? null : JSON.stringify(mark),
    rating: mark?.rating ?? null,
    flag: mark?.flag ?? null,
    label: mark?.label ?? null,
  })
  if (JSON.stringify(mark?.tags ?? []) === tagsOfRow(before)) return
  sql.run('DELETE FROM scene_tags WHERE scene_pk = @pk', { pk })
  for (const tag of mark?.tags ?? []) {
    sql.run('INSERT INTO scene_tags (tag_key, scene_pk) VALUES (@key, @pk)', { key: tagKey(tag), pk })
  }
}

/**
 * Writes to the scenes of a video what marks say of them. Part of whatever changes scenes or marks: filters and cards read
 * it there.
 */
export const refreshSceneMarks = (sql: Sql, videoPk: number): void => {
  const contentId =
    sql.get<{ contentId: string }>('SELECT content_id AS contentId FROM videos WHERE pk = @videoPk', { videoPk })
      ?.contentId ?? ''
  const scenes = sql.all<MarkedScene>(
    `SELECT pk, start_frame AS startFrame, end_frame AS endFrame, mark FROM scenes
     WHERE video_pk = @videoPk ORDER BY start_frame`,
    { videoPk },
  )
  const marks = marksByScene(scenes, frameMarksOf(sql, contentId))
  for (const [index, scene] of scenes.entries()) {
    const mark = marks[index] ?? null
    if ((mark === null ? null : JSON.stringify(mark)) !== scene.mark) show(sql, scene, mark)
  }
  refreshNotes(sql, videoPk)
}
