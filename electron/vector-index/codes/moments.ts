import type { SharedMemory } from '../arena/arena.ts'
import type { ThreadPool } from '../threads/thread-pool.ts'

/** What the mean and the spread of any query's similarities follow from: sum and second moments of all counted vectors. */
export interface Moments {
  /** Adds (`sign` 1) or takes away (−1) vectors that lie one after another; those of weight 0 are left out. */
  readonly add: (vectorsAt: number, count: number, weights: Float32Array, sign: 1 | -1) => Promise<void>
  /** Takes away one vector that is known roughly. */
  readonly forget: (vectorAt: number) => void
  readonly clear: () => void
  /** Vectors that count, and how many were taken away roughly since `clear`. */
  readonly state: () => { readonly count: number; readonly forgotten: number }
  /** Mean and population standard deviation of the dot products of a query with all counted vectors. */
  readonly spread: (query: Float32Array) => { readonly mean: number; readonly deviation: number }
  /** Everything as it is kept in a file: matrix and sums as they lie in memory, and the counts. */
  readonly matrixAt: number
  readonly matrixBytes: number
  readonly restore: (count: number, forgotten: number) => void
  readonly centre: Float32Array
  readonly free: () => void
}

/** Moments of no vectors yet, about a centre near their mean (so that little precision is lost). */
export const createMoments = (options: {
  readonly shared: SharedMemory
  readonly pool: ThreadPool
  readonly dimension: number
  readonly centre: Float32Array
}): Moments => {
  const { shared, pool, dimension, centre } = options
  const panelCount = Math.ceil(dimension / 8)
  const size = panelCount * 8
  // The sums lie behind the matrix, so that both are one piece.
  const matrixBytes = (size * size + size) * 8
  const matrixAt = shared.allocate(matrixBytes)
  const sumsAt = matrixAt + size * size * 8
  const centreAt = shared.allocate(dimension * 4)
  shared.floats(centreAt, dimension).set(centre)
  const queryAt = shared.allocate(size * 8)
  let count = 0
  let forgotten = 0

  return {
    add: async (vectorsAt, rows, weights, sign) => {
      if (rows === 0) return
      const weightsAt = shared.allocate(rows * 4)
      const panelsAt = shared.allocate(rows * size * 4, false)
      let total = 0
      for (let row = 0; row < rows; row += 1) total += weights[row] ?? 0
      shared.floats(weightsAt, rows).set(weights.subarray(0, rows))
      const packing = { kind: 'pack', vectorsAt, count: rows, dimension, centreAt, weightsAt, panelsAt } as const
      await pool.run(packing, panelCount)
      await pool.run({ kind: 'moments', panelsAt, count: rows, panelCount, sign, matrixAt, sumsAt }, panelCount)
      shared.free(weightsAt, rows * 4)
      shared.free(panelsAt, rows * size * 4)
      count += sign * total
    },
    forget: (vectorAt) => {
      const weightsAt = shared.allocate(4)
      const panelsAt = shared.allocate(size * 4)
      shared.floats(weightsAt, 1)[0] = 1
      for (let panel = 0; panel < panelCount; panel += 1) {
        shared.kernel.pack(vectorAt, 1, dimension, centreAt, weightsAt, panelsAt, panel)
      }
      for (let panel = 0; panel < panelCount; panel += 1) {
        shared.kernel.addMoments(panelsAt, 1, panelCount, panel, -1, matrixAt, sumsAt)
      }
      shared.free(weightsAt, 4)
      shared.free(panelsAt, size * 4)
      count -= 1
      forgotten += 1
    },
    clear: () => {
      shared.bytes(matrixAt, matrixBytes).fill(0)
      count = 0
      forgotten = 0
    },
    state: () => ({ count, forgotten }),
    spread: (query) => {
      if (count === 0) return { mean: 0, deviation: 0 }
      const values = shared.doubles(queryAt, size)
      values.fill(0)
      values.set(query)
      const sums = shared.doubles(sumsAt, size)
      let base = 0
      let shift = 0
      let square = 0
      query.forEach((value, index) => {
        base += value * (centre[index] ?? 0)
        shift += (value * (sums[index] ?? 0)) / count
        square += value * value
      })
      const variance = shared.kernel.quadratic(matrixAt, queryAt, panelCount) / count - shift * shift
      // What is below the precision of float32 vectors is no spread.
      const deviation = variance > 1e-14 * square ? Math.sqrt(variance) : 0
      return { mean: base + shift, deviation }
    },
    matrixAt,
    matrixBytes,
    restore: (restored, rough) => {
      count = restored
      forgotten = rough
    },
    centre,
    free: () => {
      shared.free(matrixAt, matrixBytes)
      shared.free(centreAt, dimension * 4)
      shared.free(queryAt, size * 8)
    },
  }
}
