import { z } from 'zod'
import { fileMetadataSchema, type MarkValues } from '../../contract/index.ts'
import { frameTimeMs } from '../../domain/frame-times.ts'
import type { Sql } from '../sqlite/sql.ts'
import { type MarkRow, markColumns, markOfRow } from './mark-rows.ts'

/** Number of the track in which the words of marks are found; behind those of files, speech and text on screen. */
export const notesTrack = 3000

interface NoteCue {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
}

interface TimedScene {
  readonly startFrame: number
  readonly endFrame: number
  readonly startMs: number
  readonly endMs: number
}

const keyOf = ({ startMs, endMs, text }: NoteCue): string => `${startMs} ${endMs} ${text}`

const textOf = ({ title, note, tags }: MarkValues): string =>
  [title ?? '', note ?? '', tags.join(', ')].filter((part) => part !== '').join('\n')

/** What others wrote about the film, as words. */
const metadataText = (sql: Sql, videoPk: number): string => {
  const row = sql.get<{ found: string | null }>(
    "SELECT json_extract(result, '$.fileMetadata') AS found FROM probes WHERE video_pk = @videoPk",
    { videoPk },
  )
  const sources = z.array(fileMetadataSchema).safeParse(JSON.parse(row?.found ?? '[]')).data ?? []
  const texts = sources.flatMap(({ values }) => [
    ...[values.title, values.description, values.keywords?.join(', ')],
    ...[values.location, values.reel, values.scene, values.take],
  ])
  return [...new Set(texts.filter((text) => text !== undefined && text !== ''))].join('\n')
}

const notesOf = (sql: Sql, videoPk: number): readonly NoteCue[] => {
  const rows = sql.all<MarkRow>(
    `SELECT ${markColumns} FROM videos v JOIN marks m ON m.content_id = v.content_id
     WHERE v.pk = @videoPk AND (m.note IS NOT NULL OR m.title IS NOT NULL OR EXISTS (SELECT 1 FROM mark_tags k
       WHERE k.content_id = m.content_id AND k.start_frame = m.start_frame AND k.end_frame = m.end_frame))
     ORDER BY m.start_frame, m.end_frame`,
    { videoPk },
  )
  const written = metadataText(sql, videoPk)
  if (rows.length === 0 && written === '') return []
  const scenes = sql.all<TimedScene>(
    `SELECT start_frame AS startFrame, end_frame AS endFrame, start_ms AS startMs, end_ms AS endMs FROM scenes
     WHERE video_pk = @videoPk ORDER BY start_frame`,
    { videoPk },
  )
  const [first] = scenes
  // Frames have times once the video is cut, which writes the notes again.
  if (first === undefined) return []
  const timeOf = (frame: number): number => {
    const scene = scenes.findLast(({ startFrame }) => startFrame <= frame) ?? first
    return frameTimeMs(frame, scene, { frameRate: null, variableFrameRate: true })
  }
  // What is said of a whole video is found where it begins.
  const whole = { startMs: first.startMs, endMs: first.endMs }
  const marked = rows.map((row) => {
    const text = textOf(markOfRow(row))
    if (row.end_frame === 0) return { ...whole, text }
    const startMs = timeOf(row.start_frame)
    return { startMs, endMs: Math.max(startMs + 1, timeOf(row.end_frame)), text }
  })
  return written === '' ? marked : [...marked, { ...whole, text: written }]
}

/**
 * Writes titles, notes and tags of a video's marks, and what others wrote about it, as a caption track of their own, so that whatever finds words finds them.
 * Part of whatever changes marks or scenes. Lists of caption tracks leave it out.
 */
export const refreshNotes = (sql: Sql, videoPk: number): void => {
  const notes = notesOf(sql, videoPk)
  const place = { videoPk, track: notesTrack }
  const before = sql.all<NoteCue & { readonly idx: number }>(
    'SELECT idx, start_ms AS startMs, end_ms AS endMs, text FROM captions WHERE video_pk = @videoPk AND track = @track',
    place,
  )
  const wanted = new Map(notes.map((cue) => [keyOf(cue), cue]))
  const gone = before.filter((cue) => !wanted.delete(keyOf(cue))).map(({ idx }) => idx)
  if (gone.length === 0 && wanted.size === 0) return
  const count = before.length - gone.length + wanted.size
  if (count === 0) {
    sql.run('DELETE FROM caption_tracks WHERE video_pk = @videoPk AND track = @track', place)
    return
  }
  sql.run(
    `INSERT INTO caption_tracks (video_pk, track, source, codec, readable, cue_count)
     VALUES (@videoPk, @track, 'notes', 'marks', 1, @count)
     ON CONFLICT (video_pk, track) DO UPDATE SET cue_count = excluded.cue_count`,
    { ...place, count },
  )
  sql.run(
    `DELETE FROM captions WHERE video_pk = @videoPk AND track = @track
       AND idx IN (SELECT value FROM json_each(@gone))`,
    { ...place, gone: JSON.stringify(gone) },
  )
  // What stays keeps its place, so that one note more does not write all of them anew.
  let index = before.reduce((highest, { idx }) => Math.max(highest, idx), -1)
  for (const cue of wanted.values()) {
    index += 1
    sql.run(
      `INSERT INTO captions (video_pk, track, idx, start_ms, end_ms, text)
       VALUES (@videoPk, @track, @index, @startMs, @endMs, @text)`,
      { ...place, index, ...cue },
    )
  }
}
