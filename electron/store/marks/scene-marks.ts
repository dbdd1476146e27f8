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

/** Frames from one up to but without another. */
interface Span {
  readonly startFrame: number
  readonly endFrame: number
}

const everyFrame: Span = { startFrame: 0, endFrame: Number.MAX_SAFE_INTEGER }

/** The marks on frames of a content that share some with a span, by their first frame. */
export const frameMarksOf = (
  sql: Sql,
  contentId: string,
  { startFrame, endFrame } = everyFrame,
): readonly FrameMark[] =>
  sql
    .all<MarkRow>(
      `SELECT ${markColumns} FROM marks m WHERE m.content_id = @contentId AND m.end_frame > @startFrame
         AND m.start_frame < @endFrame AND m.end_frame > 0 ORDER BY m.start_frame`,
      { contentId, startFrame, endFrame },
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
 * it there. `span`: where marks changed; other scenes stay as they are. Without one, what marks say in words is written too.
 */
export const refreshSceneMarks = (sql: Sql, videoPk: number, span?: Span): void => {
  const contentId =
    sql.get<{ contentId: string }>('SELECT content_id AS contentId FROM videos WHERE pk = @videoPk', { videoPk })
      ?.contentId ?? ''
  const scenes = sql.all<MarkedScene>(
    `SELECT pk, start_frame AS startFrame, end_frame AS endFrame, mark FROM scenes
     WHERE video_pk = @videoPk AND end_frame > @startFrame AND start_frame < @endFrame ORDER BY start_frame`,
    { videoPk, ...(span ?? everyFrame) },
  )
  const shownIn = { startFrame: scenes[0]?.startFrame ?? 0, endFrame: scenes.at(-1)?.endFrame ?? 0 }
  const marks = marksByScene(scenes, frameMarksOf(sql, contentId, shownIn))
  for (const [index, scene] of scenes.entries()) {
    const mark = marks[index] ?? null
    if ((mark === null ? null : JSON.stringify(mark)) !== scene.mark) show(sql, scene, mark)
  }
  if (span === undefined) refreshNotes(sql, videoPk)
}
