import type { ExportedMark, MarkTarget } from '../../contract/index.ts'
import { changeMark, renameTagsOf } from '../../domain/marks/change-mark.ts'
import { emptyMark, inheritedMark, isEmptyMark, tagKey } from '../../domain/marks/scene-marks.ts'
import type { MarkPlace, MarkRecord, MarkSnapshot, MarkStore, MarksChanged } from '../../domain/ports/index.ts'
import { StoreError } from '../../domain/store-error.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import { titleKey, titleSortKey } from '../videos/title-key.ts'
import { type MarkRow, markColumns, markOfRow, readMark, snapshotOf, writeMark } from './mark-rows.ts'
import { refreshNotes } from './notes-track.ts'
import { frameMarksOf, refreshSceneMarks } from './scene-marks.ts'

const missing = (what: string): StoreError =>
  new StoreError('not_found', `There is no such ${what}.`, 'It may have been removed; reload the list.')

/** A place with the video that it is in, and the scene that was named. */
interface Placed extends MarkPlace {
  readonly sceneId?: string
  readonly videoPk: number
  readonly videoId: string
}

const visibleVideo = 'SELECT pk, id, content_id, frame_count, title FROM videos WHERE id = @id AND removed_at IS NULL'

interface VideoOfMarks {
  readonly pk: number
  readonly id: string
  readonly content_id: string
  readonly frame_count: number
  readonly title: string
}

const placeOf = (sql: Sql, target: MarkTarget): Placed => {
  if ('sceneId' in target) {
    const scene = sql.get<Omit<Placed, 'kind'>>(
      `SELECT v.content_id AS contentId, s.start_frame AS startFrame, s.end_frame AS endFrame, v.pk AS videoPk,
         v.id AS videoId
       FROM scenes s JOIN videos v ON v.pk = s.video_pk AND v.removed_at IS NULL WHERE s.id = @id`,
      { id: target.sceneId },
    )
    if (scene === undefined) throw missing('scene')
    return { ...scene, kind: 'scene', sceneId: target.sceneId }
  }
  const video = sql.get<VideoOfMarks>(visibleVideo, { id: target.videoId })
  if (video === undefined) throw missing('video')
  const of = { contentId: video.content_id, videoPk: video.pk, videoId: video.id }
  if (!('startFrame' in target)) return { ...of, startFrame: 0, endFrame: 0, kind: 'video' }
  const { startFrame, endFrame } = target
  if (startFrame >= endFrame || (video.frame_count > 0 && endFrame > video.frame_count)) {
    throw new StoreError(
      'bad_request',
      `“${video.title}” has no frames from ${startFrame} up to ${endFrame}.`,
      `Give a range within 0 to ${video.frame_count} whose end, which is not part of it, is behind its start.`,
    )
  }
  return { ...of, startFrame, endFrame, kind: 'range' }
}

/** The title of a video is a mark of its content, and what its row shows. */
const showTitle = (sql: Sql, contentId: string, title: string | null | undefined): void => {
  if (title === null || title === undefined) return
  sql.run(
    `UPDATE videos SET title = @title, title_key = @titleKey, title_sort = @titleSort
     WHERE content_id = @contentId AND title <> @title`,
    { contentId, title, titleKey: titleKey(title), titleSort: titleSortKey(title) },
  )
}

const videosOf = (
  sql: Sql,
  contentIds: readonly string[],
): readonly { readonly pk: number; readonly id: string; readonly contentId: string }[] =>
  sql.all(
    `SELECT v.pk, v.id, v.content_id AS contentId FROM json_each(@contentIds) wanted JOIN videos v ON v.content_id = wanted.value`,
    {
      contentIds: JSON.stringify([...new Set(contentIds)]),
    },
  )

