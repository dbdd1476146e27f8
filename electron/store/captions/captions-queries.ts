import { type CaptionSearch, trackSourcesOf } from '../../contract/index.ts'
import type { CaptionStore, CaptionsResult, SceneNumber } from '../../domain/ports/index.ts'
import type { SceneColumns } from '../scenes/scene-columns.ts'
import { sceneOfSpan } from '../scenes/scenes-queries.ts'
import { decodeCursor, encodeCursor, toPage } from '../sqlite/cursor.ts'
import type { Parameters, Sql, Synchronous } from '../sqlite/sql.ts'
import { captionMatch } from './caption-match.ts'
import { type CaptionRow, captionColumns, toCaption, wordColumns } from './caption-rows.ts'
import { captionsInOrder, foldHits, hitsAfter } from './captions-in-order.ts'
import { captionsOfScenes } from './captions-of-scenes.ts'
import { correctCaption } from './corrections.ts'
import { findWords } from './find-words.ts'
import { replaceTracks } from './write-tracks.ts'

const visibleCaptions = `SELECT ${captionColumns}, ${wordColumns}
  FROM captions c JOIN videos v ON v.pk = c.video_pk AND v.removed_at IS NULL
  JOIN caption_tracks t ON t.video_pk = c.video_pk AND t.track = c.track`

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

/** Tracks that come from a video's file and from the files beside it. */
const fileSources = ['stream', 'sidecar'] as const

/** Replaces what was read from a video's file and the caption files beside it. */
export const writeCaptions = (sql: Sql, videoPk: number, captions: CaptionsResult): void => {
  replaceTracks(sql, videoPk, fileSources, captions.tracks)
  writeFiles(sql, videoPk, captions)
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
  sql.get(
    `SELECT 1 FROM videos v JOIN caption_tracks t ON t.video_pk = v.pk
     WHERE v.removed_at IS NOT NULL AND t.cue_count > 0 LIMIT 1`,
  ) !== undefined

const ofSources = `AND EXISTS (SELECT 1 FROM caption_tracks o WHERE o.video_pk = c.video_pk AND o.track = c.track
  AND o.source IN (SELECT value FROM json_each(@sources)))`

/** One page of hits in their order, and what names the rest. */
interface HitPage {
  readonly total: number
  readonly rows: readonly HitRow[]
  readonly cursorOf: (row: HitRow) => string
  /** By caption: scenes that its hit stands for. */
  readonly copiesOf?: (row: HitRow) => readonly SceneNumber[] | undefined
}

const hitColumns = `c.pk, v.id AS video_id, c.track, c.idx, c.start_ms, c.end_ms, c.text, c.box, t.language, t.source,
  c.video_pk, v.title AS video_title, v.width AS video_width, v.height AS video_height`

const byWords = (sql: Sql, query: CaptionSearch, found: string, parameters: Parameters): HitPage => {
  const after = query.cursor === undefined ? null : decodeCursor(query.cursor, 'q', ['number', 'number'])
  const total = sql.get<{ total: number }>(`SELECT COUNT(*) AS total ${found}`, parameters)?.total ?? 0
  const rows = sql.all<HitRow>(
    `SELECT ${hitColumns}, hit.rank
     FROM (SELECT f.rowid AS pk, f.rank AS rank ${found}
         ${after === null ? '' : 'AND (f.rank, f.rowid) > (@afterRank, @afterPk)'}
       ORDER BY f.rank, f.rowid LIMIT @rows) hit
     JOIN captions c ON c.pk = hit.pk JOIN videos v ON v.pk = c.video_pk
     JOIN caption_tracks t ON t.video_pk = c.video_pk AND t.track = c.track
     ORDER BY hit.rank, c.pk`,
    { ...parameters, afterRank: after?.[0] ?? null, afterPk: after?.[1] ?? null, rows: query.limit + 1 },
  )
  return { total, rows, cursorOf: (row) => encodeCursor('q', [row.rank, row.pk]) }
}

const byMarks = (
  sql: Sql,
  query: CaptionSearch,
  found: string,
  parameters: Parameters,
  columns: () => SceneColumns,
  copies: readonly (readonly SceneNumber[])[],
): HitPage => {
  const kind = `m.${query.sort ?? 'relevance'}`
  const all = foldHits(captionsInOrder(sql, query, found, parameters, columns), copies)
  const [mark, rank, pk] =
    query.cursor === undefined ? [] : decodeCursor(query.cursor, kind, ['number', 'number', 'number'])
  const after = pk === undefined ? null : { mark: Number(mark), rank: Number(rank), pk: Number(pk) }
  const page = hitsAfter(all, after).slice(0, query.limit + 1)
  const rows = sql.all<Omit<HitRow, 'rank'>>(
    `SELECT ${hitColumns} FROM json_each(@pks) wanted CROSS JOIN captions c ON c.pk = wanted.value
     JOIN videos v ON v.pk = c.video_pk JOIN caption_tracks t ON t.video_pk = c.video_pk AND t.track = c.track
     ORDER BY wanted.key`,
    { pks: JSON.stringify(page.map((hit) => hit.pk)) },
  )
  const known = new Map(page.map((hit) => [hit.pk, hit]))
  return {
    total: all.length,
    rows: rows.map((row) => ({ ...row, rank: known.get(row.pk)?.rank ?? 0 })),
    cursorOf: (row) => encodeCursor(kind, [known.get(row.pk)?.mark ?? 0, row.rank, row.pk]),
    copiesOf: (row) => known.get(row.pk)?.copies,
  }
}

const withCopiesOf = (copies: readonly SceneNumber[] | undefined): { readonly copies?: readonly SceneNumber[] } =>
  copies === undefined ? {} : { copies }

const search = (
  sql: Sql,
  query: CaptionSearch,
  columns: () => SceneColumns,
  copies: readonly (readonly SceneNumber[])[],
): ReturnType<Synchronous<CaptionStore>['search']> => {
  const match = captionMatch(query.query, query.typing)
  if (match === null) return { items: [], nextCursor: null, total: 0 }
  const sources = trackSourcesOf(query.sources)
  const isOrdered = query.filter !== undefined || (query.sort ?? 'relevance') !== 'relevance' || copies.length > 0
  // Without a video to leave out, the index alone knows the answer.
  const filtered = isOrdered || query.videoIds !== undefined || sources !== null || hasHiddenCaptions(sql)
  const found = filtered
    ? `FROM captions_fts f JOIN captions c ON c.pk = f.rowid
       JOIN videos v ON v.pk = c.video_pk AND v.removed_at IS NULL
       WHERE captions_fts MATCH @match
         ${query.videoIds === undefined ? '' : 'AND v.id IN (SELECT value FROM json_each(@videoIds))'}
         ${sources === null ? '' : ofSources}`
    : 'FROM captions_fts f WHERE captions_fts MATCH @match'
  const parameters = {
    match,
    videoIds: JSON.stringify(query.videoIds ?? []),
    sources: JSON.stringify(sources ?? []),
  }
  const { total, rows, cursorOf, copiesOf } = isOrdered
    ? byMarks(sql, query, found, parameters, columns, copies)
    : byWords(sql, query, found, parameters)
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
      ...withCopiesOf(copiesOf?.(row)),
    }),
    cursorOf,
  )
  return { ...page, total }
}

