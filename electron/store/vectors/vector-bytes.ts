/// <reference lib="es2025.float16" />

/** Scales a vector to unit length in place; false, and no change, when it has no direction. */
export const toUnitLength = (vector: Float32Array): boolean => {
  let sum = 0
  for (const value of vector) sum += value * value
  const length = Math.sqrt(sum)
  if (!(length > 1e-6) || !Number.isFinite(length)) return false
  for (let index = 0; index < vector.length; index += 1) vector[index] = (vector[index] ?? 0) / length
  return true
}

/** The bytes of a scene's vector: float32, little-endian as on every platform that Node runs on. */
export const toFloat32Bytes = (vector: Float32Array): Uint8Array =>
  new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)

/** The bytes of a frame's vector: float16, each value rounded to the nearest. */
export const toFloat16Bytes = (vector: Float32Array): Uint8Array => new Uint8Array(new Float16Array(vector).buffer)

/** Half-precision bytes as a vector; what rounding took from its length is given back. */
export const fromFloat16Bytes = (bytes: Uint8Array): Float32Array => {
  // A BLOB may start at an odd address, where typed arrays cannot.
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice()
  const vector = new Float32Array(new Float16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2))
  toUnitLength(vector)
  return vector
}

/** Vectors of one length side by side in one buffer, so that a page of them is handed over at once. */
export const packVectors = (bytes: readonly Uint8Array[]): readonly Float32Array[] => {
  const packed = new Uint8Array(bytes.reduce((sum, each) => sum + each.byteLength, 0))
  let offset = 0
  return bytes.map((each) => {
    packed.set(each, offset)
    offset += each.byteLength
    return new Float32Array(packed.buffer, offset - each.byteLength, each.byteLength / 4)
  })
}
