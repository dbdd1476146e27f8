import type { LibraryFilter } from '../../contract/index.ts'
import { parseNameQuery } from '../../domain/names/name-query.ts'
import { wordsOfName } from '../../domain/names/name-words.ts'
import { firstMoment, lastMoment } from '../sqlite/moments.ts'
import type { Parameters, Sql } from '../sqlite/sql.ts'
import { folderExpression, folderRange } from './folder-expression.ts'
import { tagKey } from './tags.ts'

/** Conditions on `videos AS v`, and what they bind. */
export interface VideoConditions {
  readonly conditions: readonly string[]
  readonly parameters: Parameters
}

type Condition = readonly [condition: string, parameters?: Parameters]

/** From so many locations on, asking each video for its own costs less than gathering those of the folder. */
const manyLocations = 5_000

const inFolder = (folder: string, sql: Sql): Condition => {
  const { from, to } = folderRange(folder)
  const parameters = { folder: from, afterFolder: to }
  const within = (value: string): string => `${value} >= @folder AND ${value} < @afterFolder`
  const ofFolder = `FROM locations WHERE ${within(folderExpression)}`
  const isLarge = sql.get(`SELECT 1 ${ofFolder} LIMIT 1 OFFSET ${manyLocations}`, parameters) !== undefined
  // A path begins with a folder exactly where its own folder does, and is there to compare.
  return isLarge
    ? [`EXISTS (SELECT 1 FROM locations l WHERE l.video_pk = v.pk AND ${within('+l.path')})`, parameters]
    : [`v.pk IN (SELECT video_pk ${ofFolder})`, parameters]
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

/** What each field of the library's filters asks of a video; those that look into other tables come last, for few rows. */
const conditionOf: {
  readonly [Field in keyof LibraryFilter]-?: (value: NonNullable<LibraryFilter[Field]>, sql: Sql) => Condition | null
} = {
  state: (state) => ['v.state = @state', { state }],
  addedFrom: (moment) => ['v.added_at >= @addedFrom', { addedFrom: firstMoment(moment) }],
  addedTo: (moment) => ['v.added_at <= @addedTo', { addedTo: lastMoment(moment) }],
  recordedFrom: (moment) => ['v.recorded_at >= @recordedFrom', { recordedFrom: firstMoment(moment) }],
  recordedTo: (moment) => ['v.recorded_at <= @recordedTo', { recordedTo: lastMoment(moment) }],
  minHeight: (minHeight) => [`${shorterSide} >= @minHeight`, { minHeight }],
  maxHeight: (maxHeight) => [`${shorterSide} <= @maxHeight`, { maxHeight }],
  camera: (words, sql) => ofCamera(sql, words),
  hasCaptions: (wanted) => [wanted ? 'v.caption_count > 0' : 'v.caption_count = 0'],
  missing: (missing) => ['v.missing = @missing', { missing: missing ? 1 : 0 }],
  tag: (tags) => (tags.length === 0 ? null : withTags(tags)),
  folder: (folder, sql) => inFolder(folder, sql),
  hasSound: (wanted) => [wanted ? heard : `NOT ${heard}`],
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
