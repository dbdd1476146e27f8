import { readStoredCuts, readStoredSpeech, sourceTimecodeSchema } from '../../contract/index.ts'
import { emptyMark } from '../../domain/marks/scene-marks.ts'
import type { FilmstripLayout, RegisterOutcome, VideoDetailsRecord, VideoStore } from '../../domain/ports/index.ts'
import { withChosenAudio } from '../../domain/sound/audio-choice.ts'
import { StoreError } from '../../domain/store-error.ts'
import { captionChoicesOf, captionTracksOf, readCaptionFiles } from '../captions/caption-tracks.ts'
import { applyJobEvent } from '../jobs/apply-event.ts'
import { ensureJobs, readJobs } from '../jobs/job-rows.ts'
import { snapshotOf, writeMark } from '../marks/mark-rows.ts'
import { refreshNotes } from '../marks/notes-track.ts'
import { choosePosterOf, dropSoundsOf } from '../scenes/write-scenes.ts'
import { newId, probeFromRow } from '../sqlite/rows.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import { countCameras, countTags, listFolders } from './folders.ts'
import { type StoredLocation, withParts } from './location-parts.ts'
import { dropLocation, putLocation } from './locations.ts'
import { findNamed } from './named-videos.ts'
import { noteForWatching } from './note-for-watching.ts'
import { createPurgeQueries } from './purge-queries.ts'
import { refreshVideo } from './refresh-video.ts'
import { contentOf, copyWords, renewVideo } from './renew-video.ts'
import { changeTags, writeTags } from './tags.ts'
import { batchSortKey, titleKey, titleSortKey } from './title-key.ts'
import { listVideos } from './video-list.ts'
import { toVideo, type VideoRow, videoColumns } from './video-rows.ts'

const notFound = (): StoreError => new StoreError('not_found', 'There is no such video.', 'Reload the library.')

const details = (sql: Sql, row: VideoRow | undefined): VideoDetailsRecord | null => {
  if (row === undefined) return null
  const videoPk = row.pk
  const probe = sql.get<{ result: string }>('SELECT result FROM probes WHERE video_pk = @videoPk', { videoPk })
  const found = probeFromRow(probe?.result ?? null)
  const filmstrip = sql.get<FilmstripLayout>(
    `SELECT tile_width AS tileWidth, tile_height AS tileHeight, columns, rows, interval_ms AS intervalMs, count, sheets
     FROM filmstrips WHERE content_pk = @videoPk`,
    { videoPk },
  )
  const locations = sql
    .all<StoredLocation>(
      'SELECT path, seen_at AS seenAt, stamp, parts FROM locations WHERE video_pk = @videoPk ORDER BY seen_at DESC, pk DESC',
      { videoPk },
    )
    .map(withParts)
  const cameraProxies = sql
    .all<{ path: string }>('SELECT path FROM camera_proxies WHERE video_pk = @videoPk ORDER BY pk', { videoPk })
    .map(({ path }) => path)
  return {
    ...toVideo(row),
    probe: found === null ? null : withChosenAudio(found, row.audio_stream_index),
    audioStreamIndex: row.audio_stream_index,
    speech: row.speech === null ? {} : readStoredSpeech(JSON.parse(row.speech)),
    chosenPosterFrame: row.chosen_poster_frame,
    filmstrip: filmstrip ?? null,
    captionTracks: captionTracksOf(sql, videoPk),
    captionFiles: readCaptionFiles(sql, videoPk),
    captionChoices: captionChoicesOf(sql, videoPk),
    locations,
    cameraProxies,
    cuts: row.cuts === null ? null : readStoredCuts(JSON.parse(row.cuts)),
  }
}

const by = (sql: Sql, column: 'id' | 'content_id', value: string): VideoRow | undefined =>
  sql.get<VideoRow>(`SELECT ${videoColumns} FROM videos v WHERE v.${column} = @value`, { value })

const pkOf = (sql: Sql, id: string): number => {
  const row = sql.get<{ pk: number }>('SELECT pk FROM videos WHERE id = @id', { id })
  if (row === undefined) throw notFound()
  return row.pk
}

const visiblePkOf = (sql: Sql, id: string): number => {
  const row = sql.get<{ pk: number }>('SELECT pk FROM videos WHERE id = @id AND removed_at IS NULL', { id })
  if (row === undefined) throw notFound()
  return row.pk
}

/** Lets a new video stand with those that came with it. */
const putIntoBatch = (sql: Sql, videoPk: number, batch: string, batchSort: string): void => {
  sql.run(
    `UPDATE videos SET batch = @batch, batch_sort = @batchSort, batch_pk =
       COALESCE((SELECT b.batch_pk FROM videos b WHERE b.batch = @batch ORDER BY b.batch_pk LIMIT 1), pk)
     WHERE pk = @videoPk`,
    { videoPk, batch, batchSort },
  )
}

