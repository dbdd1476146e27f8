import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { startProcessorClock } from '../../../build/fixtures/patience.ts'
import { fillLibrary, planOf } from '../fixtures/large-library.ts'
import { addFinishedVideo, now } from '../fixtures/sample-data.ts'
import { mustOpen, temporaryLibrary } from '../fixtures/temporary-library.ts'
import { vectorOf } from '../fixtures/vectors-contract.ts'
import { libraryLayout } from '../library-folder/library-layout.ts'
import { migrate } from '../sqlite/migrate.ts'
import { migrations } from '../sqlite/migrations/index.ts'
import { openDatabase } from '../sqlite/open-database.ts'
import { createSql, type Parameters, type Sql } from '../sqlite/sql.ts'
import { createSqliteStore } from '../sqlite/sqlite-store.ts'
import { toFloat32Bytes } from './vector-bytes.ts'

it('migrates a library of schema 3 with its videos, scenes and spaces', async () => {
  const libraryPath = await temporaryLibrary()
  const old = new Database(libraryLayout(libraryPath).database)
  migrate(old, migrations.slice(0, 3))
  fillLibrary(createSql(old), 2, 3)
  old.exec(`
    INSERT INTO embedding_spaces (pk, modality, model, revision, dimension, preprocessing_version, active, created_at)
      VALUES (4, 'visual', 'openai/clip', 'main', 512, 1, 1, '${now}'), (7, 'audio', 'clap', 'r', 512, 1, 0, '${now}');
    INSERT INTO meta VALUES ('stopped_cleanly', '1');`)
  old.close()
  const store = await mustOpen(libraryPath)
  expect(store.opening).toMatchObject({ migratedFrom: 3, schemaVersion: migrations.length })
  const counts = { building: false, present: 0, missing: 6, skipped: [] }
  const key = {
    modality: 'visual',
    model: 'openai/clip',
    revision: 'main',
    dimension: 512,
    preprocessingVersion: 1,
  } as const
  expect(await store.vectors.list()).toEqual([
    { id: 'visual-4', ...key, active: true, ...counts },
    { id: 'audio-7', ...key, modality: 'audio', model: 'clap', revision: 'r', active: false, ...counts },
  ])
  expect((await store.vectors.ensureSpace(key)).id).toBe('visual-4')
  expect((await store.vectors.ensureSpace({ ...key, modality: 'look' })).id).toBe('look-openai-clip-main-p1')
  expect((await store.scenes.list('v1', { limit: 10 })).items).toHaveLength(3)
  expect(await store.library.integrity()).toEqual([])
  await store.close()
})

it('migrates a library of schema 9, whose tables knew the modalities by name', async () => {
  const libraryPath = await temporaryLibrary()
  const old = new Database(libraryLayout(libraryPath).database)
  migrate(old, migrations.slice(0, 9))
  old.exec(`
    INSERT INTO embedding_spaces (pk, id, modality, model, revision, dimension, preprocessing_version, active, created_at)
      VALUES (4, 'visual-clip', 'visual', 'clip', 'main', 512, 1, 1, '${now}'),
        (9, 'audio-clap', 'audio', 'clap', 'r', 512, 1, 0, '${now}');
    DELETE FROM embedding_spaces WHERE pk = 9;
    INSERT INTO model_choices VALUES ('visual', 'clip'), ('audio', NULL);
    INSERT INTO meta VALUES ('stopped_cleanly', '1');`)
  migrate(old, migrations)
  expect(old.prepare('SELECT * FROM model_choices ORDER BY modality').all()).toEqual([
    { modality: 'audio', model: null },
    { modality: 'visual', model: 'clip' },
  ])
  const add = old.prepare(
    `INSERT INTO embedding_spaces (id, modality, model, revision, dimension, preprocessing_version, active, created_at)
       VALUES (@id, @modality, 'm', 'r', 512, 1, @active, '${now}')`,
  )
  // Not in today's table, and not in the way of what is; the number of the dropped space is not used again.
  expect(add.run({ id: 'later', modality: 'movement', active: 1 }).lastInsertRowid).toBe(10)
  expect(() => add.run({ id: 'second', modality: 'visual', active: 1 })).toThrow('UNIQUE')
  old.close()
  const store = await mustOpen(libraryPath)
  expect((await store.vectors.list()).map(({ id, active }) => ({ id, active }))).toEqual([
    { id: 'visual-clip', active: true },
  ])
  expect(await store.library.integrity()).toEqual([])
  await store.close()
})

