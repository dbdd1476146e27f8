import type { CaptionTrackSource } from '../../contract/index.ts'
import { applyCorrections, type CorrectableCue, correctionPlace, unpackCues } from '../../domain/captions/index.ts'
import type { CaptionTrackContent, FinishedScreenText, PackedCues } from '../../domain/ports/index.ts'
import { notesTrack } from '../marks/notes-track.ts'
import type { Sql } from '../sqlite/sql.ts'
import { markCaptioned } from './captioned.ts'
import { correctionsOf } from './corrections.ts'
import { forgetMeaning } from './forget-meaning.ts'

const spokenIn = (sql: Sql, videoPk: number): string =>
  JSON.stringify(
    sql.all(
      `SELECT track, start_ms, end_ms, text, box FROM captions WHERE video_pk = @videoPk AND track <> @notesTrack
       ORDER BY track, idx`,
      { videoPk, notesTrack },
    ),
  )

const jsonOf = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value))

/** Cues as a person corrected them; see `applyCorrections`. */
const correctedCues = (
  sql: Sql,
  videoPk: number,
  track: Parameters<typeof correctionPlace>[0],
  cues: PackedCues,
): readonly CorrectableCue[] => {
  const content = sql.get<{ id: string }>('SELECT content_id AS id FROM videos WHERE pk = @videoPk', { videoPk })
  return applyCorrections(unpackCues(cues), correctionsOf(sql, content?.id ?? '', correctionPlace(track)))
}

/** Replaces the cues of a track; one keeps its id while its index lives. */
const writeCues = (sql: Sql, videoPk: number, track: number, cues: readonly CorrectableCue[]): void => {
  for (const [index, cue] of cues.entries()) {
    sql.run(
      `INSERT INTO captions (video_pk, track, idx, start_ms, end_ms, text, box, words, said, said_words)
       VALUES (@videoPk, @track, @index, @startMs, @endMs, @text, @box, @words, @said, @saidWords)
       ON CONFLICT (video_pk, track, idx) DO UPDATE SET start_ms = excluded.start_ms, end_ms = excluded.end_ms,
         text = excluded.text, box = excluded.box, words = excluded.words, said = excluded.said,
         said_words = excluded.said_words`,
      {
        videoPk,
        track,
        index,
        startMs: cue.startMs,
        endMs: cue.endMs,
        text: cue.text,
        box: jsonOf(cue.box),
        words: jsonOf(cue.words),
        said: cue.said,
        saidWords: jsonOf(cue.saidWords),
      },
    )
  }
  sql.run('DELETE FROM captions WHERE video_pk = @videoPk AND track = @track AND idx >= @count', {
    videoPk,
    track,
    count: cues.length,
  })
}

const countCues = (sql: Sql, videoPk: number): void => {
  sql.run(
    `UPDATE videos SET
       caption_count = (SELECT COUNT(*) FROM captions WHERE video_pk = @videoPk AND track <> @notesTrack),
       caption_track = (SELECT MIN(track) FROM captions WHERE video_pk = @videoPk AND track <> @notesTrack),
       longest_cue_ms = COALESCE((SELECT MAX(end_ms - start_ms) FROM captions
         WHERE video_pk = @videoPk AND track <> @notesTrack), 0)
     WHERE pk = @videoPk`,
    { videoPk, notesTrack },
  )
}

