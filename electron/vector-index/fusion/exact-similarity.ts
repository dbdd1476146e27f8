/**
 * The similarity that answers are made of: dot product of two float32 vectors, added up in double precision and rounded to
 * float32 once. Orders of summation differ by about 1e-16, so that every way to compute it gives the same float32.
 */
export const exactSimilarity = (query: Float32Array, rows: Float32Array, row: number): number => {
  const start = row * query.length
  const rest = query.length % 4
  const whole = query.length - rest
  // Four sums, because an addition waits for the one before.
  let [one, two, three, four] = [0, 0, 0, 0]
  for (let index = 0; index < whole; index += 4) {
    const at = start + index
    one += (query[index] ?? 0) * (rows[at] ?? 0)
    two += (query[index + 1] ?? 0) * (rows[at + 1] ?? 0)
    three += (query[index + 2] ?? 0) * (rows[at + 2] ?? 0)
    four += (query[index + 3] ?? 0) * (rows[at + 3] ?? 0)
  }
  for (let index = whole; index < query.length; index += 1) one += (query[index] ?? 0) * (rows[start + index] ?? 0)
  return Math.fround(one + two + (three + four))
}
