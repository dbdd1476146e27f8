/**
 * The similarity that answers are made of: dot product of two float32 vectors, added up in double precision and rounded to
 * float32 once. Orders of summation differ by about 1e-16, so that every way to compute it gives the same float32.
 */
export const exactSimilarity = (query: Float32Array, rows: Float32Array, row: number): number => {
  const start = row * query.length
  let sum = 0
  for (let index = 0; index < query.length; index += 1) sum += (query[index] ?? 0) * (rows[start + index] ?? 0)
  return Math.fround(sum)
}
