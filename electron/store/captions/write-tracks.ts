import type { CaptionTrackSource } from '../../contract/index.ts'
import { unpackCues } from '../../domain/captions/index.ts'
import type { CaptionTrackContent } from '../../domain/ports/index.ts'
import type { Sql } from '../sqlite/sql.ts'
import { markCaptioned } from './captioned.ts'

const spokenIn = (sql: Sql, videoPk: number): string =>
  JSON.stringify(
    sql.all('SELECT track, start_ms, end_ms, text FROM captions WHERE video_pk = @videoPk ORDER BY track, idx', {
      videoPk,
    }),
  )

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
    const cues = unpackCues(packed)
    sql.run(
      `INSERT INTO caption_tracks (video_pk, track, source, codec, language, title, is_forced,
         is_hearing_impaired, readable, cue_count, source_key, file, encoding, encoding_sure, encoding_chosen, offset_ms,
         offset_from, skipped_cues, cues_past_end, note)
       VALUES (@videoPk, @track, @source, @codec, @language, @title, @isForced, @isHearingImpaired, @readable,
         @cueCount, @key, @file, @encoding, @encodingSure, @encodingChosen, @offsetMs, @offsetFrom, @skippedCues,
         @cuesPastEnd, @note)
       ON CONFLICT (video_pk, track) DO UPDATE SET source = excluded.source, codec = excluded.codec,
         language = excluded.language, title = excluded.title, is_forced = excluded.is_forced,
         is_hearing_impaired = excluded.is_hearing_impaired, readable = excluded.readable,
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
    for (const [index, cue] of cues.entries()) {
      sql.run(
        `INSERT INTO captions (video_pk, track, idx, start_ms, end_ms, text)
         VALUES (@videoPk, @track, @index, @startMs, @endMs, @text)
         ON CONFLICT (video_pk, track, idx) DO UPDATE SET start_ms = excluded.start_ms, end_ms = excluded.end_ms,
           text = excluded.text`,
        { videoPk, track: track.track, index, startMs: cue.startMs, endMs: cue.endMs, text: cue.text },
      )
    }
    sql.run('DELETE FROM captions WHERE video_pk = @videoPk AND track = @track AND idx >= @count', {
      videoPk,
      track: track.track,
      count: cues.length,
    })
  }
  sql.run(
    `UPDATE videos SET
       caption_count = (SELECT COUNT(*) FROM captions WHERE video_pk = @videoPk),
       caption_track = (SELECT MIN(track) FROM captions WHERE video_pk = @videoPk),
       longest_cue_ms = COALESCE((SELECT MAX(end_ms - start_ms) FROM captions WHERE video_pk = @videoPk), 0)
     WHERE pk = @videoPk`,
    { videoPk },
  )
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
): void => {
  const before = spokenIn(sql, videoPk)
  writeTracks(sql, videoPk, sources, tracks)
  if (spokenIn(sql, videoPk) === before) return
  markCaptioned(sql, videoPk)
  sql.run(
    `DELETE FROM scene_vectors WHERE scene_pk IN (SELECT pk FROM scenes WHERE video_pk = @videoPk)
       AND space_pk IN (SELECT pk FROM embedding_spaces WHERE modality = 'captions')`,
    { videoPk },
  )
}
