import { z } from 'zod'
import { StoreError } from '../../domain/store-error.ts'
import type { Sql } from '../sqlite/sql.ts'

/** The form in which tags are the same whatever their case. */
export const tagKey = (tag: string): string => tag.normalize('NFKC').toLowerCase()

/** The `tags` column of a video (see `videoColumns`) as a list by name. */
export const parseTags = (json: string): readonly string[] =>
  json === '[]'
    ? []
    : z
        .array(z.string())
        .parse(JSON.parse(json))
        .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))

/** Replaces the tags of a video; of tags that differ only in case the first stays. */
export const writeTags = (sql: Sql, videoPk: number, tags: readonly string[]): void => {
  const wanted = new Map<string, string>()
  for (const tag of tags) {
    const key = tagKey(tag)
    if (!wanted.has(key)) wanted.set(key, tag)
  }
  sql.run('DELETE FROM video_tags WHERE video_pk = @videoPk AND tag_key NOT IN (SELECT value FROM json_each(@kept))', {
    videoPk,
    kept: JSON.stringify([...wanted.keys()]),
  })
  for (const [key, tag] of wanted) {
    sql.run(
      `INSERT INTO video_tags (video_pk, tag_key, tag) VALUES (@videoPk, @key, @tag)
       ON CONFLICT (video_pk, tag_key) DO UPDATE SET tag = excluded.tag WHERE tag <> excluded.tag`,
      { videoPk, key, tag },
    )
  }
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
