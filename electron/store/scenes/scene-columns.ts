import { type Flag, flagSchema, type Label, labelColours } from '../../contract/index.ts'
import { notesTrack } from '../marks/notes-track.ts'
import type { Sql } from '../sqlite/sql.ts'

/** What filters read of scenes, as columns, ascending by scene number. 36 bytes a scene. */
export interface SceneColumns {
  readonly scenes: Float64Array
  readonly videos: Uint32Array
  readonly indexes: Uint32Array
  readonly startMs: Float64Array
  readonly endMs: Float64Array
  /** 1 where a cue of the track that excerpts come from overlaps the scene. */
  readonly captioned: Uint8Array
  /** Stars; −1 where nobody rated it. */
  readonly rating: Int8Array
  /** `flagCode` and `labelCode`; 0 where there is none. */
  readonly flag: Uint8Array
  readonly label: Uint8Array
}

/** A flag as a number above 0. */
export const flagCode = (flag: Flag): number => flagSchema.options.indexOf(flag) + 1
/** A label as a number above 0. */
export const labelCode = (label: Label): number => labelColours.indexOf(label) + 1

type SceneTuple = readonly [
  pk: number,
  video: number,
  index: number,
  start: number,
  end: number,
  captioned: number,
  rating: number | null,
  flag: Flag | null,
  label: Label | null,
]

const emptyColumns = (length: number): SceneColumns => ({
  scenes: new Float64Array(length),
  videos: new Uint32Array(length),
  indexes: new Uint32Array(length),
  startMs: new Float64Array(length),
  endMs: new Float64Array(length),
  captioned: new Uint8Array(length),
  rating: new Int8Array(length),
  flag: new Uint8Array(length),
  label: new Uint8Array(length),
})

const put = (columns: SceneColumns, at: number, tuple: SceneTuple): void => {
  columns.scenes[at] = tuple[0]
  columns.videos[at] = tuple[1]
  columns.indexes[at] = tuple[2]
  columns.startMs[at] = tuple[3]
  columns.endMs[at] = tuple[4]
  columns.captioned[at] = tuple[5]
  columns.rating[at] = tuple[6] ?? -1
  columns.flag[at] = tuple[7] === null ? 0 : flagCode(tuple[7])
  columns.label[at] = tuple[8] === null ? 0 : labelCode(tuple[8])
}

const copy = (from: SceneColumns, start: number, end: number, to: SceneColumns, at: number): void => {
  to.scenes.set(from.scenes.subarray(start, end), at)
  to.videos.set(from.videos.subarray(start, end), at)
  to.indexes.set(from.indexes.subarray(start, end), at)
  to.startMs.set(from.startMs.subarray(start, end), at)
  to.endMs.set(from.endMs.subarray(start, end), at)
  to.captioned.set(from.captioned.subarray(start, end), at)
  to.rating.set(from.rating.subarray(start, end), at)
  to.flag.set(from.flag.subarray(start, end), at)
  to.label.set(from.label.subarray(start, end), at)
}

const select = 'SELECT pk, video_pk, idx, start_ms, end_ms, captioned, rating, flag, label FROM scenes'

/** Columns of the scenes of these videos, or of all (null). */
export const readSceneColumns = (sql: Sql, videoPks: readonly number[] | null): SceneColumns => {
  const where = videoPks === null ? '' : 'WHERE video_pk IN (SELECT value FROM json_each(@videos))'
  const parameters = { videos: JSON.stringify(videoPks ?? []) }
  const count = sql.get<{ count: number }>(`SELECT COUNT(*) AS count FROM scenes ${where}`, parameters)?.count ?? 0
  const columns = emptyColumns(count)
  let at = 0
  const tuples = sql.database.prepare<[typeof parameters], SceneTuple>(`${select} ${where} ORDER BY pk`).raw()
  for (const tuple of tuples.iterate(parameters)) {
    put(columns, at, tuple)
    at += 1
  }
  return columns
}

