import { type CaptionTrack, captionEncodingSchema } from '../../contract/index.ts'
import type { CaptionChoice, CaptionFileStamp } from '../../domain/ports/index.ts'
import type { Sql } from '../sqlite/sql.ts'

type TrackRow = Omit<
  CaptionTrack,
  | 'isForced'
  | 'isHearingImpaired'
  | 'isTranslation'
  | 'audioStreamIndexes'
  | 'readable'
  | 'encoding'
  | 'encodingSure'
  | 'encodingChosen'
> & {
  readonly isForced: number
  readonly isHearingImpaired: number
  readonly isTranslation: number
  readonly heard: string | null
  readonly readable: number
  readonly encoding: string | null
  readonly encodingSure: number
  readonly encodingChosen: number
}

/** An encoding that this version does not know (an older or newer one wrote it) counts as none. */
const knownEncoding = (text: string | null): CaptionTrack['encoding'] =>
  captionEncodingSchema.nullable().catch(null).parse(text)

/** The caption tracks of a video in their order, without the words of its marks. */
export const captionTracksOf = (sql: Sql, videoPk: number): readonly CaptionTrack[] =>
  sql
    .all<TrackRow>(
      `SELECT track, source, codec, language, title, is_forced AS isForced,
         is_hearing_impaired AS isHearingImpaired, is_translation AS isTranslation, heard, readable, cue_count AS cueCount, file, encoding,
         encoding_sure AS encodingSure, encoding_chosen AS encodingChosen, offset_ms AS offsetMs,
         offset_from AS offsetFrom, skipped_cues AS skippedCues, cues_past_end AS cuesPastEnd, note
       FROM caption_tracks WHERE video_pk = @videoPk AND source <> 'notes' ORDER BY track`,
      { videoPk },
    )
    .map(({ heard, isTranslation, ...row }) => ({
      ...row,
      isForced: row.isForced === 1,
      isHearingImpaired: row.isHearingImpaired === 1,
      ...(isTranslation === 1 ? { isTranslation: true } : {}),
      // Written by write-tracks.ts alone.
      ...(heard === null ? {} : { audioStreamIndexes: JSON.parse(heard) as number[] }),
      readable: row.readable === 1,
      encoding: knownEncoding(row.encoding),
      encodingSure: row.encodingSure === 1,
      encodingChosen: row.encodingChosen === 1,
    }))

/** The caption files that were found when a video's captions were last read. */
export const readCaptionFiles = (sql: Sql, videoPk: number): readonly CaptionFileStamp[] =>
  sql.all<CaptionFileStamp>(
    `SELECT path, size_bytes AS sizeBytes, changed_ms AS changedMs FROM caption_files WHERE video_pk = @videoPk
     ORDER BY path`,
    { videoPk },
  )

/** What a person chose for the caption tracks of a video, by their keys. */
export const captionChoicesOf = (sql: Sql, videoPk: number): Readonly<Record<string, CaptionChoice>> =>
  Object.fromEntries(
    sql
      .all<{ key: string; encoding: string | null; offsetMs: number | null }>(
        'SELECT source_key AS key, encoding, offset_ms AS offsetMs FROM caption_choices WHERE video_pk = @videoPk',
        { videoPk },
      )
      .map(({ key, encoding, offsetMs }) => [key, { encoding: knownEncoding(encoding), offsetMs }]),
  )
