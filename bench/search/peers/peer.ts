import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'

/** A space as a peer reads it from the library. */
export interface PeerSpace {
  readonly pk: number
  readonly dimension: number
  readonly count: number
}

/** What to measure of a peer. */
export interface PeerInput {
  readonly name: 'sqlite-plain' | 'sqlite-vec0' | 'usearch' | 'lancedb'
  readonly database: string
  readonly spaces: readonly PeerSpace[]
  /** By query and space. */
  readonly queries: readonly (readonly Float32Array[])[]
  /** Where it keeps what it builds, for the next run. */
  readonly folder: string
  /** Where its packages are installed. */
  readonly packages: string
}

/** Another way to search the same vectors. */
export interface Peer {
  /** Of how many of the spaces it has a table. */
  readonly spaces: number
  readonly buildMs: number | null
  /** Best scenes by space. */
  readonly search: (vectors: readonly Float32Array[], count: number) => Promise<readonly (readonly number[])[]>
}

/** A part of a space's vectors, side by side. */
export interface PeerBatch {
  readonly scenes: readonly number[]
  readonly vectors: Float32Array
}

const batchRows = 20_000

/** All vectors of a space of the library, in batches. */
export function* readBatches(database: string, { pk, dimension }: PeerSpace): Generator<PeerBatch> {
  const connection = new Database(database, { readonly: true })
  try {
    const select = connection.prepare<[number, number], { scene: number; vector: Buffer }>(
      'SELECT scene_pk AS scene, vector FROM scene_vectors WHERE key >= ? AND key < ? AND vector IS NOT NULL ORDER BY key',
    )
    let scenes: number[] = []
    let bytes = new Uint8Array(batchRows * dimension * 4)
    const batch = (): PeerBatch => ({ scenes, vectors: new Float32Array(bytes.buffer, 0, scenes.length * dimension) })
    for (const { scene, vector } of select.iterate(pk * 2 ** 40, (pk + 1) * 2 ** 40)) {
      bytes.set(vector, scenes.length * dimension * 4)
      scenes.push(scene)
      if (scenes.length < batchRows) continue
      yield batch()
      scenes = []
      bytes = new Uint8Array(batchRows * dimension * 4)
    }
    if (scenes.length > 0) yield batch()
  } finally {
    connection.close()
  }
}

/** Builds what is not there and says how long that took. */
export const builtOnce = async (file: string, build: () => Promise<void> | void): Promise<number | null> => {
  if (existsSync(file)) return null
  const started = performance.now()
  await build()
  return performance.now() - started
}
