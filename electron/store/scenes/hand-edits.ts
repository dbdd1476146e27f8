import { z } from 'zod'
import { applyHandEdits, type HandEdits, isUnedited, noHandEdits } from '../../domain/cuts/hand-edits.ts'
import { keyframeOf } from '../../domain/cuts/keyframe.ts'
import type { SceneCut } from '../../domain/ports/index.ts'
import type { Sql } from '../sqlite/sql.ts'

const frame = z.number().int().nonnegative()

const handEditsSchema = z.object({
  cuts: z.array(z.object({ frame, timeMs: z.number().nonnegative() })),
  joins: z.array(z.object({ startFrame: frame, endFrame: frame })),
})

/** What a person changed about the scenes of a content. */
export const readHandEdits = (sql: Sql, contentId: string): HandEdits => {
  const row = sql.get<{ edits: string }>('SELECT edits FROM hand_edits WHERE content_id = @contentId', { contentId })
  return row === undefined ? noHandEdits : handEditsSchema.parse(JSON.parse(row.edits))
}

/** Keeps what a person changed about the scenes of a content, in place of what was kept before. */
export const writeHandEdits = (sql: Sql, contentId: string, edits: HandEdits): void => {
  if (isUnedited(edits)) {
    sql.run('DELETE FROM hand_edits WHERE content_id = @contentId', { contentId })
    return
  }
  sql.run(
    `INSERT INTO hand_edits (content_id, edits) VALUES (@contentId, @edits)
     ON CONFLICT (content_id) DO UPDATE SET edits = excluded.edits`,
    { contentId, edits: JSON.stringify(edits) },
  )
}

interface JudgedFrame {
  readonly frameNumber: number
  readonly quality: number
}

/** Scenes as a detector found them, with what a person changed. New ones get their keyframe from the sampled frames. */
export const withHandEdits = (sql: Sql, videoPk: number, scenes: readonly SceneCut[]): readonly SceneCut[] => {
  const contentId =
    sql.get<{ contentId: string }>('SELECT content_id AS contentId FROM videos WHERE pk = @videoPk', { videoPk })
      ?.contentId ?? ''
  return applyHandEdits(scenes, readHandEdits(sql, contentId), (span) => {
    const frames = sql.all<JudgedFrame>(
      `SELECT frame_number AS frameNumber, quality FROM sampled_frames
       WHERE content_pk = @videoPk AND frame_number >= @startFrame AND frame_number < @endFrame ORDER BY frame_number`,
      { videoPk, startFrame: span.startFrame, endFrame: span.endFrame },
    )
    const range = { ...span, settledStart: span.startFrame, settledEnd: span.endFrame }
    return { ...span, keyframe: keyframeOf(frames, range)?.frameNumber ?? null }
  })
}