/** Where a scene is in its columns; −1: nowhere. */
export const rowOf = ({ scenes }: SceneColumns, scene: number): number => {
  // Numbers of a library from which nothing was deleted have no gaps.
  const guess = scene - (scenes[0] ?? 0)
  if (scenes[guess] === scene) return guess
  let low = 0
  let high = scenes.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = scenes[middle] ?? 0
    if (found === scene) return middle
    if (found < scene) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** The columns with the scenes of some videos replaced by fresh ones. */
const replace = (known: SceneColumns, gone: ReadonlySet<number>, fresh: SceneColumns): SceneColumns => {
  const { length } = known.scenes
  let left = 0
  for (let row = 0; row < length; row += 1) if (!gone.has(known.videos[row] ?? 0)) left += 1
  const merged = emptyColumns(left + fresh.scenes.length)
  let at = 0
  let nextFresh = 0
  const takeFreshBelow = (scene: number): void => {
    const start = nextFresh
    while (nextFresh < fresh.scenes.length && (fresh.scenes[nextFresh] ?? 0) < scene) nextFresh += 1
    copy(fresh, start, nextFresh, merged, at)
    at += nextFresh - start
  }
  let row = 0
  while (row < length) {
    if (gone.has(known.videos[row] ?? 0)) {
      row += 1
      continue
    }
    takeFreshBelow(known.scenes[row] ?? 0)
    const until = fresh.scenes[nextFresh] ?? Number.POSITIVE_INFINITY
    const start = row
    while (row < length && (known.scenes[row] ?? 0) < until && !gone.has(known.videos[row] ?? 0)) row += 1
    copy(known, start, row, merged, at)
    at += row - start
  }
  takeFreshBelow(Number.POSITIVE_INFINITY)
  return merged
}

/** Knows what filters read, and when it changed. */
export interface SceneWatch {
  /** The columns of all scenes as they are now. Read once, then only where something changed. */
  readonly columns: () => SceneColumns
  /** Grows whenever something changes that a filter reads. */
  readonly filterRevision: () => number
  /** Grows whenever a video is removed or brought back. */
  readonly removalRevision: () => number
}

const videoFacts = [
  'removed_at',
  'added_at',
  'recorded_at',
  'duration_ms',
  'width',
  'height',
  'caption_track',
  'longest_cue_ms',
]
/** What filters read of a mark; its title and its note are not among that. */
const markFacts = ['rating', 'flag', 'label']
const isAny = (row: 'old' | 'new'): string => markFacts.map((column) => `${row}.${column} IS NOT NULL`).join(' OR ')
const differ = (columns: readonly string[]): string =>
  columns.map((column) => `old.${column} IS NOT new.${column}`).join(' OR ')

// Temporary: they belong to this connection, the only one that writes, and cost nothing where nobody searches.
const triggers = `
CREATE TEMP TRIGGER scenes_seen_insert AFTER INSERT ON main.scenes BEGIN SELECT scenes_changed(new.video_pk); END;
CREATE TEMP TRIGGER scenes_seen_delete AFTER DELETE ON main.scenes BEGIN SELECT scenes_changed(old.video_pk); END;
CREATE TEMP TRIGGER scenes_seen_update AFTER UPDATE ON main.scenes BEGIN SELECT scenes_changed(new.video_pk); END;
CREATE TEMP TRIGGER videos_seen_update AFTER UPDATE OF ${videoFacts.join(', ')} ON main.videos
WHEN ${differ(videoFacts)} BEGIN SELECT filter_changed(old.removed_at IS NOT new.removed_at); END;
CREATE TEMP TRIGGER videos_seen_delete AFTER DELETE ON main.videos BEGIN SELECT filter_changed(1); END;
CREATE TEMP TRIGGER marks_seen_insert AFTER INSERT ON main.marks WHEN ${isAny('new')} BEGIN SELECT filter_changed(0); END;
CREATE TEMP TRIGGER marks_seen_delete AFTER DELETE ON main.marks WHEN ${isAny('old')} BEGIN SELECT filter_changed(0); END;
CREATE TEMP TRIGGER marks_seen_update AFTER UPDATE ON main.marks WHEN ${differ(markFacts)} BEGIN SELECT filter_changed(0); END;
${['captions', 'streams', 'mark_tags', 'scene_tags', 'faces', 'people']
  .flatMap((table) => ['INSERT', 'DELETE', 'UPDATE'].map((change) => ({ table, change })))
  .map(
    ({ table, change }) =>
      `CREATE TEMP TRIGGER ${table}_seen_${change} AFTER ${change} ON main.${table} ${
        // No filter reads the words of marks.
        table === 'captions' ? `WHEN ${change === 'DELETE' ? 'old' : 'new'}.track <> ${notesTrack}` : ''
      } BEGIN SELECT filter_changed(0); END;`,
  )
  .join('\n')}`

/** Watches the scenes of a connection from now on. */
export const watchScenes = (sql: Sql): SceneWatch => {
  // Larger than any of an earlier run.
  let filterRevision = Date.now() * 1000
  let removalRevision = filterRevision
  let known: SceneColumns | null = null
  const outdated = new Set<number>()
  sql.database.function('scenes_changed', (video: unknown) => {
    filterRevision += 1
    if (known !== null) outdated.add(Number(video))
    return null
  })
  sql.database.function('filter_changed', (removal: unknown) => {
    filterRevision += 1
    if (removal === 1) removalRevision += 1
    return null
  })
  sql.database.exec(triggers)
  return {
    columns: () => {
      if (known === null) known = readSceneColumns(sql, null)
      else if (outdated.size > 0) known = replace(known, outdated, readSceneColumns(sql, [...outdated]))
      outdated.clear()
      return known
    },
    filterRevision: () => filterRevision,
    removalRevision: () => removalRevision,
  }
}
