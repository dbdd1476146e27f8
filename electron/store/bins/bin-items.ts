import type { BinItemRecord, BinRefusal, BinStore, NewBinItem } from '../../domain/ports/index.ts'
import { newId } from '../sqlite/rows.ts'
import type { Sql } from '../sqlite/sql.ts'
import type { BinItemsTable } from '../sqlite/tables.ts'

interface ItemRow extends Omit<BinItemsTable, 'pk' | 'bin_pk' | 'position'> {
  /** Null when no video has the content. */
  readonly now_id: string | null
  readonly now_title: string | null
  readonly removed: number
  readonly missing: number | null
  readonly frame_count: number | null
  readonly frame_rate_num: number | null
  readonly frame_rate_den: number | null
  readonly scene_id: string | null
  readonly frame_number: number | null
}

/** The picture of a range: its fittest sampled frame, else that of the scene in which it begins. */
const selectItems = `SELECT i.id, i.content_id, i.video_id, i.title, i.start_frame, i.end_frame, i.start_ms, i.end_ms, i.note,
    i.handles_frames,
    v.id AS now_id, v.title AS now_title, v.removed_at IS NOT NULL AS removed, v.missing, v.frame_count,
    v.frame_rate_num, v.frame_rate_den, f.frame_number,
    (SELECT s.id FROM scenes s WHERE s.video_pk = v.pk AND s.start_frame <= f.frame_number
       AND s.end_frame > f.frame_number) AS scene_id
  FROM bin_items i LEFT JOIN videos v ON v.content_id = i.content_id
    LEFT JOIN sampled_frames f ON f.content_pk = v.pk AND f.frame_number = COALESCE(
      (SELECT frame_number FROM sampled_frames WHERE content_pk = v.pk AND frame_number >= i.start_frame
         AND frame_number < i.end_frame ORDER BY quality DESC, frame_number LIMIT 1),
      (SELECT s.keyframe FROM scenes s WHERE s.video_pk = v.pk AND s.start_frame <= i.start_frame
         AND s.end_frame > i.start_frame))
  WHERE i.bin_pk = @binPk ORDER BY i.position`

const stateOf = (row: ItemRow): BinItemRecord['state'] => {
  if (row.now_id === null || row.removed === 1) return 'removed'
  return row.missing === 1 ? 'offline' : 'ready'
}

const toItem = (row: ItemRow): BinItemRecord => ({
  id: row.id,
  contentId: row.content_id,
  videoId: row.now_id ?? row.video_id,
  startFrame: row.start_frame,
  endFrame: row.end_frame,
  startMs: row.start_ms,
  endMs: row.end_ms,
  note: row.note,
  handlesFrames: row.handles_frames,
  title: row.now_title ?? row.title,
  frameRate:
    row.frame_rate_num === null || row.frame_rate_den === null
      ? null
      : { num: row.frame_rate_num, den: row.frame_rate_den },
  frameCount: row.frame_count ?? 0,
  picture:
    row.scene_id === null || row.frame_number === null
      ? null
      : { sceneId: row.scene_id, frameNumber: row.frame_number },
  state: stateOf(row),
})

/** Ranges of a bin in order. */
export const itemsOfBin = (sql: Sql, binPk: number): readonly BinItemRecord[] =>
  sql.all<ItemRow>(selectItems, { binPk }).map(toItem)

const idsInOrder = (sql: Sql, binPk: number): readonly string[] =>
  sql
    .all<{ id: string }>('SELECT id FROM bin_items WHERE bin_pk = @binPk ORDER BY position', { binPk })
    .map(({ id }) => id)

/** Numbers the ranges of a bin by the place of their id in a list of all of them. */
const writeOrder = (sql: Sql, ids: readonly string[]): void => {
  sql.run(
    `UPDATE bin_items SET position = wanted.key FROM json_each(@ids) wanted
     WHERE bin_items.id = wanted.value AND bin_items.position <> wanted.key`,
    { ids: JSON.stringify(ids) },
  )
}

/** Puts ranges into a bin, before the one of number `at`. Answers their ids. */
export const addBinItems = (
  sql: Sql,
  binPk: number,
  items: readonly NewBinItem[],
  at: number | undefined,
): readonly string[] => {
  const before = idsInOrder(sql, binPk)
  const added = items.map((item, index) => {
    const id = newId('r')
    sql.run(
      `INSERT INTO bin_items (id, bin_pk, position, content_id, video_id, title, start_frame, end_frame, start_ms, end_ms, note,
         handles_frames)
       VALUES (@id, @binPk, @position, @contentId, @videoId, @title, @startFrame, @endFrame, @startMs, @endMs, @note,
         @handlesFrames)`,
      { ...item, handlesFrames: item.handlesFrames ?? null, id, binPk, position: before.length + index },
    )
    return id
  })
  if (at !== undefined && at < before.length) writeOrder(sql, before.toSpliced(at, 0, ...added))
  return added
}

/** Trims, notes, removes and orders ranges of a bin; the caller's transaction undoes what a refusal leaves. */
export const changeBinItems = (
  sql: Sql,
  binPk: number,
  { items = [], remove = [], order = [] }: Parameters<BinStore['changeItems']>[1],
): BinRefusal | null => {
  const before = idsInOrder(sql, binPk)
  const known = new Set(before)
  if (![...items.map(({ id }) => id), ...remove, ...order].every((id) => known.has(id))) return 'unknown_item'
  for (const { id, note, handlesFrames, range } of items) {
    if (note !== undefined) sql.run('UPDATE bin_items SET note = @note WHERE id = @id', { id, note })
    if (handlesFrames !== undefined)
      sql.run('UPDATE bin_items SET handles_frames = @handlesFrames WHERE id = @id', { id, handlesFrames })
    if (range !== undefined) {
      sql.run(
        `UPDATE bin_items SET start_frame = @startFrame, end_frame = @endFrame, start_ms = @startMs, end_ms = @endMs
         WHERE id = @id`,
        { id, ...range },
      )
    }
  }
  sql.run('DELETE FROM bin_items WHERE id IN (SELECT value FROM json_each(@remove))', {
    remove: JSON.stringify(remove),
  })
  const gone = new Set(remove)
  writeOrder(
    sql,
    [...new Set([...order, ...before])].filter((id) => !gone.has(id)),
  )
  return null
}
