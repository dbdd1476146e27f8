import { z } from 'zod'
import { distinctTags, emptyMark, tagKey } from '../../domain/marks/scene-marks.ts'
import { StoreError } from '../../domain/store-error.ts'
import { snapshotOf, writeMark } from '../marks/mark-rows.ts'
import { refreshNotes } from '../marks/notes-track.ts'
import type { Sql } from '../sqlite/sql.ts'

/** The `tags` column of a video (see `videoColumns`) as a list by name. */
export const parseTags = (json: string): readonly string[] =>
  json === '[]'
    ? []
    : z
        .array(z.string())
        .parse(JSON.parse(json))
        .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))

const videoPlace = (sql: Sql, videoPk: number) => ({
  contentId:
    sql.get<{ contentId: string }>('SELECT content_id AS contentId FROM videos WHERE pk = @videoPk', { videoPk })
      ?.contentId ?? '',
  startFrame: 0,
  endFrame: 0,
  kind: 'video' as const,
})

/** Replaces the tags of a video; of tags that differ only in case the first stays. */
export const writeTags = (sql: Sql, videoPk: number, tags: readonly string[]): void => {
  const was = snapshotOf(sql, videoPlace(sql, videoPk))
  writeMark(
    sql,
    { ...was, values: { ...(was.values ?? emptyMark), tags: distinctTags(tags) } },
    new Date().toISOString(),
  )
  refreshNotes(sql, videoPk)
}

const mostTags = 100

/** Gives tags to a video and takes others away; whether that changed any. Throws `bad_request` where they become too many. */
export const changeTags = (sql: Sql, videoPk: number, add: readonly string[], remove: readonly string[]): boolean => {
  const gone = new Set(remove.map(tagKey))
  const before = sql.all<{ tag_key: string; tag: string }>(
    'SELECT tag_key, tag FROM video_tags WHERE video_pk = @videoPk',
    { videoPk },
  )
  const known = new Set(before.map((row) => row.tag_key))
  const kept = before.filter((row) => !gone.has(row.tag_key)).map(({ tag }) => tag)
  const added = add.filter((tag) => !known.has(tagKey(tag)) && !gone.has(tagKey(tag)))
  if (added.length === 0 && kept.length === before.length) return false
  const wanted = [...kept, ...added]
  if (wanted.length > mostTags) {
    throw new StoreError('bad_request', `A video can have ${mostTags} tags.`, 'Remove some of its tags first.')
  }
  writeTags(sql, videoPk, wanted)
  return true
}
