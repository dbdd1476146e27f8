import type { LibraryFilter } from '../../contract/index.ts'
import { tagKey } from '../../domain/marks/scene-marks.ts'
import { parseNameQuery } from '../../domain/names/name-query.ts'
import { wordsOfName } from '../../domain/names/name-words.ts'
import { videoMark } from '../marks/mark-rows.ts'
import { firstMoment, lastMoment } from '../sqlite/moments.ts'
import type { Parameters, Sql } from '../sqlite/sql.ts'
import { folderExpression, folderRange } from './folder-expression.ts'

/** Conditions on `videos AS v`, and what they bind. */
export interface VideoConditions {
  readonly conditions: readonly string[]
  readonly parameters: Parameters
}

type Condition = readonly [condition: string, parameters?: Parameters]

const inFolder = (folder: string): Condition => {
  const { from, to } = folderRange(folder)
  return [
    `v.pk IN (SELECT video_pk FROM locations WHERE ${folderExpression} >= @folder AND ${folderExpression} < @afterFolder)`,
    { folder: from, afterFolder: to },
  ]
}

const withTags = (tags: readonly string[]): Condition => {
  const keys = [...new Set(tags.map((tag) => tagKey(tag.trim())))]
  return [
    `v.pk IN (SELECT t.video_pk FROM video_tags t WHERE t.tag_key IN (SELECT value FROM json_each(@tags))
      GROUP BY t.video_pk HAVING COUNT(*) = @tagCount)`,
    { tags: JSON.stringify(keys), tagCount: keys.length },
  ]
}

/** A library has few cameras: their names are compared here, then looked up. */
const ofCamera = (sql: Sql, words: string): Condition => {
  const wanted = parseNameQuery(words, 1)
    .flatMap(({ rows }) => rows)
    .flat()
  const cameras = sql
    .all<{ camera: string }>('SELECT DISTINCT camera FROM videos WHERE camera IS NOT NULL AND removed_at IS NULL')
    .map(({ camera }) => camera)
    .filter((camera) => {
      const names = wordsOfName(camera.normalize('NFC')).map(({ text }) => text)
      return wanted.every((word) => names.some((name) => name.startsWith(word)))
    })
  return ['v.camera IN (SELECT value FROM json_each(@cameras))', { cameras: JSON.stringify(cameras) }]
}

const heard = "EXISTS (SELECT 1 FROM streams t WHERE t.video_pk = v.pk AND t.kind = 'audio')"
const shorterSide = 'v.width > 0 AND v.height > 0 AND MIN(v.width, v.height)'

/** What each field of the library's filters asks of a video. */
const conditionOf: {
  readonly [Field in keyof LibraryFilter]-?: (value: NonNullable<LibraryFilter[Field]>, sql: Sql) => Condition | null
} = {
  state: (state) => ['v.state = @state', { state }],
  tag: (tags) => (tags.length === 0 ? null : withTags(tags)),
  minRating: (minRating) => [`${videoMark('rating', '0')} >= @minRating`, { minRating }],
  maxRating: (maxRating) => [`${videoMark('rating', '0')} <= @maxRating`, { maxRating }],
  flag: (flag) => [`${videoMark('flag')} = @flag`, { flag }],
  label: (labels) =>
    labels.length === 0
      ? null
      : [`${videoMark('label')} IN (SELECT value FROM json_each(@labels))`, { labels: JSON.stringify(labels) }],
  folder: (folder) => inFolder(folder),
  addedFrom: (moment) => ['v.added_at >= @addedFrom', { addedFrom: firstMoment(moment) }],
  addedTo: (moment) => ['v.added_at <= @addedTo', { addedTo: lastMoment(moment) }],
  recordedFrom: (moment) => ['v.recorded_at >= @recordedFrom', { recordedFrom: firstMoment(moment) }],
  recordedTo: (moment) => ['v.recorded_at <= @recordedTo', { recordedTo: lastMoment(moment) }],
  minHeight: (minHeight) => [`${shorterSide} >= @minHeight`, { minHeight }],
  maxHeight: (maxHeight) => [`${shorterSide} <= @maxHeight`, { maxHeight }],
  camera: (words, sql) => ofCamera(sql, words),
  hasSound: (wanted) => [wanted ? heard : `NOT ${heard}`],
  hasCaptions: (wanted) => [wanted ? 'v.caption_count > 0' : 'v.caption_count = 0'],
  missing: (missing) => ['v.missing = @missing', { missing: missing ? 1 : 0 }],
}

/** What the filters of a list ask of its videos; none of them is removed. */
export const conditionsOf = (sql: Sql, filter: LibraryFilter): VideoConditions => {
  const conditions = ['v.removed_at IS NULL']
  const parameters: Record<string, string | number | null | Uint8Array> = {}
  for (const field of Object.keys(conditionOf) as (keyof LibraryFilter)[]) {
    // Each condition takes exactly the values of its own field, which the loop over all names cannot express.
    const ask = conditionOf[field] as (value: unknown, sql: Sql) => Condition | null
    const asked = filter[field] === undefined ? null : ask(filter[field], sql)
    if (asked === null) continue
    conditions.push(asked[0])
    Object.assign(parameters, asked[1])
  }
  return { conditions, parameters }
}
