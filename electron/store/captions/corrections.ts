import { type CueCorrection, correctedCue, correctionPlace } from '../../domain/captions/index.ts'
import type { CorrectedCaption, SpokenWord } from '../../domain/ports/index.ts'
import type { Sql } from '../sqlite/sql.ts'
import { type CaptionRow, captionColumns, captionPk, toCaption } from './caption-rows.ts'
import { forgetMeaning } from './forget-meaning.ts'

/** Words as this folder alone writes them. */
export const wordsFromRow = (words: string | null): readonly SpokenWord[] | null =>
  words === null ? null : (JSON.parse(words) as readonly SpokenWord[])

const wordsToRow = (words: readonly SpokenWord[] | null | undefined): string | null =>
  words === null || words === undefined ? null : JSON.stringify(words)

/** What a person corrected in one track of a content. */
export const correctionsOf = (sql: Sql, contentId: string, place: string): readonly CueCorrection[] =>
  sql
    .all<Omit<CueCorrection, 'saidWords'> & { saidWords: string | null }>(
      `SELECT start_ms AS startMs, end_ms AS endMs, said, said_words AS saidWords, text FROM caption_corrections
       WHERE content_id = @contentId AND place = @place ORDER BY start_ms, pk`,
      { contentId, place },
    )
    .map((row) => ({ ...row, saidWords: wordsFromRow(row.saidWords) }))

interface CorrectedRow extends CaptionRow {
  readonly words: string | null
  readonly said: string | null
  readonly said_words: string | null
  readonly video_pk: number
  readonly content_id: string
  readonly source: string
  readonly source_key: string
}

const keep = (sql: Sql, row: CorrectedRow, text: string | null): void => {
  const key = {
    contentId: row.content_id,
    place: correctionPlace({ source: row.source, track: row.track, key: row.source_key }),
    startMs: row.start_ms,
    endMs: row.end_ms,
  }
  if (text === null) {
    // Also those that were written of another hearing of the same words.
    sql.run(
      `DELETE FROM caption_corrections WHERE content_id = @contentId AND place = @place
         AND 2 * (MIN(end_ms, @endMs) - MAX(start_ms, @startMs)) >= MIN(end_ms - start_ms, @endMs - @startMs)`,
      key,
    )
    return
  }
  sql.run(
    `INSERT INTO caption_corrections (content_id, place, start_ms, end_ms, said, said_words, text)
     VALUES (@contentId, @place, @startMs, @endMs, @said, @saidWords, @text)
     ON CONFLICT (content_id, place, start_ms, end_ms) DO UPDATE SET said = excluded.said,
       said_words = excluded.said_words, text = excluded.text`,
    { ...key, said: row.said ?? row.text, saidWords: row.said === null ? row.words : row.said_words, text },
  )
}

/** `CaptionStore.correct`. */
export const correctCaption = (
  sql: Sql,
  videoId: string,
  track: number,
  captionId: string,
  text: string | null,
): CorrectedCaption | null => {
  const find = () =>
    sql.get<CorrectedRow>(
      `SELECT ${captionColumns}, c.words, c.said, c.said_words, c.video_pk, v.content_id, t.source, t.source_key
       FROM captions c JOIN videos v ON v.pk = c.video_pk AND v.removed_at IS NULL
       JOIN caption_tracks t ON t.video_pk = c.video_pk AND t.track = c.track
       WHERE v.id = @videoId AND c.track = @track AND c.pk = @pk AND t.source <> 'notes'`,
      { videoId, track, pk: captionPk(captionId) },
    )
  const row = find()
  if (row === undefined) return null
  const said = row.said ?? row.text
  const saidWords = wordsFromRow(row.said === null ? row.words : row.said_words)
  const wanted = text === said ? null : text
  const cue = {
    startMs: row.start_ms,
    endMs: row.end_ms,
    text: said,
    ...(saidWords === null ? {} : { words: saidWords }),
  }
  const now = wanted === null ? cue : correctedCue(cue, wanted)
  keep(sql, row, wanted)
  sql.run('UPDATE captions SET text = @text, words = @words, said = @said, said_words = @saidWords WHERE pk = @pk', {
    pk: row.pk,
    text: now.text,
    words: wordsToRow(now.words),
    said: wanted === null ? null : said,
    saidWords: wanted === null ? null : wordsToRow(saidWords),
  })
  if (now.text !== row.text) forgetMeaning(sql, row.video_pk, { startMs: row.start_ms, endMs: row.end_ms })
  const changed = find()
  if (changed === undefined) return null
  return { caption: toCaption(changed), before: row.said === null ? null : row.text }
}