it('deletes vectors, marks and counts with the video that they belong to', async () => {
  const libraryPath = await temporaryLibrary()
  const store = await mustOpen(libraryPath)
  for (const name of ['kept', 'purged']) {
    const id = await addFinishedVideo(store, name, { scenes: 3 })
    const { id: space } = await store.vectors.ensureSpace({
      modality: 'visual',
      model: 'm',
      revision: 'r',
      dimension: 8,
      preprocessingVersion: 1,
    })
    const vectors = [12, 37].map((key) => ({ key, vector: vectorOf(key, 8) }))
    await store.vectors.writeFrames(space, name, { vectors, skipped: [{ key: 62, reason: 'quarantined' }] })
    await store.vectors.poolScenes(space, id)
  }
  await store.close()
  const { database } = await openDatabase(libraryPath, { afterUncleanStop: false })
  const rows = (table: string) => database.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get()
  const all = () => ['frame_vectors', 'scene_vectors', 'scene_vector_counts'].map(rows)
  expect(all()).toEqual([6, 6, 4])
  database.exec("DELETE FROM videos WHERE content_id = 'purged'")
  expect(all()).toEqual([3, 3, 2])
  database.close()
})

const fillSpace = (sql: Sql, model: string, spacePk: number): void => {
  sql.run(
    `INSERT INTO embedding_spaces (pk, id, modality, model, revision, dimension, preprocessing_version, created_at)
     VALUES (@spacePk, @model, 'visual', @model, 'r', 8, 1, @now)`,
    { spacePk, model, now },
  )
  sql.run(
    `INSERT INTO scene_vectors (key, space_pk, scene_pk, video_pk, vector, skipped)
     SELECT (@spacePk << 40) + pk, @spacePk, pk, video_pk, CASE WHEN idx % 10 = 9 THEN NULL ELSE @vector END,
       CASE WHEN idx % 10 = 9 THEN 'no_frames' END FROM scenes WHERE (video_pk + idx) % 1000 > 0`,
    { spacePk, vector: toFloat32Bytes(vectorOf(1, 8)) },
  )
}

it('counts four spaces of 100,000 scenes without reading their vectors', async () => {
  const { database } = await openDatabase(await temporaryLibrary(), { afterUncleanStop: false })
  const sql = createSql(database)
  fillLibrary(sql, 2000, 50)
  for (let space = 1; space <= 4; space += 1) fillSpace(sql, `m${space}`, space)
  const asked: { readonly text: string; readonly parameters: Parameters | undefined }[] = []
  const store = createSqliteStore({
    ...sql,
    all: (text, parameters) => {
      asked.push({ text, parameters })
      return sql.all(text, parameters)
    },
  })
  const processorMs = startProcessorClock()
  const spaces = store.vectors.list()
  const ms = processorMs()
  const counted = { present: 89_910, missing: 100, skipped: [{ reason: 'no_frames', count: 9990 }] }
  expect(spaces).toHaveLength(4)
  for (const space of spaces) expect(space).toMatchObject(counted)
  // Totals of few rows may be sorted; what reads vectors must come in order.
  asked.length = 0
  expect(store.vectors.incompleteVideos('m3')).toHaveLength(100)
  expect(store.vectors.missingScenes('m3', 'v1000')).toEqual(['s1000-0'])
  expect(store.vectors.missingFrames('m3', 'content1000')).toEqual([])
  expect(store.vectors.frames('m3', 'content1000')).toEqual([])
  expect(store.vectors.scenes('m4', 's1000-7', 5).map(({ sceneId }) => sceneId)).toEqual(
    [8, 10, 11, 12, 13].map((index) => `s1000-${index}`),
  )
  for (const { text, parameters } of asked) {
    const plan = planOf(sql, text, parameters)
    expect(plan, `${text}\n${plan}`).not.toMatch(/USE TEMP B-TREE|^SCAN (?!v$)/m)
  }
  // A few milliseconds on an idle machine; the bound only catches what has become a different order.
  expect(ms).toBeLessThan(250)
  database.close()
})

it('answers the nearest scenes by sqlite-vec alone', async () => {
  const { database } = await openDatabase(await temporaryLibrary(), { afterUncleanStop: false })
  const sql = createSql(database)
  fillLibrary(sql, 20, 10)
  const store = createSqliteStore(sql)
  const key = { modality: 'visual', model: 'm', revision: 'r', dimension: 64, preprocessingVersion: 1 } as const
  const { id } = store.vectors.ensureSpace(key)
  const scenes = sql.all<{ id: string }>('SELECT id FROM scenes ORDER BY pk').map((row) => row.id)
  const vectors = scenes.map((scene, at) => ({ key: scene, vector: vectorOf(at, 64) }))
  store.vectors.writeScenes(id, { vectors, skipped: [] })
  const query = vectorOf(1000, 64)
  const nearest = sql.all<{ id: string; distance: number }>(
    `SELECT s.id, vec_distance_cosine(x.vector, @query) AS distance FROM scene_vectors x JOIN scenes s ON s.pk = x.scene_pk
     WHERE x.key >= (1 << 40) AND x.key < (2 << 40) ORDER BY distance LIMIT 10`,
    { query: toFloat32Bytes(query) },
  )
  const cosine = (vector: Float32Array) => vector.reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0)
  const expected = vectors
    .map(({ key: scene, vector }) => ({ scene, distance: 1 - cosine(vector) }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 10)
  expect(nearest.map((row) => row.id)).toEqual(expected.map(({ scene }) => scene))
  for (const [at, { distance }] of nearest.entries()) expect(distance).toBeCloseTo(expected[at]?.distance ?? 2, 5)
  database.close()
})
