import type { Sql } from '../sqlite/sql.ts'

/** Deletes the vectors of what is said in the scenes of a video; with a span, in those that it lies in. They are made anew. */
export const forgetMeaning = (
  sql: Sql,
  videoPk: number,
  span: { readonly startMs: number; readonly endMs: number } | null = null,
): void => {
  sql.run(
    `DELETE FROM scene_vectors WHERE scene_pk IN (SELECT pk FROM scenes WHERE video_pk = @videoPk
         ${span === null ? '' : 'AND start_ms < @endMs AND end_ms > @startMs'})
       AND space_pk IN (SELECT pk FROM embedding_spaces WHERE modality = 'captions')`,
    { videoPk, ...span },
  )
}
