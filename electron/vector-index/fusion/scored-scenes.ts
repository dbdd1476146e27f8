import type { SceneNumber, TopScenes } from '../../domain/ports/index.ts'

/** A scene with its exact score (NaN: none) and its exact similarity by term (NaN: it has no vector). */
export interface ScoredScene {
  readonly scene: SceneNumber
  readonly score: number
  readonly similarities: readonly number[]
}

/** Best first, scenes without a score last, equals by scene number. */
export const byScore = (one: ScoredScene, other: ScoredScene): number => {
  const missing = Number(Number.isNaN(one.score)) - Number(Number.isNaN(other.score))
  if (missing !== 0) return missing
  return (Number.isNaN(one.score) ? 0 : other.score - one.score) || one.scene - other.scene
}

/** Scenes as the columns of `TopScenes`; `terms` is how many terms the query has. */
export const columnsOf = (
  scenes: readonly ScoredScene[],
  terms: number,
): Pick<TopScenes, 'scenes' | 'scores' | 'similarities'> => ({
  scenes: Float64Array.from(scenes, ({ scene }) => scene),
  scores: Float64Array.from(scenes, ({ score }) => score),
  similarities: Array.from({ length: terms }, (_, term) =>
    Float32Array.from(scenes, ({ similarities }) => similarities[term] ?? Number.NaN),
  ),
})

/**
 * The similarity that answers are made of: dot product of a query and row number `row` of `rows` (float32), added up in double
 * precision and rounded to float32 once. Orders of summation differ by about 1e-16, so every way to compute it gives the same
 * float32 (unless the sum lies that near to the middle between two of them).
 */
export const exactSimilarity = (query: Float32Array, rows: Float32Array, row: number): number => {
  const start = row * query.length
  const inFours = query.length - (query.length % 4)
  // Four sums side by side, because an addition has to wait for the one before it.
  let [one, two, three, four] = [0, 0, 0, 0]
  for (let index = 0; index < inFours; index += 4) {
    const offset = start + index
    one += (query[index] ?? 0) * (rows[offset] ?? 0)
    two += (query[index + 1] ?? 0) * (rows[offset + 1] ?? 0)
    three += (query[index + 2] ?? 0) * (rows[offset + 2] ?? 0)
    four += (query[index + 3] ?? 0) * (rows[offset + 3] ?? 0)
  }
  for (let index = inFours; index < query.length; index += 1) one += (query[index] ?? 0) * (rows[start + index] ?? 0)
  return Math.fround(one + two + (three + four))
}

/** The k-th largest of values without NaN (k from 1); −∞ when there are fewer. Reorders `values` (Hoare's selection algorithm). */
export const kthLargest = (values: Float64Array, k: number): number => {
  if (k > values.length || k < 1) return Number.NEGATIVE_INFINITY
  const wanted = k - 1
  let left = 0
  let right = values.length - 1
  while (left < right) {
    const pivot = values[(left + right) >>> 1] ?? 0
    let low = left
    let high = right
    while (low <= high) {
      while ((values[low] ?? 0) > pivot) low += 1
      while ((values[high] ?? 0) < pivot) high -= 1
      if (low > high) break
      const swapped = values[low] ?? 0
      values[low] = values[high] ?? 0
      values[high] = swapped
      low += 1
      high -= 1
    }
    if (wanted <= high) right = high
    else if (wanted >= low) left = low
    else break
  }
  return values[wanted] ?? Number.NEGATIVE_INFINITY
}