/** Caption cues and their full-text index. `columns`: those of all scenes. */
export const createCaptionQueries = (sql: Sql, columns: () => SceneColumns): Synchronous<CaptionStore> => ({
  ofScenes: (scenes) => captionsOfScenes(sql, scenes),
  list: (videoId, track, page) => {
    const after = page.cursor === undefined ? [-1, -1] : decodeCursor(page.cursor, 'c', ['number', 'number'])
    const rows = sql.all<CaptionRow>(
      `${visibleCaptions} WHERE c.video_pk = (SELECT pk FROM videos WHERE id = @videoId)
         AND (c.track, c.idx) > (@afterTrack, @afterIndex) AND ${track === null ? "t.source <> 'notes'" : 'c.track = @track'}
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
  byNumber: (cues) =>
    sql
      .all<CaptionRow>(
        `SELECT ${captionColumns}, ${wordColumns} FROM json_each(@cues) wanted CROSS JOIN captions c ON c.pk = wanted.value
         CROSS JOIN videos v ON v.pk = c.video_pk AND v.removed_at IS NULL
         CROSS JOIN caption_tracks t ON t.video_pk = c.video_pk AND t.track = c.track ORDER BY wanted.key`,
        { cues: JSON.stringify(cues) },
      )
      .map((row) => ({ number: row.pk, caption: toCaption(row) })),
  hasWords: (sources) =>
    sql.get(
      `SELECT 1 FROM caption_tracks t JOIN videos v ON v.pk = t.video_pk AND v.removed_at IS NULL
       WHERE t.cue_count > 0
         ${sources === null ? '' : 'AND t.source IN (SELECT value FROM json_each(@sources))'} LIMIT 1`,
      { sources: JSON.stringify(sources ?? []) },
    ) !== undefined,
  findWords: (query) => findWords(sql, query, columns),
  scenesWithMeaningOf: (sources) =>
    Float64Array.from(
      sql.database
        .prepare<[{ sources: string }], number>(
          `SELECT s.pk FROM videos v JOIN caption_tracks t ON t.video_pk = v.pk AND t.track = v.caption_track
             AND t.source IN (SELECT value FROM json_each(@sources))
           JOIN scenes s ON s.video_pk = v.pk WHERE v.removed_at IS NULL ORDER BY s.pk`,
        )
        .pluck()
        .all({ sources: JSON.stringify(sources) }),
    ),
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
  correct: (videoId, track, captionId, text) => correctCaption(sql, videoId, track, captionId, text),
  search: (query, copies = []) => search(sql, query, columns, copies),
})
