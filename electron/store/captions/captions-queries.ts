import type { CaptionSearch } from '../../contract/index.ts'
import { type CaptionTerm, parseCaptionQuery } from '../../domain/caption-query.ts'
import { unpackCues } from '../../domain/captions/index.ts'
import type { CaptionStore, CaptionsResult } from '../../domain/ports/index.ts'
import { sceneOfSpan } from '../scenes/scenes-queries.ts'
import { decodeCursor, encodeCursor, toPage } from '../sqlite/cursor.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import { type CaptionRow, captionColumns, toCaption } from './caption-rows.ts'
import { markCaptioned } from './captioned.ts'
import { captionsOfScenes } from './captions-of-scenes.ts'

const visibleCaptions = `SELECT ${captionColumns}
  FROM captions c JOIN videos v ON v.pk = c.video_pk AND v.removed_at IS NULL
  JOIN caption_tracks t ON t.video_pk = c.video_pk AND t.track = c.track`

const spokenIn = (sql: Sql, videoPk: number): string =>
  JSON.stringify(
    sql.all('SELECT track, start_ms, end_ms, text FROM captions WHERE video_pk = @videoPk ORDER BY track, idx', {
      videoPk,
    }),
  )

const writeFiles = (sql: Sql, videoPk: number, { files }: CaptionsResult): void => {
  sql.run('DELETE FROM caption_files WHERE video_pk = @videoPk', { videoPk })
  for (const { path, sizeBytes, changedMs } of files) {
    sql.run(
      `INSERT INTO caption_files (video_pk, path, size_bytes, changed_ms) VALUES (@videoPk, @path, @sizeBytes, @changedMs)
       ON CONFLICT (video_pk, path) DO NOTHING`,
      { videoPk, path, sizeBytes, changedMs },
    )
  }
}