/** What has been written shows in titles and scenes; answers the videos. */
const shown = (sql: Sql, snapshots: readonly MarkSnapshot[], saysOtherWords = true): readonly string[] => {
  for (const { contentId, endFrame, values } of snapshots) {
    if (endFrame === 0) showTitle(sql, contentId, values?.title)
  }
  const spans = new Map<string, { startFrame: number; endFrame: number }>()
  for (const { contentId, startFrame, endFrame } of snapshots) {
    if (endFrame === 0) continue
    const span = spans.get(contentId) ?? { startFrame, endFrame }
    span.startFrame = Math.min(span.startFrame, startFrame)
    span.endFrame = Math.max(span.endFrame, endFrame)
    spans.set(contentId, span)
  }
  const videos = videosOf(
    sql,
    snapshots.map(({ contentId }) => contentId),
  )
  for (const { pk, contentId } of videos) {
    const span = spans.get(contentId)
    if (span !== undefined) refreshSceneMarks(sql, pk, span)
    if (saysOtherWords) refreshNotes(sql, pk)
  }
  return videos.map(({ id }) => id)
}

const write = (sql: Sql, snapshots: readonly MarkSnapshot[], now: string, saysOtherWords = true): readonly string[] => {
  // One that is to be kept although it says nothing was made so by `put`, as are those that come from a file.
  for (const snapshot of snapshots) writeMark(sql, snapshot, now, true)
  return shown(sql, snapshots, saysOtherWords)
}

/** Whether a change is about what marks say in words. */
const changesWords = ({ note, title, tags, addTags, removeTags }: Parameters<MarkStore['put']>[1]): boolean =>
  [note, title, tags, addTags, removeTags].some((field) => field !== undefined)

const titleOf = (sql: Sql, videoPk: number): string | null =>
  sql.get<{ title: string }>('SELECT title FROM videos WHERE pk = @videoPk', { videoPk })?.title ?? null

/** The scene of exactly these frames. */
const sceneAt = (sql: Sql, { videoPk, startFrame, endFrame }: Placed): string | null =>
  sql.get<{ id: string }>(
    'SELECT id FROM scenes WHERE video_pk = @videoPk AND start_frame = @startFrame AND end_frame = @endFrame',
    { videoPk, startFrame, endFrame },
  )?.id ?? null

const put = (
  sql: Sql,
  targets: readonly MarkTarget[],
  change: Parameters<MarkStore['put']>[1],
  now: string,
): ReturnType<Synchronous<MarkStore>['put']> => {
  const places = new Map(
    targets.map((target) => {
      const place = placeOf(sql, target)
      return [`${place.contentId} ${place.startFrame} ${place.endFrame}`, place]
    }),
  )
  const around = new Map<string, ReturnType<typeof frameMarksOf>>()
  const isOne = new Map<string, boolean>()
  for (const { contentId } of places.values()) isOne.set(contentId, !isOne.has(contentId))
  const marksOf = ({ contentId, startFrame, endFrame }: MarkPlace) => {
    if (isOne.get(contentId) === true) return frameMarksOf(sql, contentId, { startFrame, endFrame })
    const known = around.get(contentId) ?? frameMarksOf(sql, contentId)
    around.set(contentId, known)
    return known
  }
  const before: MarkSnapshot[] = []
  const after: MarkSnapshot[] = []
  for (const { videoPk, videoId: _, sceneId: __, ...place } of places.values()) {
    const was = snapshotOf(sql, place)
    const inherited = place.kind === 'scene' ? inheritedMark(marksOf(place), place) : emptyMark
    const title = place.kind === 'video' ? titleOf(sql, videoPk) : null
    const values = changeMark(was.values ?? inherited, change)
    const isNothing = isEmptyMark(values) && isEmptyMark(inherited)
    // A renamed video takes its earlier title back when that is undone.
    const renames = title !== null && change.title !== undefined && change.title !== null
    before.push(renames ? { ...was, values: { ...(was.values ?? emptyMark), title } } : was)
    after.push({ ...was, values: isNothing ? null : values })
  }
  const videoIds = write(sql, after, now, changesWords(change))
  const marks: MarkRecord[] = []
  for (const [at, place] of [...places.values()].entries()) {
    const { values, ...written } = after[at] ?? { ...place, values: null }
    if (values === null) continue
    const isWhole = written.kind === 'video'
    const title = isWhole ? titleOf(sql, place.videoPk) : values.title
    const sceneId = place.sceneId ?? (isWhole ? null : sceneAt(sql, place))
    marks.push({ ...written, ...values, title, videoId: place.videoId, sceneId, changedAt: now })
  }
  return { before, after, videoIds, marks }
}

