import type { SceneVector, SceneVectorBatch, VectorBatch, VectorStore } from '../../domain/ports/index.ts'
import { StoreError } from '../../domain/store-error.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import { exportVectors } from './export-vectors.ts'
import { framesOfScenes } from './frame-vectors.ts'
import { passagesOfScenes, putPassages } from './passage-vectors.ts'
import { poolScenes, putSceneVector } from './pool-scenes.ts'
import { createSpaceQueries, type SpaceRow, spaceById } from './spaces-queries.ts'
import { readBlock, readVectors, similaritiesInSpace } from './vector-block.ts'
import { fromFloat16Bytes, packVectors, toFloat16Bytes, toFloat32Bytes } from './vector-bytes.ts'

const checkDimensions = <Key>(space: SpaceRow, batch: VectorBatch<Key>): void => {
  for (const { key, vector } of batch.vectors) {
    if (vector.length === space.dimension) continue
    throw new Error(`${String(key)} has ${vector.length} values where ${space.id} has ${space.dimension}`)
  }
}

const writeFrames = (sql: Sql, spaceId: string, contentId: string, batch: VectorBatch<number>): void => {
  const space = spaceById(sql, spaceId)
  checkDimensions(space, batch)
  const put = (frameNumber: number, vector: Uint8Array | null, skipped: string | null): void => {
    // A frame that is not sampled any more is passed over.
    sql.run(
      `INSERT INTO frame_vectors (space_pk, content_pk, frame_number, vector, skipped)
       SELECT @spacePk, f.content_pk, f.frame_number, @vector, @skipped FROM sampled_frames f
       WHERE f.content_pk = (SELECT pk FROM videos WHERE content_id = @contentId) AND f.frame_number = @frameNumber
       ON CONFLICT (content_pk, space_pk, frame_number) DO UPDATE SET vector = excluded.vector, skipped = excluded.skipped
         WHERE vector IS NOT excluded.vector OR skipped IS NOT excluded.skipped`,
      { spacePk: space.pk, contentId, frameNumber, vector, skipped },
    )
  }
  for (const { key, vector } of batch.vectors) put(key, toFloat16Bytes(vector), null)
  for (const { key, reason } of batch.skipped) put(key, null, reason)
}

const writeScenes = (sql: Sql, spaceId: string, batch: SceneVectorBatch): void => {
  const space = spaceById(sql, spaceId)
  checkDimensions(space, batch)
  const sceneOf = (id: string): { readonly pk: number; readonly videoPk: number } | undefined =>
    sql.get('SELECT pk, video_pk AS videoPk FROM scenes WHERE id = @id', { id })
  for (const { key, vector, passages = [] } of batch.vectors) {
    const scene = sceneOf(key)
    // A scene that was cut away meanwhile is passed over.
    if (scene === undefined) continue
    putSceneVector(sql, space, scene, { vector: toFloat32Bytes(vector) })
    putPassages(sql, space.pk, scene.pk, passages)
  }
  for (const { key, reason } of batch.skipped) {
    const scene = sceneOf(key)
    if (scene === undefined) continue
    putSceneVector(sql, space, scene, { skipped: reason })
    putPassages(sql, space.pk, scene.pk, [])
  }
}

interface SceneVectorRow extends Omit<SceneVector, 'vector'> {
  readonly vector: Uint8Array
}

const scenes = (sql: Sql, spaceId: string, afterSceneId: string | null, limit: number): readonly SceneVector[] => {
  const spacePk = spaceById(sql, spaceId).pk
  const start = { video_pk: 0, idx: -1 }
  const after =
    afterSceneId === null
      ? start
      : sql.get<typeof start>('SELECT video_pk, idx FROM scenes WHERE id = @id', { id: afterSceneId })
  if (after === undefined) {
    throw new StoreError('conflict', 'The scenes changed while they were read.', 'Start again from the first page.')
  }
  // Left to itself, the planner would begin with the videos and sort all vectors; CROSS keeps the order of the tables.
  const rows = sql.all<SceneVectorRow>(
    `SELECT s.id AS sceneId, v.id AS videoId, s.idx AS "index", s.start_ms AS startMs, s.end_ms AS endMs, x.vector
     FROM scenes s CROSS JOIN scene_vectors x ON x.key = (@spacePk << 40) + s.pk
     CROSS JOIN videos v ON v.pk = s.video_pk
     WHERE x.vector IS NOT NULL AND v.removed_at IS NULL AND (s.video_pk, s.idx) > (@videoPk, @index) ORDER BY s.video_pk, s.idx LIMIT @limit`,
    { spacePk, videoPk: after.video_pk, index: after.idx, limit },
  )
  const vectors = packVectors(rows.map((row) => row.vector))
  return rows.map((row, position) => ({ ...row, vector: vectors[position] ?? new Float32Array() }))
}

