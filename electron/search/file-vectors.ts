import type { Space } from '../contract/index.ts'
import type { EmbedItem } from '../domain/ports/index.ts'

/** Vectors of pictures and sounds that were sent: a slider that moves asks for the same ones again. Words are kept by the models. */
export interface FileVectors {
  readonly get: (space: Space, item: EmbedItem) => Float32Array | null
  readonly set: (space: Space, item: EmbedItem, vector: Float32Array) => void
}

/** Keeps the last ones. */
export const createFileVectors = (capacity = 256): FileVectors => {
  const kept = new Map<string, Float32Array>()
  const keyOf = (space: Space, item: EmbedItem): string => `${space.id} ${item.kind} ${item.key}`
  return {
    get: (space, item) => kept.get(keyOf(space, item)) ?? null,
    set: (space, item, vector) => {
      if (item.kind !== 'image' && item.kind !== 'audio') return
      kept.set(keyOf(space, item), vector)
      const [oldest] = kept.size > capacity ? kept.keys() : []
      if (oldest !== undefined) kept.delete(oldest)
    },
  }
}
