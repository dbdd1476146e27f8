import type {
  FinishedScreenText,
  PictureTrack,
  ReadKey,
  ReadPicture,
  ScreenTextStore,
  TextLine,
  TextModel,
} from '../../domain/ports/index.ts'
import { pictureCodecs } from '../captions/picture-codecs.ts'
import { madeTrack, replaceTracks, writePictureCues } from '../captions/write-tracks.ts'
import { videosOfStage } from '../jobs/stage-videos.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import type { ReadLinesTable } from '../sqlite/tables.ts'

/** Number of the caption track that text on screen becomes: behind those of the file, of files beside it and of speech. */
export const screenTrack = 2000

const parametersOf = ({ videoId, model, revision, trackKey }: ReadKey) => ({
  videoId,
  model,
  revision,
  source: trackKey ?? '',
})

interface LineRow extends Omit<ReadLinesTable, 'idx' | 'picture_pk'> {
  readonly picture: number
}

const toLine = ({ x, y, width, height, text, probability }: LineRow): TextLine => ({
  box: [x, y, width, height],
  text,
  probability,
})

const readPictures = (sql: Sql, key: ReadKey): readonly ReadPicture[] => {
  const parameters = parametersOf(key)
  const pictures = `FROM read_pictures p WHERE p.video_pk = (SELECT pk FROM videos WHERE id = @videoId)
    AND p.source = @source AND p.model = @model AND p.revision = @revision`
  const lines = Map.groupBy(
    sql.all<LineRow>(
      `SELECT l.picture_pk AS picture, l.x, l.y, l.width, l.height, l.text, l.probability
       FROM read_lines l WHERE l.picture_pk IN (SELECT p.pk ${pictures}) ORDER BY l.picture_pk, l.idx`,
      parameters,
    ),
    ({ picture }) => picture,
  )
  return sql
    .all<{ pk: number; number: number; startMs: number; endMs: number }>(
      `SELECT p.pk, p.number, p.start_ms AS startMs, p.end_ms AS endMs ${pictures} ORDER BY p.number`,
      parameters,
    )
    .map(({ pk, ...picture }) => ({ ...picture, lines: (lines.get(pk) ?? []).map(toLine) }))
}

const writePicture = (sql: Sql, key: ReadKey, { number, startMs, endMs, lines }: ReadPicture): void => {
  const row = sql.get<{ pk: number }>(
    `INSERT INTO read_pictures (video_pk, source, model, revision, number, start_ms, end_ms)
     SELECT pk, @source, @model, @revision, @number, @startMs, @endMs FROM videos WHERE id = @videoId
     ON CONFLICT (video_pk, source, model, revision, number) DO UPDATE SET start_ms = excluded.start_ms,
       end_ms = excluded.end_ms
     RETURNING pk`,
    { ...parametersOf(key), number, startMs, endMs },
  )
  // The video went meanwhile.
  if (row === undefined) return
  sql.run('DELETE FROM read_lines WHERE picture_pk = @pk', row)
  for (const [index, { box, text, probability }] of lines.entries()) {
    const [x, y, width, height] = box
    sql.run(
      `INSERT INTO read_lines (picture_pk, idx, x, y, width, height, text, probability)
       VALUES (@pk, @index, @x, @y, @width, @height, @text, @probability)`,
      { ...row, index, x, y, width, height, text, probability },
    )
  }
}

const trackKeyOf = ({ model, revision }: TextModel): string => `${model} ${revision}`

/** Text that was read in pictures. */
export const createScreenTextQueries = (sql: Sql): Synchronous<ScreenTextStore> => ({
  pictures: (key) => readPictures(sql, key),
  writePictures: (key, pictures) =>
    sql.atomically(() => {
      for (const picture of pictures) writePicture(sql, key, picture)
    }),
  pictureTracks: (videoId) =>
    sql.all<PictureTrack>(
      `SELECT t.track, t.source, t.codec, t.language, t.file, t.note, t.source_key AS key FROM caption_tracks t
       JOIN videos v ON v.pk = t.video_pk
       WHERE v.id = @videoId AND t.codec IN (SELECT value FROM json_each(@pictureCodecs)) ORDER BY t.track`,
      { videoId, pictureCodecs: JSON.stringify(pictureCodecs) },
    ),
  videosFor: ({ model, revision }) =>
    videosOfStage(
      sql,
      'read-text',
      `j.state = 'skipped' AND json_extract(j.reason, '$.code') = 'no_model'
       OR j.state = 'done'
         AND NOT EXISTS (SELECT 1 FROM caption_tracks t
           WHERE t.video_pk = v.pk AND t.source = 'screen' AND t.source_key = @key)
         AND NOT EXISTS (SELECT 1 FROM read_pictures p
           WHERE p.video_pk = v.pk AND p.model = @model AND p.revision = @revision)`,
      { key: trackKeyOf({ model, revision }), model, revision },
    ),
  skippedVideos: (reasons) =>
    videosOfStage(
      sql,
      'read-text',
      `j.state = 'skipped' AND json_extract(j.reason, '$.code') IN (SELECT value FROM json_each(@reasons))`,
      { reasons: JSON.stringify(reasons) },
    ),
})

/**
 * Makes what one model read, complete, the caption tracks of a video: its track of text on screen in the place of an older one, and
 * the words of caption tracks that are pictures. What other models read goes. Call inside a transaction.
 */
export const writeScreenText = (sql: Sql, videoPk: number, finished: FinishedScreenText): void => {
  const { model, revision, cues } = finished
  const tracks =
    cues === null
      ? []
      : [madeTrack({ track: screenTrack, source: 'screen', model, language: null, key: trackKeyOf(finished), cues })]
  replaceTracks(sql, videoPk, ['screen'], tracks)
  writePictureCues(sql, videoPk, finished.pictureTracks)
  const readAs = finished.pictureTracks.map((track) => track.readAs ?? track.key)
  sql.run(
    `DELETE FROM read_pictures WHERE video_pk = @videoPk AND (NOT (model = @model AND revision = @revision)
       OR source <> '' AND source NOT IN (SELECT value FROM json_each(@readAs)))`,
    { videoPk, model, revision, readAs: JSON.stringify(readAs) },
  )
}
