import type { SearchFilter } from '../../contract/index.ts'
import { captionMatch } from '../captions/caption-match.ts'
import { peopleFilter } from '../people/people-filter.ts'
import { firstMoment, lastMoment } from '../sqlite/moments.ts'
import type { Parameters, Sql } from '../sqlite/sql.ts'
import { readIndexedNameQuery } from '../videos/indexed-name-query.ts'
import { markFilter } from './mark-filter.ts'
import { readSceneColumns, type SceneColumns } from './scene-columns.ts'
import { firstEndingAfter, rowsByVideo } from './scene-rows-by-video.ts'

interface Bounds {
  readonly min?: number | undefined
  readonly max?: number | undefined
}

/** Which videos (`v`) a filter leaves, as far as it speaks of videos but not of marks, in SQL. */
export const videoConditions = (
  sql: Sql,
  filter: SearchFilter,
): { readonly conditions: readonly string[]; readonly parameters: Parameters } => {
  const conditions: string[] = []
  const parameters: Record<string, string | number> = {}
  const bound = (name: string, expression: string, min: string | number | undefined, max: typeof min): void => {
    if (min !== undefined) {
      conditions.push(`${expression} >= @${name}Min`)
      parameters[`${name}Min`] = min
    }
    if (max !== undefined) {
      conditions.push(`${expression} <= @${name}Max`)
      parameters[`${name}Max`] = max
    }
  }
  const { videoIds, name, durationMs, addedAt, recordedAt, resolution, hasAudio } = filter
  if (videoIds !== undefined) {
    conditions.push('v.id IN (SELECT value FROM json_each(@videoIds))')
    parameters['videoIds'] = JSON.stringify(videoIds)
  }
  if (name !== undefined) {
    const match = readIndexedNameQuery(sql, name, 1)
    // Without a letter or digit there is no name that it could be.
    conditions.push(
      match === null ? '0' : 'v.pk IN (SELECT rowid FROM video_names_fts WHERE video_names_fts MATCH @named)',
    )
    if (match !== null) parameters['named'] = match.all
  }
  bound('duration', 'v.duration_ms', durationMs?.min, durationMs?.max)
  const moments = [
    { name: 'added', column: 'v.added_at', range: addedAt },
    { name: 'recorded', column: 'v.recorded_at', range: recordedAt },
  ]
  for (const { name, column, range } of moments) {
    const { min, max } = range ?? {}
    bound(name, column, min && firstMoment(min), max && lastMoment(max))
  }
  if (resolution?.min !== undefined || resolution?.max !== undefined) conditions.push('v.width > 0 AND v.height > 0')
  bound('side', 'MIN(v.width, v.height)', resolution?.min, resolution?.max)
  if (hasAudio !== undefined) {
    const heard = "EXISTS (SELECT 1 FROM streams t WHERE t.video_pk = v.pk AND t.kind = 'audio')"
    conditions.push(hasAudio ? heard : `NOT ${heard}`)
  }
  return { conditions, parameters }
}

interface VideoRow {
  readonly pk: number
  readonly scenes: number
}

const smallSelection = 10_000

/** The videos that a filter leaves; null: all of the library. */
const videosOf = (sql: Sql, filter: SearchFilter): ReadonlyMap<number, number> | null => {
  const { conditions, parameters } = videoConditions(sql, filter)
  const removed = sql.get('SELECT 1 FROM videos WHERE removed_at IS NOT NULL LIMIT 1') !== undefined
  if (conditions.length === 0 && !removed) return null
  const where = ['v.removed_at IS NULL', ...conditions].join(' AND ')
  const rows = sql.all<VideoRow>(`SELECT v.pk, v.scene_count AS scenes FROM videos v WHERE ${where}`, parameters)
  return new Map(rows.map(({ pk, scenes }) => [pk, scenes]))
}

type CueTuple = readonly [video: number, startMs: number, endMs: number]

/** Marks (1) the rows of scenes that a cue with these words overlaps, of the track that excerpts come from. */
const scenesThatSay = (sql: Sql, phrase: string, columns: SceneColumns): Uint8Array => {
  const marks = new Uint8Array(columns.scenes.length)
  const match = captionMatch(phrase, false)
  if (match === null) return marks
  const rows = rowsByVideo(columns)
  const cues = sql.database
    .prepare<[{ match: string }], CueTuple>(
      `SELECT c.video_pk, c.start_ms, c.end_ms FROM captions_fts f CROSS JOIN captions c ON c.pk = f.rowid
       CROSS JOIN videos v ON v.pk = c.video_pk AND v.caption_track = c.track WHERE captions_fts MATCH @match`,
    )
    .raw()
  for (const [video, startMs, endMs] of cues.iterate({ match })) {
    const own = rows.get(video)
    if (own === undefined) continue
    for (let at = firstEndingAfter(own, columns.endMs, startMs); at < own.length; at += 1) {
      const row = own[at] ?? 0
      // Words before the first picture are the first scene's.
      if (columns.indexes[row] !== 0 && (columns.startMs[row] ?? 0) >= endMs) break
      marks[row] = 1
    }
  }
  return marks
}

const select = (
  columns: SceneColumns,
  filter: SearchFilter,
  videos: ReadonlyMap<number, number> | null,
  said: Uint8Array | null,
  conditions: readonly (((row: number) => boolean) | null)[],
): Float64Array => {
  const { scenes, startMs, endMs, captioned } = columns
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: Bounds = filter.sceneLengthMs ?? {}
  const wanted = filter.hasCaptions === undefined ? -1 : Number(filter.hasCaptions)
  const left = new Float64Array(scenes.length)
  const asked = conditions.filter((condition) => condition !== null)
  let count = 0
  let video = -1
  let allowed = videos === null
  for (let row = 0; row < scenes.length; row += 1) {
    const own = columns.videos[row] ?? 0
    // Scenes of a video mostly follow one another.
    if (own !== video && videos !== null) {
      video = own
      allowed = videos.has(own)
    }
    if (!allowed) continue
    const length = (endMs[row] ?? 0) - (startMs[row] ?? 0)
    if (length < min || length > max) continue
    if (wanted >= 0 && captioned[row] !== wanted) continue
    if (said !== null && said[row] !== 1) continue
    if (!asked.every((holds) => holds(row))) continue
    left[count] = scenes[row] ?? 0
    count += 1
  }
  return left.slice(0, count)
}

/** See `SceneFilterStore.scenes`. `all` are the columns of all scenes, which a filter that leaves few videos does not ask for. */
export const filterScenes = (sql: Sql, filter: SearchFilter, all: () => SceneColumns): Float64Array => {
  const videos = videosOf(sql, filter)
  const most = videos === null ? Number.POSITIVE_INFINITY : [...videos.values()].reduce((sum, each) => sum + each, 0)
  const columns = most <= smallSelection && videos !== null ? readSceneColumns(sql, [...videos.keys()]) : all()
  const said = filter.captionPhrase === undefined ? null : scenesThatSay(sql, filter.captionPhrase, columns)
  const isMarked = markFilter(sql, filter, columns)
  const isSeen = peopleFilter(sql, filter, columns)
  return select(columns, filter, videos, said, [isMarked, isSeen])
}
