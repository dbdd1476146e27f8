import { writeFile } from 'node:fs/promises'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { startProcessorClock } from '../../../build/fixtures/patience.ts'
import type { SearchFilter } from '../../contract/index.ts'
import { fillLibrary, planOf } from '../fixtures/large-library.ts'
import { addFinishedVideo } from '../fixtures/sample-data.ts'
import { mustOpen, temporaryLibrary } from '../fixtures/temporary-library.ts'
import { spaceKey, vectorOf } from '../fixtures/vectors-contract.ts'
import { libraryLayout } from '../library-folder/library-layout.ts'
import { migrate } from '../sqlite/migrate.ts'
import { migrations } from '../sqlite/migrations/index.ts'
import { openDatabase } from '../sqlite/open-database.ts'
import { createSql, type Parameters, type Sql } from '../sqlite/sql.ts'
import { createSqliteStore } from '../sqlite/sqlite-store.ts'
import { buffersOf } from '../sqlite/transfer.ts'

const emptyLibrary = async (): Promise<Sql> =>
  createSql((await openDatabase(await temporaryLibrary(), { afterUncleanStop: false })).database)

it('marks the scenes with captions when it migrates a library of schema 4', async () => {
  const libraryPath = await temporaryLibrary()
  const old = new Database(libraryLayout(libraryPath).database)
  migrate(old, migrations.slice(0, 4))
  fillLibrary(createSql(old), 2, 3)
  old.exec("DELETE FROM captions WHERE video_pk = 2 AND idx = 1; INSERT INTO meta VALUES ('stopped_cleanly', '1')")
  old.close()
  const store = await mustOpen(libraryPath)
  expect(store.opening).toMatchObject({ migratedFrom: 4, schemaVersion: migrations.length })
  const left = async (hasCaptions: boolean) => {
    const found = await store.scenes.byNumber([...(await store.sceneFilters.scenes({ hasCaptions }))])
    return found.map(({ id }) => id).sort()
  }
  expect(await left(true)).toEqual(['s1-0', 's1-1', 's1-2', 's2-0', 's2-2'])
  expect(await left(false)).toEqual(['s2-1'])
  expect((await store.videos.get('v1'))?.tags).toEqual([])
  expect(await store.library.integrity()).toEqual([])
  await store.close()
})

