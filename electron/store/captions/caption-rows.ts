import {
  type Caption,
  type CueWord,
  captionTrackSourceSchema,
  type TextBox,
  textBoxSchema,
} from '../../contract/index.ts'
import type { CaptionsTable, CaptionTracksTable, VideosTable } from '../sqlite/tables.ts'

/** Columns of a cue as every query selects them (see `captionColumns`). */
export interface CaptionRow extends Omit<CaptionsTable, 'video_pk' | 'words' | 'said' | 'said_words'> {
  /** What `wordColumns` adds. */
  readonly words?: string | null
  readonly said?: string | null
  readonly said_words?: string | null
  readonly video_id: VideosTable['id']
  readonly language: CaptionTracksTable['language']
  readonly source: CaptionTracksTable['source']
}

/** Select list for `captions AS c JOIN videos AS v JOIN caption_tracks AS t`. */
export const captionColumns =
  'c.pk, v.id AS video_id, c.track, c.idx, c.start_ms, c.end_ms, c.text, c.box, t.language, t.source'

/** Where a cue stands in the picture, as the column holds it; null for anything else. */
const toBox = (stored: string | null): TextBox | null =>
  stored === null ? null : (textBoxSchema.safeParse(JSON.parse(stored)).data ?? null)

/** What a list of cues selects besides. */
export const wordColumns = 'c.words, c.said'

/** The number of a cue's row by its id; null: no such id is ever given. */
export const captionPk = (id: string): number | null =>
  /^c[0-9a-z]{1,10}$/.test(id) ? Number.parseInt(id.slice(1), 36) : null

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
  source: captionTrackSourceSchema.parse(row.source),
  box: toBox(row.box),
  // Written by this folder alone.
  ...(typeof row.words === 'string' ? { words: JSON.parse(row.words) as CueWord[] } : {}),
  ...(typeof row.said === 'string' ? { said: row.said } : {}),
})