/** A content that was in the library before is called what a person called it. */
const showKeptTitle = (sql: Sql, videoPk: number): void => {
  const kept = sql.get<{ title: string }>(
    `SELECT m.title FROM videos v JOIN marks m ON m.content_id = v.content_id AND m.end_frame = 0
     WHERE v.pk = @videoPk AND m.title IS NOT NULL`,
    { videoPk },
  )
  if (kept !== undefined) writeTitle(sql, videoPk, kept.title)
}

const writeTitle = (sql: Sql, videoPk: number, title: string): void => {
  sql.run('UPDATE videos SET title = @title, title_key = @titleKey, title_sort = @titleSort WHERE pk = @videoPk', {
    videoPk,
    title,
    titleKey: titleKey(title),
    titleSort: titleSortKey(title),
  })
}

const rename = (sql: Sql, videoPk: number, title: string): void => {
  writeTitle(sql, videoPk, title)
  const place = { contentId: contentOf(sql, videoPk), startFrame: 0, endFrame: 0, kind: 'video' } as const
  const was = snapshotOf(sql, place)
  writeMark(sql, { ...was, values: { ...(was.values ?? emptyMark), title } }, new Date().toISOString())
  refreshNotes(sql, videoPk)
}

const restoreVideo = (sql: Sql, videoPk: number, removedAt: string): void => {
  sql.run('UPDATE videos SET removed_at = NULL WHERE pk = @videoPk', { videoPk })
  applyJobEvent(sql, readJobs(sql, 'j.video_pk = @videoPk', { videoPk }), { kind: 'video-restored', removedAt })
  refreshVideo(sql, videoPk)
}

const register = (sql: Sql, input: Parameters<VideoStore['register']>[0]): RegisterOutcome => {
  const now = new Date().toISOString()
  const { identity, path, title } = input
  const stamp = input.stamp ?? null
  const existing = by(sql, 'content_id', identity.contentId)
  const replaced = input.replaced === undefined ? undefined : by(sql, 'id', input.replaced.videoId)
  if (existing === undefined && replaced !== undefined && input.replaced?.how === 'renew') {
    renewVideo(sql, replaced.pk, input, now)
    putLocation(sql, replaced.pk, path, now, stamp, input.parts)
    return { outcome: 'renewed', videoId: replaced.id }
  }
  if (existing === undefined) {
    const id = newId('v')
    const sizeBytes = identity.sizeBytes
    sql.run(
      `INSERT INTO videos (id, content_id, size_bytes, title, title_key, title_sort, added_at)
       VALUES (@id, @contentId, @sizeBytes, @title, @titleKey, @titleSort, @now)`,
      {
        id,
        contentId: identity.contentId,
        sizeBytes,
        title,
        titleKey: titleKey(title),
        titleSort: titleSortKey(title),
        now,
      },
    )
    const videoPk = pkOf(sql, id)
    if (input.batch !== undefined) putIntoBatch(sql, videoPk, input.batch.id, batchSortKey(input.batch.folder, title))
    showKeptTitle(sql, videoPk)
    if (replaced !== undefined) copyWords(sql, replaced.pk, videoPk)
    putLocation(sql, videoPk, path, now, stamp, input.parts)
    ensureJobs(sql, videoPk, input.stages, now)
    refreshVideo(sql, videoPk)
    return { outcome: 'added', videoId: id }
  }
  const earlierPaths = sql
    .all<{ path: string }>('SELECT path FROM locations WHERE video_pk = @pk', { pk: existing.pk })
    .map((row) => row.path)
  const gone = new Set(input.missingPaths)
  const moved = !earlierPaths.includes(path) && earlierPaths.every((earlier) => gone.has(earlier))
  putLocation(sql, existing.pk, path, now, stamp, input.parts)
  const created = ensureJobs(sql, existing.pk, input.stages, now)
  if (existing.removed_at !== null) restoreVideo(sql, existing.pk, existing.removed_at)
  else if (created > 0) refreshVideo(sql, existing.pk)
  const outcome = existing.removed_at !== null ? 'restored' : moved ? 'relocated' : 'known'
  return { outcome, videoId: existing.id }
}