const renameTags = (sql: Sql, from: readonly string[], to: string, now: string): MarksChanged => {
  const rows = sql.all<MarkRow>(
    `SELECT DISTINCT ${markColumns} FROM mark_tags k
     JOIN marks m ON m.content_id = k.content_id AND m.start_frame = k.start_frame AND m.end_frame = k.end_frame
     WHERE k.tag_key IN (SELECT value FROM json_each(@keys))`,
    { keys: JSON.stringify(from.map(tagKey)) },
  )
  const before = rows.map((row) => ({
    contentId: row.content_id,
    startFrame: row.start_frame,
    endFrame: row.end_frame,
    kind: row.kind,
    values: markOfRow(row),
  }))
  const after = before.map((each) => ({ ...each, values: renameTagsOf(each.values, from, to) }))
  return { before, after, videoIds: write(sql, after, now) }
}

const importAll = (sql: Sql, marks: readonly ExportedMark[]) => {
  const before: MarkSnapshot[] = []
  const after: MarkSnapshot[] = []
  let kept = 0
  for (const { contentId, startFrame, endFrame, kind, changedAt, ...values } of marks) {
    const place = { contentId, startFrame, endFrame, kind }
    const known = readMark(sql, place)
    if (known !== undefined && known.changed_at >= changedAt) {
      kept += 1
      continue
    }
    before.push(snapshotOf(sql, place))
    const snapshot = { ...place, values }
    writeMark(sql, snapshot, changedAt, true)
    after.push(snapshot)
  }
  const known = new Set(
    sql
      .all<{ id: string }>(
        'SELECT v.content_id AS id FROM json_each(@ids) wanted JOIN videos v ON v.content_id = wanted.value',
        { ids: JSON.stringify([...new Set(after.map(({ contentId }) => contentId))]) },
      )
      .map(({ id }) => id),
  )
  const waiting = after.filter(({ contentId }) => !known.has(contentId)).length
  return { changed: { before, after, videoIds: shown(sql, after) }, kept, waiting }
}

const list = (sql: Sql, videoId: string): readonly MarkRecord[] => {
  const video = sql.get<VideoOfMarks>(visibleVideo, { id: videoId })
  if (video === undefined) throw missing('video')
  const rows = sql.all<MarkRow & { readonly scene_id: string | null }>(
    `SELECT ${markColumns}, (SELECT s.id FROM scenes s WHERE s.video_pk = @videoPk AND s.start_frame = m.start_frame
       AND s.end_frame = m.end_frame) AS scene_id
     FROM marks m WHERE m.content_id = @contentId ORDER BY m.end_frame > 0, m.start_frame, m.end_frame`,
    { videoPk: video.pk, contentId: video.content_id },
  )
  return rows.map((row) => ({
    ...markOfRow(row),
    ...(row.kind === 'video' ? { title: video.title } : {}),
    contentId: row.content_id,
    startFrame: row.start_frame,
    endFrame: row.end_frame,
    kind: row.kind,
    videoId: video.id,
    sceneId: row.scene_id,
    changedAt: row.changed_at,
  }))
}

/** Marks of videos, scenes and ranges. */
export const createMarkQueries = (sql: Sql): Synchronous<MarkStore> => ({
  list: (videoId) => list(sql, videoId),
  put: (targets, change, now) => sql.atomically(() => put(sql, targets, change, now)),
  putEach: (changes, now) =>
    sql.atomically(() => {
      const each = changes.map(({ targets, change }) => put(sql, targets, change, now))
      return {
        before: each.flatMap(({ before }) => before),
        after: each.flatMap(({ after }) => after),
        videoIds: [...new Set(each.flatMap(({ videoIds }) => videoIds))],
        marks: each.flatMap(({ marks }) => marks),
      }
    }),
  restore: (snapshots, now) => sql.atomically(() => write(sql, snapshots, now)),
  renameTags: (from, to, now) => sql.atomically(() => renameTags(sql, from, to, now)),
  exportAll: () =>
    sql
      .all<MarkRow>(`SELECT ${markColumns} FROM marks m ORDER BY m.content_id, m.start_frame, m.end_frame`)
      .map((row) => ({
        contentId: row.content_id,
        kind: row.kind,
        startFrame: row.start_frame,
        endFrame: row.end_frame,
        ...markOfRow(row),
        changedAt: row.changed_at,
      })),
  importAll: (marks) => sql.atomically(() => importAll(sql, marks)),
})