const vectorCounts = (sql: Sql): Readonly<Record<string, number>> =>
  Object.fromEntries(
    sql
      .all<{ id: string; scenes: number }>(
        `SELECT e.id, COALESCE(SUM(c.scenes), 0) AS scenes FROM embedding_spaces e
         LEFT JOIN scene_vector_counts c ON c.space_pk = e.pk AND c.skipped = '' GROUP BY e.pk`,
      )
      .map(({ id, scenes }) => [id, scenes]),
  )

/** Embedding spaces and their vectors. */
export const createVectorQueries = (sql: Sql): Synchronous<VectorStore> => ({
  ...createSpaceQueries(sql),
  missingFrames: (spaceId, contentId) =>
    sql
      .all<{ frame_number: number }>(
        `SELECT f.frame_number FROM sampled_frames f
         WHERE f.content_pk = (SELECT pk FROM videos WHERE content_id = @contentId)
           AND NOT EXISTS (SELECT 1 FROM frame_vectors x
             WHERE x.content_pk = f.content_pk AND x.space_pk = @spacePk AND x.frame_number = f.frame_number)
         ORDER BY f.frame_number`,
        { spacePk: spaceById(sql, spaceId).pk, contentId },
      )
      .map((row) => row.frame_number),
  missingScenes: (spaceId, videoId) =>
    sql
      .all<{ id: string }>(
        `SELECT s.id FROM scenes s WHERE s.video_pk = (SELECT pk FROM videos WHERE id = @videoId)
           AND NOT EXISTS (SELECT 1 FROM scene_vectors x WHERE x.key = (@spacePk << 40) + s.pk)
         ORDER BY s.idx`,
        { spacePk: spaceById(sql, spaceId).pk, videoId },
      )
      .map((row) => row.id),
  writeFrames: (spaceId, contentId, batch) => sql.atomically(() => writeFrames(sql, spaceId, contentId, batch)),
  writeScenes: (spaceId, batch) => sql.atomically(() => writeScenes(sql, spaceId, batch)),
  poolScenes: (spaceId, videoId) => sql.atomically(() => poolScenes(sql, spaceId, videoId)),
  scenes: (spaceId, afterSceneId, limit) => scenes(sql, spaceId, afterSceneId, limit),
  frames: (spaceId, contentId) => {
    const rows = sql.all<{ frame_number: number; vector: Uint8Array }>(
      `SELECT frame_number, vector FROM frame_vectors
       WHERE content_pk = (SELECT pk FROM videos WHERE content_id = @contentId) AND space_pk = @spacePk
         AND vector IS NOT NULL ORDER BY frame_number`,
      { spacePk: spaceById(sql, spaceId).pk, contentId },
    )
    const vectors = packVectors(rows.map((row) => toFloat32Bytes(fromFloat16Bytes(row.vector))))
    return rows.map((row, position) => ({
      frameNumber: row.frame_number,
      vector: vectors[position] ?? new Float32Array(),
    }))
  },
  incompleteVideos: (spaceId) =>
    sql
      .all<{ id: string }>(
        `SELECT v.id FROM videos v WHERE v.removed_at IS NULL AND v.scene_count > (
           SELECT COALESCE(SUM(c.scenes), 0) FROM scene_vector_counts c
           WHERE c.space_pk = @spacePk AND c.video_pk = v.pk)
         ORDER BY v.pk`,
        { spacePk: spaceById(sql, spaceId).pk },
      )
      .map((row) => row.id),
  block: (spaceId, afterScene, limit) => readBlock(sql, spaceById(sql, spaceId), afterScene, limit),
  ofScenes: (spaceId, wanted) => readVectors(sql, spaceById(sql, spaceId), wanted),
  framesOfScenes: (spaceId, wanted) => framesOfScenes(sql, spaceId, wanted),
  passagesOfScenes: (spaceId, wanted) => passagesOfScenes(sql, spaceId, wanted),
  similarities: (spaceId, query) => similaritiesInSpace(sql, spaceById(sql, spaceId), query),
  counts: () => vectorCounts(sql),
  export: (spaceId, folder) => exportVectors(sql.database, spaceId, folder),
})
