import { z } from 'zod'
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
