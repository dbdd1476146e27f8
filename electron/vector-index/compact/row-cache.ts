import type { SceneNumber } from '../../domain/ports/search-port.ts'
import type { IndexStore } from '../index-options.ts'

/** Vectors that were read from the library lately. */
export interface RowCache {
  /** Vectors of scenes; those that have none (any more) are left out. */
  readonly read: (
    spaceId: string,
    scenes: readonly SceneNumber[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<SceneNumber, Float32Array>>
  readonly forget: (spaceId: string, scene: SceneNumber) => void
  readonly clear: () => void
  readonly bytes: () => number
}

const rowsAtOnce = 1000

/** A cache of at most so many bytes of vectors. */
export const createRowCache = (store: IndexStore, mostBytes: number): RowCache => {
  /** By space; least recently used first. */
  const spaces = new Map<string, Map<SceneNumber, Float32Array>>()
  let bytes = 0
  const shrink = (): void => {
    for (const rows of spaces.values()) {
      for (const [scene, vector] of rows) {
        if (bytes <= mostBytes) return
        rows.delete(scene)
        bytes -= vector.byteLength
      }
    }
  }
  return {
    read: async (spaceId, scenes, signal) => {
      const rows = spaces.get(spaceId) ?? new Map<SceneNumber, Float32Array>()
      spaces.set(spaceId, rows)
      const found = new Map<SceneNumber, Float32Array>()
      const missing: SceneNumber[] = []
      for (const scene of scenes) {
        const known = rows.get(scene)
        if (known === undefined) missing.push(scene)
        else {
          found.set(scene, known)
          rows.delete(scene)
          rows.set(scene, known)
        }
      }
      for (let from = 0; from < missing.length; from += rowsAtOnce) {
        const read = await store.vectorsOf(spaceId, Float64Array.from(missing.slice(from, from + rowsAtOnce)))
        signal.throwIfAborted()
        const dimension = read.scenes.length === 0 ? 0 : read.vectors.length / read.scenes.length
        read.scenes.forEach((scene, row) => {
          const vector = read.vectors.slice(row * dimension, (row + 1) * dimension)
          found.set(scene, vector)
          if (!rows.has(scene)) bytes += vector.byteLength
          rows.set(scene, vector)
        })
        shrink()
      }
      return found
    },
    forget: (spaceId, scene) => {
      const known = spaces.get(spaceId)?.get(scene)
      if (known === undefined) return
      spaces.get(spaceId)?.delete(scene)
      bytes -= known.byteLength
    },
    clear: () => {
      spaces.clear()
      bytes = 0
    },
    bytes: () => bytes,
  }
}
