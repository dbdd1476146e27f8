import type { Arena, MemoryView, Region } from '../arena/arena.ts'
import { momentsStructure } from '../arena/memory-layout.ts'
import type { ScanKernel } from '../kernel/scan-kernel.ts'
import type { ThreadPool } from '../threads/thread-pool.ts'

/**
 * Sum and second moments of all counted vectors of a space. Mean and standard deviation of any query's similarities follow from them
 * without a look at the vectors (`docs/vector-index.md`).
 */
export interface Moments {
  /** Adds (`sign` 1) or takes away (-1) `count` vectors that lie one after another; those of weight 0 are left out. */
  readonly add: (vectors: MemoryView, count: number, weights: Float32Array, sign: 1 | -1) => Promise<void>
  /** Takes away one vector that is known approximately only, from its long code. */
  readonly forget: (vector: MemoryView) => void
  readonly clear: () => void
  /** Vectors that count, and how many were taken away approximately since `clear`. */
  readonly state: () => { readonly count: number; readonly forgotten: number }
  /** Mean and population standard deviation of the dot products of a query with all counted vectors. */
  readonly spread: (query: Float32Array) => { readonly mean: number; readonly deviation: number }
  /** Matrix and sums (f64) as a cache file keeps them. */
  readonly sums: MemoryView
  /** Takes over the counts that belong to `sums` after these were read from a file. */
  readonly restore: (count: number, forgotten: number) => void
  /** The vector near the mean that is subtracted from all others, so that little precision is lost. */
  readonly centre: Float32Array
  readonly free: () => void
}

const panelDimensions = 8
const doubleBytes = 8
/** Relative variance that rounding of the float32 vectors makes: what is below is no spread. */
const roundingVariance = 1e-14

/** Moments of no vectors yet. */
export const createMoments = (options: {
  readonly arena: Arena
  readonly kernel: ScanKernel
  readonly pool: ThreadPool
  readonly centre: Float32Array
}): Moments => {
  const { arena, kernel, pool, centre } = options
  const dimension = centre.length
  const panelCount = Math.ceil(dimension / panelDimensions)
  const size = panelCount * panelDimensions
  // The sums lie behind the matrix, so that both are one piece of a file.
  const matrixBytes = size * size * doubleBytes
  const memory = arena.allocate(matrixBytes + size * doubleBytes)
  const sums = memory.part(matrixBytes, size * doubleBytes)
  const centreRegion = arena.copyOf(centre)
  const query = arena.allocate(size * doubleBytes)
  const structure = arena.structure(momentsStructure)
  structure.set({
    dimension,
    panelCount,
    centre: centreRegion.address,
    matrix: memory.address,
    sums: sums.address,
  })
  const moments = structure.address
  let count = 0
  let forgotten = 0

  /** Memory for the weights and the panels of some vectors. */
  const allocatePanels = (
    weights: Float32Array,
    rows: number,
  ): { readonly weights: Region; readonly panels: Region } => ({
    weights: arena.copyOf(weights.subarray(0, rows)),
    panels: arena.allocate(rows * size * 4, 'anything'),
  })

  return {
    add: async (vectors, rows, weights, sign) => {
      if (rows === 0) return
      const own = allocatePanels(weights, rows)
      const common = { moments, panels: own.panels.address, count: rows }
      await pool.run({ kind: 'pack', ...common, vectors: vectors.address, weights: own.weights.address }, panelCount)
      await pool.run({ kind: 'moments', ...common, sign }, panelCount)
      own.weights.free()
      own.panels.free()
      let total = 0
      for (let row = 0; row < rows; row += 1) total += weights[row] ?? 0
      count += sign * total
    },
    forget: (vector) => {
      const own = allocatePanels(Float32Array.of(1), 1)
      for (let panel = 0; panel < panelCount; panel += 1) {
        kernel.pack(moments, vector.address, 1, own.weights.address, own.panels.address, panel)
      }
      for (let panel = 0; panel < panelCount; panel += 1) kernel.addMoments(moments, own.panels.address, 1, panel, -1)
      own.weights.free()
      own.panels.free()
      count -= 1
      forgotten += 1
    },
    clear: () => {
      memory.bytes.fill(0)
      count = 0
      forgotten = 0
    },
    state: () => ({ count, forgotten }),
    spread: (vector) => {
      if (count === 0) return { mean: 0, deviation: 0 }
      query.doubles.fill(0)
      query.doubles.set(vector)
      let base = 0
      let shift = 0
      let square = 0
      vector.forEach((value, index) => {
        base += value * (centre[index] ?? 0)
        shift += (value * (sums.doubles[index] ?? 0)) / count
        square += value * value
      })
      const variance = kernel.quadratic(moments, query.address) / count - shift * shift
      const deviation = variance > roundingVariance * square ? Math.sqrt(variance) : 0
      return { mean: base + shift, deviation }
    },
    sums: memory,
    restore: (restored, approximate) => {
      count = restored
      forgotten = approximate
    },
    centre,
    free: () => {
      memory.free()
      centreRegion.free()
      query.free()
      structure.free()
    },
  }
}
