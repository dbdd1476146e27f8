import { LRUCache } from 'lru-cache'
import type { SceneNumber } from '../../domain/ports/index.ts'
import type { IndexStore } from '../index-options.ts'

/** Vectors that were read from the library, the last used ones. */
export interface RowCache {
  /** Vectors of scenes; those that have none (any more) are left out. */
  readonly read: (
    spaceId: string,
    scenes: readonly SceneNumber[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<SceneNumber, Float32Array>>
  readonly forget: (spaceId: string, scene: SceneNumber) => void
  readonly bytes: () => number
}

const rowsAtOnce = 1000

/** A cache of at most `maxBytes` of vectors. */
export const createRowCache = (store: IndexStore, maxBytes: number): RowCache => {
  const rows = new LRUCache<string, Float32Array>({
    maxSize: maxBytes,
    sizeCalculation: (vector) => Math.max(1, vector.byteLength),
  })
  const keyOf = (spaceId: string, scene: SceneNumber): string => `${spaceId} ${scene}`
  return {
    read: async (spaceId, scenes, signal) => {
      const found = new Map<SceneNumber, Float32Array>()
      const missing: SceneNumber[] = []
      for (const scene of scenes) {
        const known = rows.get(keyOf(spaceId, scene))
        if (known === undefined) missing.push(scene)
        else found.set(scene, known)
      }
      for (let from = 0; from < missing.length; from += rowsAtOnce) {
        const read = await store.vectors.ofScenes(spaceId, Float64Array.from(missing.slice(from, from + rowsAtOnce)))
        signal.throwIfAborted()
        const dimension = read.scenes.length === 0 ? 0 : read.vectors.length / read.scenes.length
        read.scenes.forEach((scene, row) => {
          const vector = read.vectors.slice(row * dimension, (row + 1) * dimension)
          found.set(scene, vector)
          rows.set(keyOf(spaceId, scene), vector)
        })
      }
      return found
    },
    forget: (spaceId, scene) => {
      rows.delete(keyOf(spaceId, scene))
    },
    bytes: () => rows.calculatedSize,
  }
}