/** Videos and their locations. */
export const createVideoQueries = (sql: Sql): Synchronous<VideoStore> => ({
  register: (input) => sql.atomically(() => register(sql, input)),
  findByContent: (contentId) => details(sql, by(sql, 'content_id', contentId)),
  findByPath: (path) => {
    const row = sql.get<VideoRow>(
      `SELECT ${videoColumns} FROM videos v WHERE v.pk = (SELECT video_pk FROM locations WHERE path = @path)`,
      { path },
    )
    return row === undefined ? null : toVideo(row)
  },
  get: (id) => details(sql, by(sql, 'id', id)),
  getMany: (ids) => {
    const rows = sql.all<VideoRow>(
      `SELECT ${videoColumns} FROM json_each(@ids) wanted JOIN videos v ON v.id = wanted.value
       WHERE v.removed_at IS NULL ORDER BY wanted.key`,
      { ids: JSON.stringify(ids) },
    )
    return rows.map(toVideo)
  },
  sourceTimecodes: (ids) =>
    new Map(
      sql
        .all<{ id: string; timecode: string }>(
          `SELECT v.id, json_extract(p.result, '$.sourceTimecode') AS timecode FROM json_each(@ids) wanted
           JOIN videos v ON v.id = wanted.value JOIN probes p ON p.video_pk = v.pk
           WHERE json_extract(p.result, '$.sourceTimecode') IS NOT NULL`,
          { ids: JSON.stringify(ids) },
        )
        .map(({ id, timecode }) => [id, sourceTimecodeSchema.parse(JSON.parse(timecode))]),
    ),
  list: (query) => listVideos(sql, query),
  rename: (id, title) => sql.atomically(() => rename(sql, pkOf(sql, id), title)),
  addLocation: (id, path, stamp, parts) => {
    sql.atomically(() => putLocation(sql, pkOf(sql, id), path, new Date().toISOString(), stamp ?? null, parts))
  },
  setStamp: (path, stamp) => {
    sql.run('UPDATE locations SET stamp = @stamp WHERE path = @path', { path, stamp })
  },
  dropLocation: (id, path) => {
    sql.atomically(() => dropLocation(sql, pkOf(sql, id), path))
  },
  locations: (afterKey, limit) =>
    sql
      .all<StoredLocation & { key: number; videoId: string }>(
        `SELECT l.pk AS key, v.id AS videoId, l.path, l.seen_at AS seenAt, l.stamp, l.parts
         FROM locations l JOIN videos v ON v.pk = l.video_pk AND v.removed_at IS NULL
         WHERE l.pk > @afterKey ORDER BY l.pk LIMIT @limit`,
        { afterKey, limit },
      )
      .map(withParts),
  wasWorkedOn: (id) =>
    sql.get(
      `SELECT 1 FROM videos v WHERE v.id = @id AND (
         EXISTS (SELECT 1 FROM marks m WHERE m.content_id = v.content_id)
         OR EXISTS (SELECT 1 FROM hand_edits h WHERE h.content_id = v.content_id)
         OR EXISTS (SELECT 1 FROM bin_items b WHERE b.content_id = v.content_id)
         OR EXISTS (SELECT 1 FROM caption_corrections c WHERE c.content_id = v.content_id))`,
      { id },
    ) !== undefined,
  addCameraProxy: (id, path) => {
    sql.run(
      `INSERT INTO camera_proxies (video_pk, path) VALUES (@videoPk, @path)
       ON CONFLICT (path) DO UPDATE SET video_pk = excluded.video_pk`,
      { videoPk: pkOf(sql, id), path },
    )
  },
  ...createPurgeQueries(sql, (id) => details(sql, by(sql, 'id', id))),
  setMissing: (id, missing) => {
    sql.run('UPDATE videos SET missing = @missing WHERE id = @id', { id, missing: missing ? 1 : 0 })
  },
  setTags: (id, tags) => {
    sql.atomically(() => writeTags(sql, pkOf(sql, id), tags))
  },
  changeTags: (ids, add, remove) =>
    sql.atomically(() => ids.filter((id) => changeTags(sql, visiblePkOf(sql, id), add, remove))),
  named: (query, filter, limit) => findNamed(sql, query, filter, limit),
  folders: (query) => listFolders(sql, query),
  tags: () => countTags(sql),
  cameras: () => countCameras(sql),
  setCuts: (id, cuts) => {
    sql.run('UPDATE videos SET cuts = @cuts WHERE id = @id', { id, cuts: cuts === null ? null : JSON.stringify(cuts) })
  },
  setSpeech: (id, speech) => {
    const written = Object.keys(speech).length === 0 ? null : JSON.stringify(speech)
    sql.run('UPDATE videos SET speech = @written WHERE id = @id', { id, written })
  },
  setPoster: (id, chosenPosterFrame) => {
    sql.atomically(() => {
      const pk = pkOf(sql, id)
      sql.run('UPDATE videos SET chosen_poster_frame = @chosenPosterFrame WHERE pk = @pk', { pk, chosenPosterFrame })
      choosePosterOf(sql, pk)
    })
  },
  setAudioStream: (id, audioStreamIndex) => {
    sql.atomically(() => {
      const pk = pkOf(sql, id)
      sql.run('UPDATE videos SET audio_stream_index = @audioStreamIndex WHERE pk = @pk', { pk, audioStreamIndex })
      dropSoundsOf(sql, pk)
    })
  },
  remove: (id) =>
    sql.atomically(() => {
      noteForWatching(sql, id)
      const now = new Date().toISOString()
      return sql.run('UPDATE videos SET removed_at = @now WHERE id = @id AND removed_at IS NULL', { id, now }) > 0
    }),
  restore: (id) =>
    sql.atomically(() => {
      const row = by(sql, 'id', id)
      if (row === undefined || row.removed_at === null) return false
      restoreVideo(sql, row.pk, row.removed_at)
      return true
    }),
})
