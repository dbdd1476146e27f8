import { type Caption, type TextBox, textBoxSchema } from '../../contract/index.ts'
import type { CaptionsTable, CaptionTracksTable, VideosTable } from '../sqlite/tables.ts'

/** Columns of a cue as every query selects them (see `captionColumns`). */
export interface CaptionRow extends Omit<CaptionsTable, 'video_pk'> {
  readonly video_id: VideosTable['id']
  readonly language: CaptionTracksTable['language']
}

/** Select list for `captions AS c JOIN videos AS v JOIN caption_tracks AS t`. */
export const captionColumns = 'c.pk, v.id AS video_id, c.track, c.idx, c.start_ms, c.end_ms, c.text, c.box, t.language'

/** Where a cue stands in the picture, as the column holds it; null for anything else. */
const toBox = (stored: string | null): TextBox | null =>
  stored === null ? null : (textBoxSchema.safeParse(JSON.parse(stored)).data ?? null)

/** The cue of a row. */
export const toCaption = (row: CaptionRow): Caption => ({
  id: `c${row.pk.toString(36)}`,
  videoId: row.video_id,
  track: row.track,
  index: row.idx,
  startMs: row.start_ms,
  endMs: row.end_ms,
  text: row.text,
  language: row.language,
  box: toBox(row.box),
})