const writeTracks = (sql: Sql, videoPk: number, { tracks }: CaptionsResult): void => {
  const kept = JSON.stringify(tracks.map(({ track }) => track.track))
  sql.run(
    'DELETE FROM caption_tracks WHERE video_pk = @videoPk AND track NOT IN (SELECT value FROM json_each(@kept))',
    { videoPk, kept },
  )
  for (const { track, key, cues: packed } of tracks) {
    const cues = unpackCues(packed)
    sql.run(
      `INSERT INTO caption_tracks (video_pk, track, source, codec, language, title, readable, cue_count, source_key, file,
         encoding, encoding_sure, encoding_chosen, offset_ms, offset_from, skipped_cues, cues_past_end, note)
       VALUES (@videoPk, @track, @source, @codec, @language, @title, @readable, @cueCount, @key, @file, @encoding,
         @encodingSure, @encodingChosen, @offsetMs, @offsetFrom, @skippedCues, @cuesPastEnd, @note)
       ON CONFLICT (video_pk, track) DO UPDATE SET source = excluded.source, codec = excluded.codec,
         language = excluded.language, title = excluded.title, readable = excluded.readable,
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
 * Replaces a video's caption tracks and cues: a cue keeps its id while its (track, index) lives. When anything changed,
 * what was computed from the captions is forgotten.
 */
export const writeCaptions = (sql: Sql, videoPk: number, captions: CaptionsResult): void => {
  const before = spokenIn(sql, videoPk)
  writeTracks(sql, videoPk, captions)
  writeFiles(sql, videoPk, captions)
  if (spokenIn(sql, videoPk) === before) return
  markCaptioned(sql, videoPk)
  sql.run(
    `DELETE FROM scene_vectors WHERE scene_pk IN (SELECT pk FROM scenes WHERE video_pk = @videoPk)
       AND space_pk IN (SELECT pk FROM embedding_spaces WHERE modality = 'captions')`,
    { videoPk },
  )
}

/** One term in FTS5's language: always a quoted string, in which only quotes mean anything. */
const ftsTerm = ({ text, prefix }: CaptionTerm): string => `"${text.replaceAll('"', '""')}"${prefix ? '*' : ''}`

/** What a person looks for in FTS5's language; null when there is nothing to look for. */
export const captionMatch = (text: string, typing: boolean): string | null => {
  const query = parseCaptionQuery(text, { typing })
  if (query === null) return null
  const include = query.include.map(ftsTerm).join(' AND ')
  return query.exclude.length === 0 ? include : `(${include}) NOT (${query.exclude.map(ftsTerm).join(' OR ')})`
}

// Private-use characters mark matches on their way out of FTS5.
const matchStart = '\u{E000}'
const matchEnd = '\u{E001}'

/** Turns marked text into plain text and [start, end) ranges. */
export const rangesOf = (marked: string): { readonly excerpt: string; readonly matches: [number, number][] } => {
  const matches: [number, number][] = []
  let excerpt = ''
  for (const [position, piece] of marked.split(matchStart).entries()) {
    const end = position === 0 ? -1 : piece.indexOf(matchEnd)
    if (end >= 0) matches.push([excerpt.length, excerpt.length + end])
    excerpt += piece.replaceAll(matchEnd, '')
  }
  return { excerpt, matches }
}

const longText = 240

/** Excerpts of the hits on one page, by caption. One pass over the matches: looking each up costs a prefix search. */
const excerptsOf = (
  sql: Sql,
  match: string,
  rows: readonly CaptionRow[],
): ReadonlyMap<number, ReturnType<typeof rangesOf>> => {
  const found = sql.all<{ pk: number; marked: string }>(
    `SELECT rowid AS pk,
       CASE WHEN length(text) > ${longText} THEN snippet(captions_fts, 0, @matchStart, @matchEnd, '…', 32)
         ELSE highlight(captions_fts, 0, @matchStart, @matchEnd) END AS marked
     FROM captions_fts WHERE captions_fts MATCH @match AND +rowid IN (SELECT value FROM json_each(@pks))`,
    { match, matchStart, matchEnd, pks: JSON.stringify(rows.map((row) => row.pk)) },
  )
  const marked = new Map(found.map((row) => [row.pk, row.marked]))
  return new Map(
    rows.map((row) => {
      const ambiguous = row.text.includes(matchStart) || row.text.includes(matchEnd)
      const text = ambiguous ? undefined : marked.get(row.pk)
      return [row.pk, text === undefined ? { excerpt: row.text, matches: [] } : rangesOf(text)]
    }),
  )
}

interface HitRow extends CaptionRow {
  readonly video_pk: number
  readonly video_title: string
  readonly video_width: number
  readonly video_height: number
  readonly rank: number
}

const hasHiddenCaptions = (sql: Sql): boolean =>
  sql.get('SELECT 1 FROM videos WHERE removed_at IS NOT NULL AND caption_count > 0 LIMIT 1') !== undefined

const search = (sql: Sql, query: CaptionSearch): ReturnType<Synchronous<CaptionStore>['search']> => {
  const after = query.cursor === undefined ? null : decodeCursor(query.cursor, 'q', ['number', 'number'])
  const match = captionMatch(query.query, query.typing)
  if (match === null) return { items: [], nextCursor: null, total: 0 }
  // Without a video to leave out, the index alone knows the answer.
  const filtered = query.videoIds !== undefined || hasHiddenCaptions(sql)
  const found = filtered
    ? `FROM captions_fts f JOIN captions c ON c.pk = f.rowid
       JOIN videos v ON v.pk = c.video_pk AND v.removed_at IS NULL
       WHERE captions_fts MATCH @match
         ${query.videoIds === undefined ? '' : 'AND v.id IN (SELECT value FROM json_each(@videoIds))'}`
    : 'FROM captions_fts f WHERE captions_fts MATCH @match'
  const parameters = { match, videoIds: JSON.stringify(query.videoIds ?? []) }
  const total = sql.get<{ total: number }>(`SELECT COUNT(*) AS total ${found}`, parameters)?.total ?? 0
  const rows = sql.all<HitRow>(
    `SELECT c.pk, v.id AS video_id, c.track, c.idx, c.start_ms, c.end_ms, c.text, t.language, c.video_pk,
       v.title AS video_title, v.width AS video_width, v.height AS video_height, hit.rank
     FROM (SELECT f.rowid AS pk, f.rank AS rank ${found}
         ${after === null ? '' : 'AND (f.rank, f.rowid) > (@afterRank, @afterPk)'}
       ORDER BY f.rank, f.rowid LIMIT @rows) hit
     JOIN captions c ON c.pk = hit.pk JOIN videos v ON v.pk = c.video_pk
     JOIN caption_tracks t ON t.video_pk = c.video_pk AND t.track = c.track
     ORDER BY hit.rank, c.pk`,
    { ...parameters, afterRank: after?.[0] ?? null, afterPk: after?.[1] ?? null, rows: query.limit + 1 },
  )
  const excerpts = excerptsOf(sql, match, rows.slice(0, query.limit))
  const page = toPage(
    rows,
    query.limit,
    (row) => ({
      caption: toCaption(row),
      scene: sceneOfSpan(sql, row.video_pk, row.start_ms, row.end_ms),
      videoTitle: row.video_title,
      videoWidth: row.video_width,
      videoHeight: row.video_height,
      ...(excerpts.get(row.pk) ?? { excerpt: row.text, matches: [] }),
      // FTS5 ranks better hits lower.
      score: -row.rank,
    }),
    (row) => encodeCursor('q', [row.rank, row.pk]),
  )
  return { ...page, total }
}

/** Caption cues and their full-text index. */
export const createCaptionQueries = (sql: Sql): Synchronous<CaptionStore> => ({
  ofScenes: (scenes) => captionsOfScenes(sql, scenes),
  list: (videoId, track, page) => {
    const after = page.cursor === undefined ? [-1, -1] : decodeCursor(page.cursor, 'c', ['number', 'number'])
    const rows = sql.all<CaptionRow>(
      `${visibleCaptions} WHERE c.video_pk = (SELECT pk FROM videos WHERE id = @videoId)
         AND (c.track, c.idx) > (@afterTrack, @afterIndex) ${track === null ? '' : 'AND c.track = @track'}
       ORDER BY c.track, c.idx LIMIT @rows`,
      { videoId, track, afterTrack: after[0] ?? -1, afterIndex: after[1] ?? -1, rows: page.limit + 1 },
    )
    return toPage(rows, page.limit, toCaption, (row) => encodeCursor('c', [row.track, row.idx]))
  },
  all: (videoId, track) =>
    sql
      .all<CaptionRow>(
        `${visibleCaptions} WHERE c.video_pk = (SELECT pk FROM videos WHERE id = @videoId) AND c.track = @track
         ORDER BY c.idx`,
        { videoId, track },
      )
      .map(toCaption),
  choose: (videoId, track, choice) => {
    const found = sql.get<{ videoPk: number; key: string }>(
      `SELECT t.video_pk AS videoPk, t.source_key AS key FROM caption_tracks t JOIN videos v ON v.pk = t.video_pk
       WHERE v.id = @videoId AND t.track = @track`,
      { videoId, track },
    )
    if (found === undefined) return false
    sql.run(
      `INSERT INTO caption_choices (video_pk, source_key, encoding, offset_ms)
       VALUES (@videoPk, @key, @encoding, @offsetMs)
       ON CONFLICT (video_pk, source_key) DO UPDATE SET
         encoding = CASE WHEN @setsEncoding THEN excluded.encoding ELSE encoding END,
         offset_ms = CASE WHEN @setsOffset THEN excluded.offset_ms ELSE offset_ms END`,
      {
        ...found,
        encoding: choice.encoding ?? null,
        offsetMs: choice.offsetMs ?? null,
        setsEncoding: choice.encoding === undefined ? 0 : 1,
        setsOffset: choice.offsetMs === undefined ? 0 : 1,
      },
    )
    return true
  },
  search: (query) => search(sql, query),
})
