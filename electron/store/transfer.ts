import { packVectors, toFloat32Bytes } from './vector-bytes.ts'

interface WithVector {
  readonly vector: Float32Array
}

const hasVector = (value: unknown): value is WithVector =>
  typeof value === 'object' && value !== null && 'vector' in value && value.vector instanceof Float32Array

/** The buffers below a list of things with a vector: handed to the other thread, not copied. */
export const buffersOf = (value: unknown): ArrayBuffer[] => {
  if (!Array.isArray(value) || !hasVector(value[0])) return []
  const buffers = value.filter(hasVector).map(({ vector }) => vector.buffer)
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer)
}

/**
 * A parameter as it goes to the other thread. A batch of vectors gets a buffer of its own, which is handed over: the
 * caller keeps its vectors, and nothing that lies around them travels along.
 */
export const packBatch = (value: unknown): { readonly value: unknown; readonly buffers: readonly ArrayBuffer[] } => {
  if (typeof value !== 'object' || value === null || !('vectors' in value)) return { value, buffers: [] }
  if (!Array.isArray(value.vectors) || !value.vectors.every(hasVector)) return { value, buffers: [] }
  const packed = packVectors(value.vectors.map(({ vector }) => toFloat32Bytes(vector)))
  const vectors = value.vectors.map((each, at) => ({ ...each, vector: packed[at] ?? each.vector }))
  return { value: { ...value, vectors }, buffers: buffersOf(vectors) }
}
