import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { libraryLayout } from '../../electron/store/library-folder/library-layout.ts'
import { openStore } from '../../electron/store/open-store.ts'
import { fileTime } from '../../electron/store/sqlite/backups.ts'
import { connect } from '../../electron/store/sqlite/connect.ts'
import { seededRandom } from '../../electron/vector-index/fixtures/seeded-random.ts'
import { clusterInSpace, clusterOf, type Mixture, mixturesFor } from './mixture.ts'
import { benchSpaces, scenesPerVideo, scenesToImport } from './shape.ts'

/** Grows whenever other vectors would be generated. */
const generation = 1

const stampSchema = z.object({
  generation: z.number(),
  scenes: z.number(),
  spaceIds: z.array(z.string()),
  counts: z.array(z.number()),
})

/** A generated library. Scenes 1 to `scenes` may have vectors; those after it wait to be imported. */
export interface BenchLibrary {
  readonly folder: string
  readonly database: string
  readonly scenes: number
  /** By space, in the order of `benchSpaces`. */
  readonly spaceIds: readonly string[]
  readonly counts: readonly number[]
}

const bytesFor = (scenes: number): number =>
  1.35 * scenes * benchSpaces.reduce((sum, { present, dimension }) => sum + present * dimension * 4, 300)

const checkDisk = async (folder: string, scenes: number): Promise<void> => {
  const { bavail, bsize } = await statfs(folder)
  // As much again for what the peers write.
  const wanted = 3.2 * bytesFor(scenes)
  if (bavail * bsize > wanted) return
  throw new Error(`${(wanted / 1e9).toFixed(0)} GB are needed in ${folder}; set TMPDIR to a folder that has them`)
}

const fillScenes = (database: Database, videos: number): void => {
  database
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @videos)
       INSERT INTO videos (id, content_id, size_bytes, title, title_key, title_sort, state, progress, duration_ms,
         frame_count, scene_count, width, height, added_at)
       SELECT 'v' || i, 'content' || i, i, 'Clip ' || i, 'clip ' || i, printf('clip %010d', i), 'ready', 1,
         @scenesPerVideo * 4000, @scenesPerVideo * 100, @scenesPerVideo, 1920, 1080, '2026-01-01T00:00:00.000Z' FROM n`,
    )
    .run({ videos, scenesPerVideo })
  database
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @scenesPerVideo)
       INSERT INTO scenes (id, video_pk, idx, start_frame, end_frame, start_ms, end_ms, gradual, keyframe, keyframe_ms)
       SELECT 's' || CAST((pk - 1) * @scenesPerVideo + i + 1 AS INTEGER), pk, i, i * 100, i * 100 + 100, i * 4000, i * 4000 + 4000, 0,
         i * 100, i * 4000 FROM videos CROSS JOIN n ORDER BY pk, i`,
    )
    .run({ scenesPerVideo })
}

/** Clusters of all scenes: most scenes of a video show what the video is about. */
const topicsOf = (scenes: number, clusters: number): Int32Array => {
  const random = seededRandom(77)
  const topics = new Int32Array(scenes)
  let ofVideo = 0
  for (let scene = 0; scene < scenes; scene += 1) {
    if (scene % scenesPerVideo === 0) ofVideo = clusterOf(random, clusters)
    topics[scene] = random.uniform() < 0.6 ? ofVideo : clusterOf(random, clusters)
  }
  return topics
}

const rowsAtOnce = 20_000

const fillSpace = (database: Database, mixture: Mixture, position: number, topics: Int32Array): number => {
  const { modality, present } = mixture.space
  const spacePk = database
    .prepare<[string], { pk: number }>('SELECT pk FROM embedding_spaces WHERE modality = ?')
    .get(modality)?.pk
  if (spacePk === undefined) throw new Error(`no space of ${modality}`)
  const insert = database.prepare(
    'INSERT INTO scene_vectors (key, space_pk, scene_pk, video_pk, vector) VALUES ((@spacePk << 40) + @scene, @spacePk, @scene, @video, @vector)',
  )
  const random = seededRandom(500 + position)
  let count = 0
  for (let start = 0; start < topics.length; start += rowsAtOnce) {
    database.transaction(() => {
      for (let row = start; row < Math.min(topics.length, start + rowsAtOnce); row += 1) {
        const cluster = clusterInSpace(topics[row] ?? 0, position, mixture.clusters, random)
        if (random.uniform() >= present) continue
        const vector = mixture.member(cluster, random)
        const video = 1 + Math.floor(row / scenesPerVideo)
        insert.run({ spacePk, scene: row + 1, video, vector: new Uint8Array(vector.buffer) })
        count += 1
      }
    })()
  }
  return count
}