it('keeps half a million changes of vectors, and tells readers who come later', async () => {
  const sql = await emptyLibrary()
  const { vectorChanges } = createSqliteStore(sql)
  sql.run(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 503500)
     INSERT INTO vector_changes (key) SELECT (7 << 40) + i FROM n`,
  )
  expect(vectorChanges.sequence()).toBe(503_500)
  const kept = sql.get<{ count: number }>('SELECT COUNT(*) AS count FROM vector_changes')?.count
  expect(kept).toBe(500_500)
  expect(vectorChanges.since(2999, 10)).toEqual({ sequence: 503_500, truncated: true, scenes: {} })
  // The space of these keys never was: nothing to tell, but the reader comes forward.
  expect(vectorChanges.since(3000, 10)).toEqual({ sequence: 3010, truncated: false, scenes: {} })
  sql.database.close()
})

it('begins its memory of changes anew when a backup was restored', async () => {
  const libraryPath = await temporaryLibrary()
  const first = await mustOpen(libraryPath)
  const video = await addFinishedVideo(first, 'film', { scenes: 2 })
  const { id: space } = await first.vectors.ensureSpace(spaceKey('audio'))
  const [scene] = (await first.scenes.list(video, { limit: 1 })).items
  const write = async (store: typeof first, seed: number) =>
    await store.vectors.writeScenes(space, {
      vectors: [{ key: scene?.id ?? '', vector: vectorOf(seed) }],
      skipped: [],
    })
  await write(first, 1)
  const remembered = await first.vectorChanges.sequence()
  await first.close()
  await writeFile(libraryLayout(libraryPath).database, 'no database'.repeat(1000))
  const restored = await mustOpen(libraryPath)
  expect(restored.opening.repair?.backupFile).toBeTruthy()
  expect((await restored.vectorChanges.since(remembered, 10)).truncated).toBe(true)
  const now = await restored.vectorChanges.sequence()
  await write(restored, 2)
  const changes = await restored.vectorChanges.since(now, 10)
  expect(changes).toMatchObject({ sequence: now + 1, truncated: false })
  expect(changes.scenes[space]).toHaveLength(1)
  await restored.close()
})

it('compares vectors also where sqlite-vec is not built', () => {
  const database = new Database(':memory:')
  migrate(database, migrations)
  const sql = createSql(database)
  fillLibrary(sql, 2, 2)
  const store = createSqliteStore(sql)
  const { id } = store.vectors.ensureSpace(spaceKey('audio'))
  const keys = store.scenes.byNumber([1, 2, 4]).map((scene) => scene.id)
  store.vectors.writeScenes(id, { vectors: keys.map((key, at) => ({ key, vector: vectorOf(at) })), skipped: [] })
  const query = vectorOf(1).map((value) => value * 2)
  const found = store.vectors.similarities(id, query)
  expect([...found.scenes]).toEqual([1, 2, 4])
  const dot = (seed: number) => vectorOf(seed).reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0)
  for (const [at, similarity] of found.similarities.entries()) expect(similarity).toBeCloseTo(dot(at), 5)
  database.close()
})

it('hands columns over to the other thread, and only buffers that hold nothing else', () => {
  const scenes = Float64Array.of(1, 2)
  const vectors = new Float32Array(4)
  const part = new Float32Array(8).subarray(2, 4)
  expect(buffersOf({ scenes, vectors, part, note: 'x', none: null })).toEqual([scenes.buffer, vectors.buffer])
  expect(buffersOf({ sequence: 1, scenes: { a: scenes } })).toEqual([scenes.buffer])
  expect(buffersOf(scenes)).toEqual([scenes.buffer])
  expect(buffersOf([scenes])).toEqual([])
})

it('filters 100,000 scenes of 2,000 videos by every fact without sorting, and reads their vectors in the order they lie in', async () => {
  const plain = await emptyLibrary()
  fillLibrary(plain, 2000, 50)
  plain.run('UPDATE scenes SET captioned = 1 WHERE idx % 2 = 0')
  plain.run("INSERT INTO mark_tags SELECT content_id, 0, 0, 'even', 'Even' FROM videos WHERE pk % 2 = 0")
  const asked: { readonly text: string; readonly parameters: Parameters | undefined }[] = []
  const sql: Sql = {
    ...plain,
    all: (text, parameters) => {
      asked.push({ text, parameters })
      return plain.all(text, parameters)
    },
    get: (text, parameters) => {
      asked.push({ text, parameters })
      return plain.get(text, parameters)
    },
  }
  const { captions, sceneFilters, scenes, searches, vectorChanges, vectors, videos } = createSqliteStore(sql)
  const slowest = { name: '', ms: 0 }
  const timed = <Value>(name: string, work: () => Value): Value => {
    const processorMs = startProcessorClock()
    const value = work()
    const ms = processorMs()
    if (ms > slowest.ms) Object.assign(slowest, { name, ms })
    return value
  }
  const count = (filter: SearchFilter): number =>
    timed(JSON.stringify(filter), () => sceneFilters.scenes(filter)).length
  // The first reads all scenes once.
  expect(sceneFilters.scenes({})).toHaveLength(100_000)
  expect(count({})).toBe(100_000)
  expect(count({ hasCaptions: true })).toBe(50_000)
  expect(count({ tags: ['EVEN'] })).toBe(50_000)
  expect(count({ durationMs: { min: 500_000 } })).toBe(50_000)
  expect(count({ sceneLengthMs: { max: 999 } })).toBe(0)
  expect(count({ hasAudio: false, resolution: { min: 1080 }, addedAt: { min: '2026-01-01', max: '2026-01-01' } })).toBe(
    100_000,
  )
  expect(count({ recordedAt: { min: '2025-01-01' } })).toBe(66_700)
  expect(count({ captionPhrase: '"spoken 42"' })).toBe(2000)
  expect(count({ captionPhrase: '"spoken 42"', tags: ['even'], hasCaptions: true })).toBe(1000)
  expect(count({ videoIds: ['v7'] })).toBe(50)
  videos.remove('v9')
  expect(count({})).toBe(99_950)
  expect(timed('removed', () => sceneFilters.removedScenes())).toHaveLength(50)
  expect(timed('places', () => scenes.spans(sceneFilters.scenes({}))).videos).toHaveLength(99_950)
  const some = [...sceneFilters.scenes({ videoIds: ['v100', 'v1900'] })]
  expect(timed('scenes', () => scenes.byNumber(some))).toHaveLength(100)
  expect(timed('cues', () => captions.ofScenes(some)).every(({ cues }) => cues.length === 1)).toBe(true)
  const { id: space } = vectors.ensureSpace(spaceKey('visual'))
  asked.length = 0
  expect(vectors.framesOfScenes(space, some)).toEqual([])
  expect(vectors.ofScenes(space, Float64Array.from(some)).scenes).toHaveLength(0)
  expect(vectors.block(space, -1, 1000).scenes).toHaveLength(0)
  expect(searches.history({ limit: 10 }).items).toEqual([])
  expect(searches.list({ limit: 10 }).items).toEqual([])
  vectorChanges.since(0, 1000)
  // Milliseconds on an idle machine; the bound only catches what has become a different order.
  expect(slowest.ms, slowest.name).toBeLessThan(1500)
  for (const { text, parameters } of asked) {
    const plan = planOf(plain, text, parameters)
    // What is wanted of a handful of scenes may be put into their order.
    const fewSorted = text.includes('ORDER BY wanted.key')
    if (!fewSorted) expect(plan, `${text}\n${plan}`).not.toContain('USE TEMP B-TREE')
    expect(plan, `${text}\n${plan}`).not.toMatch(/^SCAN (s|x|c|scenes|captions|scene_vectors)$/m)
  }
  plain.database.close()
})
