import { packVectors, toFloat32Bytes } from '../vectors/vector-bytes.ts'

interface WithVector {
  readonly vector: Float32Array
}

const hasVector = (value: unknown): value is WithVector =>
  typeof value === 'object' && value !== null && 'vector' in value && value.vector instanceof Float32Array

/** Typed arrays in columns (`{ scenes, vectors }`), also one level further down, that have their buffer to themselves. */
const columnsIn = (value: unknown, depth = 0): readonly ArrayBufferLike[] => {
  if (ArrayBuffer.isView(value)) return value.byteLength === value.buffer.byteLength ? [value.buffer] : []
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > 2) return []
  return Object.values(value).flatMap((each: unknown) => columnsIn(each, depth + 1))
}

/** The buffers of columns, and below a list of things with a vector: handed to the other thread, not copied. */
export const buffersOf = (value: unknown): ArrayBuffer[] => {
  const listed = Array.isArray(value) && hasVector(value[0])
  const buffers = listed ? value.filter(hasVector).map(({ vector }) => vector.buffer) : columnsIn(value)
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