const objectSchema = z.object({ name: z.string(), sql: z.string() })

/** Writes rows without the table's triggers, and then what these would have kept. */
const withoutTriggers = (database: Database, work: () => void): void => {
  const triggers = z
    .array(objectSchema)
    .parse(
      database
        .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'scene_vectors'")
        .all(),
    )
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`)
  work()
  database.exec(
    `INSERT INTO scene_vector_counts SELECT space_pk, video_pk, COALESCE(skipped, ''), COUNT(*) FROM scene_vectors
     GROUP BY space_pk, video_pk, COALESCE(skipped, '')`,
  )
  for (const { sql } of triggers) database.exec(sql)
}

const build = async (folder: string, scenes: number): Promise<z.infer<typeof stampSchema>> => {
  const opened = await openStore({ libraryPath: folder })
  if (!opened.ok) throw new Error(opened.error.message)
  const store = opened.value
  const spaceIds: string[] = []
  for (const { modality, dimension } of benchSpaces) {
    const space = await store.vectors.ensureSpace({
      modality,
      model: 'bench',
      revision: 'mixture',
      dimension,
      preprocessingVersion: 1,
    })
    spaceIds.push(space.id)
  }
  await store.close()
  const database = connect(libraryLayout(folder).database)
  const counts: number[] = []
  try {
    database.pragma('journal_mode = OFF')
    database.pragma('synchronous = OFF')
    database.pragma('foreign_keys = OFF')
    fillScenes(database, Math.ceil((scenes + scenesToImport) / scenesPerVideo))
    const mixtures = mixturesFor(benchSpaces, scenes)
    const topics = topicsOf(scenes, mixtures[0]?.clusters ?? 1)
    withoutTriggers(database, () => {
      mixtures.forEach((mixture, position) => {
        counts.push(fillSpace(database, mixture, position, topics))
      })
    })
    database.pragma('journal_mode = WAL')
  } finally {
    database.close()
  }
  return { generation, scenes, spaceIds, counts }
}

/** The store would make its daily backup of gigabytes while it is measured; an empty one of now keeps it from that. */
const forgoBackup = async (folder: string): Promise<void> => {
  const { backups } = libraryLayout(folder)
  await mkdir(backups, { recursive: true })
  for (const name of await readdir(backups)) await rm(path.join(backups, name))
  await writeFile(path.join(backups, `library-${fileTime(new Date())}-v0.sqlite`), '')
}

/** Takes back what an earlier run imported. */
const undoImport = (database: string, scenes: number): void => {
  const connection = connect(database)
  try {
    connection.prepare('DELETE FROM scene_vectors WHERE scene_pk > ?').run(scenes)
  } finally {
    connection.close()
  }
}

/** Makes a library of this many scenes in a folder, or takes the one of an earlier run. */
export const prepareLibrary = async (
  parent: string,
  scenes: number,
  say: (line: string) => void,
): Promise<BenchLibrary> => {
  const folder = path.join(parent, `library-${scenes}`)
  const stampPath = path.join(folder, 'bench.json')
  await mkdir(folder, { recursive: true })
  const read = async (): Promise<z.infer<typeof stampSchema> | null> => {
    if (!existsSync(stampPath)) return null
    const { data } = stampSchema.safeParse(JSON.parse(await readFile(stampPath, 'utf8')))
    return data?.generation === generation ? data : null
  }
  let stamp = await read()
  if (stamp === null) {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    await checkDisk(folder, scenes)
    const started = performance.now()
    stamp = await build(folder, scenes)
    await writeFile(stampPath, JSON.stringify(stamp))
    say(
      `Library of ${scenes.toLocaleString('en')} scenes made in ${((performance.now() - started) / 1000).toFixed(0)} s.`,
    )
  }
  const { database } = libraryLayout(folder)
  undoImport(database, scenes)
  await forgoBackup(folder)
  return { folder, database, scenes, spaceIds: stamp.spaceIds, counts: stamp.counts }
}
