/** Sum of scaled vectors of one length. */
export const weightedSum = (
  parts: readonly { readonly vector: Float32Array; readonly scale: number }[],
): Float32Array => {
  const sum = new Float64Array(parts[0]?.vector.length ?? 0)
  for (const { vector, scale } of parts) {
    vector.forEach((value, place) => {
      sum[place] = (sum[place] ?? 0) + scale * value
    })
  }
  return Float32Array.from(sum)
}

/** The vector at unit length; zeros stay zeros. */
export const toUnit = (vector: Float32Array): Float32Array => {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  return length > 0 ? vector.map((value) => value / length) : vector
}

/** Mean of unit vectors at unit length; one vector stays as it is, to the bit. */
export const meanDirection = (vectors: readonly Float32Array[]): Float32Array => {
  const [first] = vectors
  if (first !== undefined && vectors.length === 1) return first
  return toUnit(weightedSum(vectors.map((vector) => ({ vector, scale: 1 }))))
}

/** Dot product in double precision. */
export const dotProduct = (one: Float32Array, other: Float32Array): number => {
  let sum = 0
  for (let place = 0; place < one.length; place++) sum += (one[place] ?? 0) * (other[place] ?? 0)
  return sum
}

/** The rows of a block of vectors. */
export const rowsOf = (vectors: Float32Array, rows: number): readonly Float32Array[] => {
  const length = rows > 0 ? vectors.length / rows : 0
  return Array.from({ length: rows }, (_, row) => vectors.subarray(row * length, (row + 1) * length))
}
