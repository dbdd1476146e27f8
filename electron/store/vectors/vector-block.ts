import type { SimilarityColumns, VectorBlock } from '../../domain/ports/index.ts'
import { hasVectorFunctions } from '../sqlite/connect.ts'
import type { Sql } from '../sqlite/sql.ts'
import type { SpaceRow } from './spaces-queries.ts'
import { toFloat32Bytes } from './vector-bytes.ts'

interface PackedRow {
  readonly scenes: string
  readonly vectors: Uint8Array | null
}

// SQLite puts the vectors side by side: one value crosses into JavaScript and on to the other thread, not one a row. A
// BLOB's bytes stay what they are as text of the database's encoding and as a BLOB again.
const packed = (rows: string): string =>
  `SELECT json_group_array(scene_pk) AS scenes, CAST(group_concat(vector, '') AS BLOB) AS vectors FROM (${rows})`

const nextRows = packed(`SELECT scene_pk, vector FROM scene_vectors
  WHERE key > (@spacePk << 40) + @after AND key < ((@spacePk + 1) << 40) AND vector IS NOT NULL
  ORDER BY key LIMIT @limit`)

// CROSS keeps the order of the list.
const chosenRows = packed(`SELECT x.scene_pk, x.vector FROM json_each(@scenes) wanted
  CROSS JOIN scene_vectors x ON x.key = (@spacePk << 40) + wanted.value WHERE x.vector IS NOT NULL`)

/** Floats over bytes, without a copy where the bytes have a buffer of their own. */
const floatsOf = (bytes: Uint8Array): Float32Array => {
  const own = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
  return new Float32Array(own.buffer, own.byteOffset, own.byteLength / 4)
}

const toBlock = (space: SpaceRow, row: PackedRow | undefined): VectorBlock => {
  const numbers: unknown = JSON.parse(row?.scenes ?? '[]')
  const scenes = Float64Array.from(Array.isArray(numbers) ? numbers : [])
  const vectors = row?.vectors === null || row === undefined ? new Float32Array() : floatsOf(row.vectors)
  if (vectors.length !== scenes.length * space.dimension) {
    throw new Error(`${scenes.length} vectors of ${space.id} have ${vectors.length} values`)
  }
  return { scenes, vectors }
}

const join = (blocks: readonly VectorBlock[]): VectorBlock => {
  const [first] = blocks
  if (first !== undefined && blocks.length === 1) return first
  const scenes = new Float64Array(blocks.reduce((sum, block) => sum + block.scenes.length, 0))
  const vectors = new Float32Array(blocks.reduce((sum, block) => sum + block.vectors.length, 0))
  let atScene = 0
  let atValue = 0
  for (const block of blocks) {
    scenes.set(block.scenes, atScene)
    vectors.set(block.vectors, atValue)
    atScene += block.scenes.length
    atValue += block.vectors.length
  }
  return { scenes, vectors }
}

// One value of SQLite holds at most a gigabyte.
const largestPiece = 256 * 1024 * 1024

const rowsPerPiece = (space: SpaceRow): number => Math.max(1, Math.floor(largestPiece / (4 * space.dimension)))

/** See `VectorStore.block`. */
export const readBlock = (sql: Sql, space: SpaceRow, afterScene: number, limit: number): VectorBlock => {
  const blocks: VectorBlock[] = []
  let after = afterScene
  let left = limit
  for (;;) {
    const rows = Math.min(left, rowsPerPiece(space))
    const block = toBlock(space, sql.get<PackedRow>(nextRows, { spacePk: space.pk, after, limit: rows }))
    blocks.push(block)
    left -= rows
    if (block.scenes.length < rows || left <= 0) return join(blocks)
    after = block.scenes.at(-1) ?? after
  }
}

/** See `VectorStore.ofScenes`. */
export const readVectors = (sql: Sql, space: SpaceRow, scenes: Float64Array): VectorBlock => {
  const ascending = scenes.toSorted()
  const size = rowsPerPiece(space)
  const blocks: VectorBlock[] = []
  for (let from = 0; from === 0 || from < ascending.length; from += size) {
    const wanted = JSON.stringify([...ascending.subarray(from, from + size)])
    blocks.push(toBlock(space, sql.get<PackedRow>(chosenRows, { spacePk: space.pk, scenes: wanted })))
  }
  return join(blocks)
}

/** The same where sqlite-vec could not be loaded (`StoreOpening.vectorExtension`). */
const compareHere = (sql: Sql, space: SpaceRow, query: Float32Array): SimilarityColumns => {
  const { scenes, vectors } = readBlock(sql, space, -1, Number.MAX_SAFE_INTEGER)
  const similarities = Float32Array.from(scenes, (_, row) => {
    let sum = 0
    const start = row * query.length
    for (let at = 0; at < query.length; at += 1) sum += (query[at] ?? 0) * (vectors[start + at] ?? 0)
    return sum
  })
  return { scenes, similarities }
}

/** See `VectorStore.similarities`. */
export const similaritiesInSpace = (sql: Sql, space: SpaceRow, query: Float32Array): SimilarityColumns => {
  if (query.length !== space.dimension) {
    throw new Error(`a query of ${query.length} values for ${space.id}, which has ${space.dimension}`)
  }
  if (!hasVectorFunctions(sql.database)) return compareHere(sql, space, query)
  // sqlite-vec has no dot product, but vectors of scenes have unit length.
  const length = Math.hypot(...query)
  const rows = sql.all<{ scene: number; distance: number | null }>(
    `SELECT scene_pk AS scene, vec_distance_cosine(vector, @query) AS distance FROM scene_vectors
     WHERE key >= (@spacePk << 40) AND key < ((@spacePk + 1) << 40) AND vector IS NOT NULL ORDER BY key`,
    { spacePk: space.pk, query: toFloat32Bytes(query.slice()) },
  )
  return {
    scenes: Float64Array.from(rows, (row) => row.scene),
    similarities: Float32Array.from(rows, (row) => length * (1 - (row.distance ?? 1))),
  }
}
