import type { AlikeStore, ContentFrames, NotAlike, NotAlikeScenes } from '../../domain/ports/index.ts'
import { StoreError } from '../../domain/store-error.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'

const framesOf = (sql: Sql, sceneId: string): ContentFrames => {
  const frames = sql.get<ContentFrames>(
    `SELECT v.content_id AS contentId, s.start_frame AS startFrame, s.end_frame AS endFrame
     FROM scenes s JOIN videos v ON v.pk = s.video_pk AND v.removed_at IS NULL WHERE s.id = @sceneId`,
    { sceneId },
  )
  if (frames === undefined)
    throw new StoreError(
      'not_found',
      'There is no such scene.',
      'It may have been cut anew or removed; reload the list.',
    )
  return frames
}

const isFirst = (one: ContentFrames, other: ContentFrames): boolean =>
  one.contentId === other.contentId ? one.startFrame <= other.startFrame : one.contentId < other.contentId

const inOrder = (one: ContentFrames, other: ContentFrames): NotAlike =>
  isFirst(one, other) ? [one, other] : [other, one]

const columns = 'content_id, start_frame, end_frame, other_content_id, other_start_frame, other_end_frame'
const values = '@contentId, @startFrame, @endFrame, @otherContentId, @otherStartFrame, @otherEndFrame'
const parametersOf = ([one, other]: NotAlike) => ({
  ...one,
  otherContentId: other.contentId,
  otherStartFrame: other.startFrame,
  otherEndFrame: other.endFrame,
})

/** Keeps a pair; false when it is known. */
const keep = (sql: Sql, pair: NotAlike, now: string): boolean =>
  sql.run(`INSERT INTO not_alike (${columns}, said_at) VALUES (${values}, @now) ON CONFLICT DO NOTHING`, {
    ...parametersOf(pair),
    now,
  }) > 0

/** SQL: scenes `s` of a video `v` that share at least half of the shorter one with frames of `not_alike` n. */
const meets = (s: string, v: string, prefix: '' | 'other_'): string =>
  `JOIN videos ${v} ON ${v}.content_id = n.${prefix}content_id AND ${v}.removed_at IS NULL
   JOIN scenes ${s} ON ${s}.video_pk = ${v}.pk
     AND 2 * (MIN(${s}.end_frame, n.${prefix}end_frame) - MAX(${s}.start_frame, n.${prefix}start_frame))
       >= MIN(${s}.end_frame - ${s}.start_frame, n.${prefix}end_frame - n.${prefix}start_frame)`

interface NotAlikeRow extends ContentFrames {
  readonly otherContentId: string
  readonly otherStartFrame: number
  readonly otherEndFrame: number
}

/** The pairs of places that keep two scenes apart, whichever is named first. */
const between = (sql: Sql, one: string, other: string): readonly NotAlike[] =>
  sql
    .all<NotAlikeRow>(
      `SELECT DISTINCT n.content_id AS contentId, n.start_frame AS startFrame, n.end_frame AS endFrame,
         n.other_content_id AS otherContentId, n.other_start_frame AS otherStartFrame, n.other_end_frame AS otherEndFrame
       FROM not_alike n ${meets('a', 'va', '')} ${meets('b', 'vb', 'other_')}
       WHERE (a.id = @one AND b.id = @other) OR (a.id = @other AND b.id = @one)`,
      { one, other },
    )
    .map(({ otherContentId, otherStartFrame, otherEndFrame, ...place }) => [
      place,
      { contentId: otherContentId, startFrame: otherStartFrame, endFrame: otherEndFrame },
    ])

const forget = (sql: Sql, pair: NotAlike): void =>
  void sql.run(`DELETE FROM not_alike WHERE (${columns}) = (${values})`, parametersOf(pair))

/** What a person said against likeness. */
export const createAlikeQueries = (sql: Sql): Synchronous<AlikeStore> => ({
  notAlikeScenes: () =>
    sql.all<NotAlikeScenes>(
      `SELECT a.id AS one, b.id AS other, MAX(n.said_at) AS saidAt
       FROM not_alike n ${meets('a', 'va', '')} ${meets('b', 'vb', 'other_')}
       GROUP BY a.id, b.id ORDER BY saidAt DESC, a.id, b.id`,
    ),
  sayNotAlike: (scenes, now) =>
    sql.atomically(() =>
      scenes
        .map(([one, other]) => inOrder(framesOf(sql, one), framesOf(sql, other)))
        .filter((pair) => keep(sql, pair, now)),
    ),
  takeBackNotAlike: (scenes) =>
    sql.atomically(() =>
      scenes.flatMap(([one, other]) => {
        for (const scene of [one, other]) framesOf(sql, scene)
        const pairs = between(sql, one, other)
        for (const pair of pairs) forget(sql, pair)
        return pairs
      }),
    ),
  setNotAlike: (pairs, kept, now) =>
    sql.atomically(() => {
      for (const pair of pairs) {
        if (kept) keep(sql, pair, now)
        else forget(sql, pair)
      }
    }),
  rejected: (sceneIds) =>
    sql
      .all<{ id: string }>(
        `SELECT s.id FROM json_each(@ids) wanted JOIN scenes s ON s.id = wanted.value WHERE s.flag = 'reject'`,
        { ids: JSON.stringify(sceneIds) },
      )
      .map(({ id }) => id),
  visibleVideos: () =>
    sql.get<{ visible: string }>(
      "SELECT COUNT(*) || ' ' || COALESCE(SUM(pk), 0) AS visible FROM videos WHERE removed_at IS NULL",
    )?.visible ?? '',
  codecs: (videoIds) =>
    Object.fromEntries(
      sql
        .all<{ id: string; codec: string }>(
          `SELECT v.id, json_extract(p.result, '$.codec') AS codec FROM json_each(@ids) wanted
           JOIN videos v ON v.id = wanted.value JOIN probes p ON p.video_pk = v.pk`,
          { ids: JSON.stringify(videoIds) },
        )
        .map(({ id, codec }) => [id, codec]),
    ),
})
