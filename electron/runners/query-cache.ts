import type { SpaceKey } from '../domain/ports/vector-port.ts'

/** Vectors of queries that were asked lately, so that a repeated search needs no model. */
export interface QueryVectorCache {
  readonly get: (space: SpaceKey, text: string) => Float32Array | null
  readonly set: (space: SpaceKey, text: string, vector: Float32Array) => void
}

/** Forgets the one that was used longest ago when it holds more than `capacity`. */
export const createQueryVectorCache = (capacity: number): QueryVectorCache => {
  const vectors = new Map<string, Float32Array>()
  const keyOf = (space: SpaceKey, text: string): string =>
    JSON.stringify([space.modality, space.model, space.revision, space.dimension, space.preprocessingVersion, text])
  const use = (key: string, vector: Float32Array): void => {
    vectors.delete(key)
    vectors.set(key, vector)
  }
  return {
    get: (space, text) => {
      const key = keyOf(space, text)
      const vector = vectors.get(key)
      if (vector === undefined) return null
      use(key, vector)
      return vector.slice()
    },
    set: (space, text, vector) => {
      use(keyOf(space, text), vector.slice())
      const [oldest] = vectors.size > capacity ? vectors.keys() : []
      if (oldest !== undefined) vectors.delete(oldest)
    },
  }
}