const writeTracks = (
  sql: Sql,
  videoPk: number,
  sources: readonly CaptionTrackSource[],
  tracks: readonly CaptionTrackContent[],
): void => {
  const kept = JSON.stringify(tracks.map(({ track }) => track.track))
  sql.run(
    `DELETE FROM caption_tracks WHERE video_pk = @videoPk AND track NOT IN (SELECT value FROM json_each(@kept))
       AND source IN (SELECT value FROM json_each(@sources))`,
    { videoPk, kept, sources: JSON.stringify(sources) },
  )
  for (const { track, key, cues: packed } of tracks) {
    const cues = correctedCues(sql, videoPk, { ...track, key }, packed)
    sql.run(
      `INSERT INTO caption_tracks (video_pk, track, source, codec, language, title, is_forced,
         is_hearing_impaired, is_translation, heard, readable, cue_count, source_key, file, encoding, encoding_sure, encoding_chosen, offset_ms,
         offset_from, skipped_cues, cues_past_end, note)
       VALUES (@videoPk, @track, @source, @codec, @language, @title, @isForced, @isHearingImpaired, @isTranslation, @heard, @readable,
         @cueCount, @key, @file, @encoding, @encodingSure, @encodingChosen, @offsetMs, @offsetFrom, @skippedCues,
         @cuesPastEnd, @note)
       ON CONFLICT (video_pk, track) DO UPDATE SET source = excluded.source, codec = excluded.codec,
         language = excluded.language, title = excluded.title, is_forced = excluded.is_forced,
         is_hearing_impaired = excluded.is_hearing_impaired, is_translation = excluded.is_translation,
         heard = excluded.heard, readable = excluded.readable,
         cue_count = excluded.cue_count, source_key = excluded.source_key, file = excluded.file,
         encoding = excluded.encoding, encoding_sure = excluded.encoding_sure,
         encoding_chosen = excluded.encoding_chosen, offset_ms = excluded.offset_ms, offset_from = excluded.offset_from,
         skipped_cues = excluded.skipped_cues, cues_past_end = excluded.cues_past_end, note = excluded.note`,
      {
        videoPk,
        track: track.track,
        source: track.source,
        codec: track.codec,
        language: track.language,
        title: track.title,
        isForced: track.isForced === true ? 1 : 0,
        isHearingImpaired: track.isHearingImpaired === true ? 1 : 0,
        isTranslation: track.isTranslation === true ? 1 : 0,
        heard: jsonOf(track.audioStreamIndexes),
        readable: track.readable ? 1 : 0,
        cueCount: cues.length,
        key,
        file: track.file,
        encoding: track.encoding,
        encodingSure: track.encodingSure ? 1 : 0,
        encodingChosen: track.encodingChosen ? 1 : 0,
        offsetMs: track.offsetMs,
        offsetFrom: track.offsetFrom,
        skippedCues: track.skippedCues,
        cuesPastEnd: track.cuesPastEnd,
        note: track.note,
      },
    )
    writeCues(sql, videoPk, track.track, cues)
  }
  countCues(sql, videoPk)
}

/** A caption track that a model made of a film: it comes from no file, and its times are the film's. */
export const madeTrack = (made: {
  readonly track: number
  readonly source: 'speech' | 'screen'
  readonly model: string
  readonly language: string | null
  /** What it was made by. */
  readonly key: string
  readonly cues: PackedCues
  readonly isTranslation?: boolean
  /** Sound tracks that were heard. */
  readonly heard?: readonly number[]
}): CaptionTrackContent => ({
  track: {
    track: made.track,
    source: made.source,
    codec: made.model,
    language: made.language,
    title: null,
    ...(made.isTranslation === true ? { isTranslation: true } : {}),
    ...(made.heard === undefined ? {} : { audioStreamIndexes: [...made.heard] }),
    readable: true,
    cueCount: made.cues.count,
    file: null,
    encoding: null,
    encodingSure: true,
    encodingChosen: false,
    offsetMs: 0,
    offsetFrom: 'none',
    skippedCues: 0,
    cuesPastEnd: 0,
    note: null,
  },
  key: made.key,
  cues: made.cues,
})

/** Makes a change; when captions are others after it, what was computed from them is forgotten. */
const changingCaptions = (sql: Sql, videoPk: number, change: () => void): void => {
  const before = spokenIn(sql, videoPk)
  change()
  if (spokenIn(sql, videoPk) === before) return
  markCaptioned(sql, videoPk)
  forgetMeaning(sql, videoPk)
}

/**
 * Replaces the caption tracks of a video that come from these sources; those of others stay. A cue keeps its id while its (track,
 * index) lives. When anything changed, what was computed from the captions is forgotten.
 */
export const replaceTracks = (
  sql: Sql,
  videoPk: number,
  sources: readonly CaptionTrackSource[],
  tracks: readonly CaptionTrackContent[],
): void => changingCaptions(sql, videoPk, () => writeTracks(sql, videoPk, sources, tracks))

/** Gives caption tracks that are pictures, named by their keys, the words that were read in them, or says why there are none. */
export const writePictureCues = (sql: Sql, videoPk: number, tracks: FinishedScreenText['pictureTracks']): void =>
  changingCaptions(sql, videoPk, () => {
    for (const { key, cues: packed, note } of tracks) {
      const found = sql.get<{ track: number; source: string }>(
        `UPDATE caption_tracks SET readable = @note IS NULL, note = @note
         WHERE video_pk = @videoPk AND source_key = @key RETURNING track, source`,
        { videoPk, key, note: note ?? null },
      )
      if (found === undefined) continue
      const cues = correctedCues(sql, videoPk, { ...found, key }, packed)
      sql.run('UPDATE caption_tracks SET cue_count = @count WHERE video_pk = @videoPk AND track = @track', {
        videoPk,
        track: found.track,
        count: cues.length,
      })
      writeCues(sql, videoPk, found.track, cues)
    }
    countCues(sql, videoPk)
  })
