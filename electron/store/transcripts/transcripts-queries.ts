import type {
  FinishedTranscript,
  SpokenSegment,
  TranscriptKey,
  TranscriptPiece,
  TranscriptStore,
} from '../../domain/ports/index.ts'
import { madeTrack, replaceTracks } from '../captions/write-tracks.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'

/** Number of the caption track that a transcript becomes: behind whatever a file and the files beside it can have. */
export const speechTrack = 1000

interface PieceRow extends Omit<TranscriptPiece, 'segments'> {
  readonly segments: string
}

/** What was heard, and how it was listened for where a person asked for something. */
const heardText = ({ heard, wishes: { language, hotWords } }: Pick<TranscriptKey, 'heard' | 'wishes'>): string =>
  [heard.join(','), ...(language === null && hotWords === '' ? [] : [JSON.stringify([language, hotWords])])].join(' ')

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
        `SELECT v.id FROM videos v JOIN jobs j ON j.video_pk = v.pk AND j.stage = 'transcribe' AND j.state = 'done'
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
 * Makes a complete transcript the speech track of a video, in the place of an older one by another model or of another sound, whose
 * pieces go. Call inside a transaction.
 */
export const writeTranscript = (sql: Sql, videoPk: number, transcript: FinishedTranscript): void => {
  const { model, revision, language, cues } = transcript
  const key = trackKey(transcript)
  replaceTracks(
    sql,
    videoPk,
    ['speech'],
    [madeTrack({ track: speechTrack, source: 'speech', model, language, key, cues })],
  )
  sql.run(
    `DELETE FROM transcript_pieces WHERE video_pk = @videoPk
       AND NOT (model = @model AND revision = @revision AND heard = @heard)`,
    { videoPk, model, revision, heard: heardText(transcript) },
  )
}
