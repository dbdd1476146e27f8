import type {
  FinishedTranscript,
  SpokenSegment,
  TranscriptKey,
  TranscriptPiece,
  TranscriptStore,
} from '../../domain/ports/index.ts'
import { madeTrack, replaceTracks } from '../captions/write-tracks.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'

interface PieceRow extends Omit<TranscriptPiece, 'segments'> {
  readonly segments: string
}

/** What was heard, and how it was listened for where a person asked for something. */
const heardText = ({ heard, wishes }: Pick<TranscriptKey, 'heard' | 'wishes'>): string => {
  const { language, hotWords, translation } = wishes
  const isPlain = language === null && hotWords === '' && !translation
  const asked = [language, hotWords, ...(translation ? ['translate'] : [])]
  return [heard.join(','), ...(isPlain ? [] : [JSON.stringify(asked)])].join(' ')
}

const parametersOf = ({ videoId, model, revision, ...key }: TranscriptKey) => ({
  videoId,
  model,
  revision,
  heard: heardText(key),
})

/** Pieces of transcripts. */
export const createTranscriptQueries = (sql: Sql): Synchronous<TranscriptStore> => ({
  pieces: (key) =>
    sql
      .all<PieceRow>(
        `SELECT start_ms AS startMs, end_ms AS endMs, language, language_probability AS languageProbability,
           speech_share AS speechShare, segments
         FROM transcript_pieces WHERE video_pk = (SELECT pk FROM videos WHERE id = @videoId)
           AND model = @model AND revision = @revision AND heard = @heard ORDER BY start_ms`,
        parametersOf(key),
      )
      // Written by this file alone.
      .map((row) => ({ ...row, segments: JSON.parse(row.segments) as readonly SpokenSegment[] })),
  writePiece: (key, piece) => {
    const { startMs, endMs, language, languageProbability, speechShare, segments } = piece
    sql.run(
      `INSERT INTO transcript_pieces (video_pk, model, revision, heard, start_ms, end_ms, language, language_probability,
         speech_share, segments)
       SELECT pk, @model, @revision, @heard, @startMs, @endMs, @language, @languageProbability, @speechShare, @segments
       FROM videos WHERE id = @videoId
       ON CONFLICT (video_pk, model, revision, heard, start_ms) DO UPDATE SET end_ms = excluded.end_ms,
         language = excluded.language, language_probability = excluded.language_probability,
         speech_share = excluded.speech_share, segments = excluded.segments`,
      {
        ...parametersOf(key),
        startMs,
        endMs,
        language,
        languageProbability,
        speechShare,
        segments: JSON.stringify(segments),
      },
    )
  },
  videosFor: ({ model, revision }) =>
    sql
      .all<{ id: string }>(
        `SELECT v.id FROM videos v JOIN jobs j ON j.video_pk = v.pk AND j.stage = 'transcribe'
         WHERE v.removed_at IS NULL AND (
           j.state = 'skipped' AND json_extract(j.reason, '$.code') = 'no_model'
           OR j.state = 'done' AND NOT EXISTS (SELECT 1 FROM caption_tracks t
             WHERE t.video_pk = v.pk AND t.source = 'speech' AND t.source_key = @key))
         ORDER BY v.pk`,
        { key: trackKey({ model, revision }) },
      )
      .map(({ id }) => id),
  transcribedVideos: () =>
    sql
      .all<{ id: string }>(
        `SELECT v.id FROM videos v JOIN jobs j ON j.video_pk = v.pk AND j.stage = 'transcribe'
           AND j.state IN ('done', 'running')
         WHERE v.removed_at IS NULL ORDER BY v.pk`,
      )
      .map(({ id }) => id),
  skippedVideos: (reasons) =>
    sql
      .all<{ id: string }>(
        `SELECT v.id FROM videos v JOIN jobs j ON j.video_pk = v.pk AND j.stage = 'transcribe'
         WHERE v.removed_at IS NULL AND j.state = 'skipped'
           AND json_extract(j.reason, '$.code') IN (SELECT value FROM json_each(@reasons))
         ORDER BY v.pk`,
        { reasons: JSON.stringify(reasons) },
      )
      .map(({ id }) => id),
})

const trackKey = ({ model, revision }: Pick<TranscriptKey, 'model' | 'revision'>): string => `${model} ${revision}`

/**
 * Makes complete transcripts the speech tracks of a video, in the place of older ones by another model, of another sound or by other
 * wishes, whose pieces go. Call inside a transaction.
 */
export const writeTranscripts = (sql: Sql, videoPk: number, transcripts: readonly FinishedTranscript[]): void => {
  replaceTracks(
    sql,
    videoPk,
    ['speech'],
    transcripts.map(({ track, heard, wishes, language, cues, ...by }) =>
      madeTrack({
        track,
        source: 'speech',
        model: by.model,
        language,
        key: trackKey(by),
        cues,
        isTranslation: wishes.translation,
        heard,
      }),
    ),
  )
  const kept = transcripts.map((transcript) =>
    [transcript.model, transcript.revision, heardText(transcript)].join('\n'),
  )
  sql.run(
    `DELETE FROM transcript_pieces WHERE video_pk = @videoPk
       AND model || char(10) || revision || char(10) || heard NOT IN (SELECT value FROM json_each(@kept))`,
    { videoPk, kept: JSON.stringify(kept) },
  )
}
