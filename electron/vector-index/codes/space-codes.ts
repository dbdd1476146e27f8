import { closeSync, openSync, readSync } from 'node:fs'
import type { SceneNumber } from '../../domain/ports/search-port.ts'
import type { SharedMemory } from '../arena/arena.ts'
import {
  blockSlots,
  chunkBytes,
  chunkRows,
  codeBytes,
  column,
  columnAt,
  paddedDimension,
} from '../arena/memory-layout.ts'
import type { ThreadPool } from '../threads/thread-pool.ts'
import type { CodeFile } from '../threads/thread-task.ts'
import { createMoments, type Moments } from './moments.ts'
import type { SpaceFrame } from './prepare-query.ts'
import { signsOf } from './signs.ts'
import type { SlotTable } from './slot-table.ts'

/** Codes of all vectors of a space. */
export interface SpaceCodes {
  readonly spaceId: string
  readonly frame: SpaceFrame
  readonly moments: Moments
  /** Row numbers that were ever given; some may be empty. */
  readonly rows: () => number
  /** Vectors. */
  readonly count: () => number
  /** Vectors that the axis and the centre were made from. */
  readonly trainedOn: number
  /** Addresses of the chunks' short codes and columns, and of their long codes (0: in the file). */
  readonly chunksAt: number
  readonly codesAt: number
  /** Row of each slot (−1: none), and deviation of the error of its short code for a query of length 1. */
  readonly rowsAt: () => number
  readonly errorsAt: () => number
  /** For every block of 64 slots at least the largest of their deviations. */
  readonly blockErrorsAt: () => number
  /** Long codes that are not in memory. */
  readonly file: () => CodeFile | null
  /** Rows below `rows` were written to a file: their long codes leave the memory (`release`), others go to new chunks. */
  readonly moveToFile: (file: CodeFile, release: boolean) => void
  /**
   * Writes vectors; those that are the same as before are left alone. `visible`: whether statistics count them. Answers the rows
   * that changed.
   */
  readonly write: (
    scenes: Float64Array,
    vectors: Float32Array,
    visible: (scene: SceneNumber) => boolean,
  ) => Promise<readonly number[]>
  /** Deletes a scene's vector, if it has one; answers its slot (still the scene's unless no space uses it any more), or −1. */
  readonly remove: (scene: SceneNumber) => number
  /** Counts or discounts scenes whose videos came back or went; `vectors` are theirs. */
  readonly setCounted: (scenes: Float64Array, vectors: Float32Array, counted: boolean) => Promise<void>
  readonly isCounted: (row: number) => boolean
  /** −1: the row is empty. */
  readonly slotOfRow: (row: number) => number
  /** Gives the memory of a chunk's long codes back; they are in a file now. */
  readonly releaseCodes: (chunk: number) => void
  readonly chunk: (chunk: number) => { readonly at: number; readonly codesAt: number }
  /** Makes the statistics exact from all vectors, block by block. */
  readonly recount: (
    blocks: AsyncIterable<{ readonly scenes: Float64Array; readonly vectors: Float32Array }>,
  ) => Promise<void>
  /** Statistics are not exact any more, and the space is so small, or so much has changed, that they should be. */
  readonly needsRecount: () => boolean
  readonly hashOf: (scene: SceneNumber) => number | null
  /** Makes room for a chunk (with memory for its long codes or without) and answers where it lies. */
  readonly addChunk: (withCodes: boolean) => { readonly at: number; readonly codesAt: number }
  /** Takes rows that were read from a file: scene of each (−1: empty), and whether statistics count it. */
  readonly adopt: (scenes: Float64Array, counted: Uint8Array) => void
  readonly free: () => void
}

/** Chunks that a table has room for. */
const mostChunks = 8192
/** Rounds of the rotation: three of sign flips and transforms are as good as a random rotation in practice. */
const rounds = 3
/** Vectors of one batch of work. */
const batchRows = 2048
const runRows = 64
/** Up to so many vectors, statistics are made exact again as soon as one was taken away. */
const alwaysExact = 16_384
const inexactPart = 0.02

const frameOf = (shared: SharedMemory, dimension: number, axis: Float32Array): SpaceFrame => {
  const axisAt = shared.allocate(dimension * 4)
  shared.floats(axisAt, dimension).set(axis)
  const signs = signsOf(dimension, rounds)
  const signsAt = shared.allocate(signs.byteLength)
  shared.floats(signsAt, signs.length).set(signs)
  return { dimension, padded: paddedDimension(dimension), axisAt, signsAt, rounds }
}

/** Where the vectors of a sample point together, as a unit vector (zeros: nowhere), and their mean. */
export const trainFrame = (vectors: Float32Array, dimension: number) => {
  const count = vectors.length / dimension
  const sum = new Float64Array(dimension)
  vectors.forEach((value, index) => {
    const place = index % dimension
    sum[place] = (sum[place] ?? 0) + value
  })
  const centre = Float32Array.from(sum, (value) => (count > 0 ? value / count : 0))
  const length = Math.hypot(...centre)
  // A direction that hardly anything shares would only add noise.
  return { centre, axis: length > 1e-3 ? centre.map((value) => value / length) : new Float32Array(dimension) }
}

/** Codes of a space without vectors. */
export const createSpaceCodes = (options: {
  readonly shared: SharedMemory
  readonly pool: ThreadPool
  readonly slots: SlotTable
  readonly spaceId: string
  readonly dimension: number
  readonly trained: { readonly centre: Float32Array; readonly axis: Float32Array; readonly vectors: number }
}): SpaceCodes => {
  const { shared, pool, slots, spaceId, dimension, trained } = options
  const frame = frameOf(shared, dimension, trained.axis)
  const { padded } = frame
  const headBytes = chunkBytes(padded)
  const longBytes = chunkRows * codeBytes(padded)
  const chunksAt = shared.allocate(mostChunks * 4)
  const codesAt = shared.allocate(mostChunks * 4)
  const moments = createMoments({ shared, pool, dimension, centre: trained.centre })
  let counted = new Uint8Array(chunkRows)
  let free: number[] = []
  let rows = 0
  let count = 0
  let chunks = 0
  let file: CodeFile | null = null
  let capacity = 0
  let rowsAt = 0
  let errorsAt = 0
  let blockErrorsAt = 0
  let freed = false

  const resize = (_before: number, now: number): void => {
    if (freed || now === capacity) return
    const [nextRows, nextErrors] = [shared.allocate(now * 4), shared.allocate(now * 4)]
    const nextBlocks = shared.allocate((now / blockSlots) * 4)
    shared.integers(nextRows, now).fill(-1)
    if (capacity > 0) {
      shared.integers(nextRows, capacity).set(shared.integers(rowsAt, capacity))
      shared.floats(nextErrors, capacity).set(shared.floats(errorsAt, capacity))
      const blocks = capacity / blockSlots
      shared.floats(nextBlocks, blocks).set(shared.floats(blockErrorsAt, blocks))
      shared.free(blockErrorsAt, blocks * 4)
      shared.free(rowsAt, capacity * 4)
      shared.free(errorsAt, capacity * 4)
    }
    rowsAt = nextRows
    errorsAt = nextErrors
    blockErrorsAt = nextBlocks
    capacity = now
  }
  slots.reserve(1)
  resize(0, slots.capacity())
  slots.onGrow(resize)

  const chunkAt = (chunk: number): number => new Uint32Array(shared.memory.buffer, chunksAt, mostChunks)[chunk] ?? 0
  const codeChunkAt = (chunk: number): number => new Uint32Array(shared.memory.buffer, codesAt, mostChunks)[chunk] ?? 0
  const place = (row: number): readonly [chunk: number, inside: number] => [
    Math.floor(row / chunkRows),
    row % chunkRows,
  ]
  const cell = (row: number, index: number): number => {
    const [chunk, inside] = place(row)
    return columnAt(chunkAt(chunk), padded, index) + inside * 4
  }
  const rowOfSlot = (slot: number): number => shared.integers(rowsAt, capacity)[slot] ?? -1

  const noteError = (slot: number, row: number): void => {
    const error = shared.floats(cell(row, column.error), 1)[0] ?? 0
    shared.floats(errorsAt, capacity)[slot] = error
    const most = shared.floats(blockErrorsAt + Math.floor(slot / blockSlots) * 4, 1)
    // Never lowered: what a slot held before does not matter much.
    most[0] = Math.max(most[0] ?? 0, error)
  }

  const addChunk = (withCodes: boolean) => {
    if (chunks === mostChunks) throw new RangeError('the index has no room for more vectors')
    const at = shared.allocate(headBytes)
    const long = withCodes ? shared.allocate(longBytes) : 0
    shared.integers(columnAt(at, padded, column.slot), chunkRows).fill(-1)
    new Uint32Array(shared.memory.buffer, chunksAt, mostChunks)[chunks] = at
    new Uint32Array(shared.memory.buffer, codesAt, mostChunks)[chunks] = long
    chunks += 1
    if (counted.length < chunks * chunkRows) {
      const grown = new Uint8Array(Math.ceil(chunks * 1.25) * chunkRows)
      grown.set(counted)
      counted = grown
    }
    return { at, codesAt: long }
  }

  const releaseCodes = (chunk: number): void => {
    const at = codeChunkAt(chunk)
    if (at !== 0) shared.free(at, longBytes)
    new Uint32Array(shared.memory.buffer, codesAt, mostChunks)[chunk] = 0
  }

  const takeRow = (): number => {
    const known = free.pop()
    if (known !== undefined) return known
    const row = rows
    rows += 1
    if (row >= chunks * chunkRows) addChunk(true)
    return row
  }

  /** Reads a long code from the file. */
  const readCode = (row: number, at: number): void => {
    if (file === null) throw new Error('the long code of a row is nowhere')
    const [chunk, inside] = place(row)
    const size = codeBytes(padded)
    const descriptor = openSync(file.path, 'r')
    try {
      const position = file.position + chunk * file.stride + inside * size
      if (readSync(descriptor, shared.bytes(at, size), 0, size, position) < size) {
        throw new Error(`the cache file ${file.path} is shorter than it was`)
      }
    } finally {
      closeSync(descriptor)
    }
  }

  /** Takes a row's part out of the statistics, as well as its codes tell. */
  const discount = (row: number): void => {
    if (counted[row] !== 1) return
    counted[row] = 0
    const [chunk, inside] = place(row)
    const [at, copyAt] = [shared.allocate(padded * 4), shared.allocate(codeBytes(padded))]
    const code = codeChunkAt(chunk)
    if (code === 0) readCode(row, copyAt)
    shared.kernel.decodeRow(
      ...([
        chunkAt(chunk),
        inside,
        code === 0 ? copyAt : code + inside * codeBytes(padded),
        dimension,
        padded,
      ] as const),
      ...([frame.axisAt, frame.signsAt, rounds, at] as const),
    )
    shared.free(copyAt, codeBytes(padded))
    moments.forget(at)
    shared.free(at, padded * 4)
  }

  const clear = (row: number, slot: number): void => {
    discount(row)
    shared.integers(cell(row, column.slot), 1)[0] = -1
    shared.integers(rowsAt, capacity)[slot] = -1
    // Rows whose long codes are in the file cannot be written again.
    if (file === null || row >= file.rows) free.push(row)
    count -= 1
  }

  const writeBatch = async (
    scenes: Float64Array,
    vectors: Float32Array,
    visible: (scene: SceneNumber) => boolean,
  ): Promise<readonly number[]> => {
    const vectorsAt = shared.allocate(vectors.byteLength, false)
    const listAt = shared.allocate(scenes.length * 4)
    const stride = dimension * 4
    shared.floats(vectorsAt, vectors.length).set(vectors)
    const changed: number[] = []
    const slotOfRow: number[] = []
    const weights = new Float32Array(scenes.length)
    let written = 0
    for (let index = 0; index < scenes.length; index += 1) {
      const scene = scenes[index] ?? 0
      const known = slots.slotOf(scene)
      let row = known < 0 ? -1 : rowOfSlot(known)
      const at = vectorsAt + index * stride
      const had = row >= 0
      if (had) {
        const same =
          shared.kernel.hashRow(at, dimension) >>> 0 === (shared.integers(cell(row, column.hash), 1)[0] ?? 0) >>> 0
        if (same) continue
        if (file !== null && row < file.rows) {
          clear(row, known)
          row = -1
        } else {
          discount(row)
          count -= 1
        }
      }
      const slot = had ? known : slots.take(scene)
      if (row < 0) row = takeRow()
      count += 1
      // Vectors that are written come first, so that they lie one after another.
      if (written !== index) shared.bytes(vectorsAt + written * stride, stride).set(shared.bytes(at, stride))
      weights[written] = visible(scene) ? 1 : 0
      changed.push(row)
      slotOfRow.push(slot)
      written += 1
    }
    shared.integers(listAt, written).set(changed)
    const task = {
      kind: 'encode',
      vectorsAt,
      count: written,
      run: runRows,
      rowsAt: listAt,
      dimension,
      padded,
      axisAt: frame.axisAt,
      signsAt: frame.signsAt,
      rounds,
      chunksAt,
      codesAt,
    } as const
    await pool.run(task, Math.ceil(written / runRows))
    const rowOf = shared.integers(rowsAt, capacity)
    changed.forEach((row, index) => {
      const slot = slotOfRow[index] ?? 0
      rowOf[slot] = row
      noteError(slot, row)
      shared.integers(cell(row, column.slot), 1)[0] = slot
      counted[row] = weights[index] ?? 0
    })
    await moments.add(vectorsAt, written, weights, 1)
    shared.free(vectorsAt, vectors.byteLength)
    shared.free(listAt, scenes.length * 4)
    return changed
  }

  return {
    spaceId,
    frame,
    moments,
    rows: () => rows,
    count: () => count,
    trainedOn: trained.vectors,
    chunksAt,
    codesAt,
    rowsAt: () => rowsAt,
    errorsAt: () => errorsAt,
    blockErrorsAt: () => blockErrorsAt,
    file: () => file,
    moveToFile: (next, release) => {
      file = next
      free = []
      rows = chunks * chunkRows
      if (release) for (let chunk = 0; chunk < chunks; chunk += 1) releaseCodes(chunk)
    },
    releaseCodes,
    write: async (scenes, vectors, visible) => {
      const changed: number[] = []
      for (let from = 0; from < scenes.length; from += batchRows) {
        const to = Math.min(scenes.length, from + batchRows)
        const part = await writeBatch(
          scenes.subarray(from, to),
          vectors.subarray(from * dimension, to * dimension),
          visible,
        )
        changed.push(...part)
      }
      return changed
    },
    remove: (scene) => {
      const slot = slots.slotOf(scene)
      const row = slot < 0 ? -1 : rowOfSlot(slot)
      if (row < 0) return -1
      clear(row, slot)
      slots.release(slot)
      return slot
    },
    setCounted: async (scenes, vectors, value) => {
      const wanted: number[] = []
      scenes.forEach((scene, index) => {
        const slot = slots.slotOf(scene)
        const row = slot < 0 ? -1 : rowOfSlot(slot)
        if (row < 0 || (counted[row] === 1) === value) return
        counted[row] = value ? 1 : 0
        wanted.push(index)
      })
      for (let from = 0; from < wanted.length; from += batchRows) {
        const some = wanted.slice(from, from + batchRows)
        const at = shared.allocate(some.length * dimension * 4)
        const target = shared.floats(at, some.length * dimension)
        some.forEach((index, position) => {
          target.set(vectors.subarray(index * dimension, (index + 1) * dimension), position * dimension)
        })
        await moments.add(at, some.length, new Float32Array(some.length).fill(1), value ? 1 : -1)
        shared.free(at, some.length * dimension * 4)
      }
    },
    isCounted: (row) => counted[row] === 1,
    slotOfRow: (row) => shared.integers(cell(row, column.slot), 1)[0] ?? -1,
    chunk: (chunk) => ({ at: chunkAt(chunk), codesAt: codeChunkAt(chunk) }),
    recount: async (blocks) => {
      moments.clear()
      for await (const { scenes, vectors } of blocks) {
        const weights = Float32Array.from(scenes, (scene) => {
          const slot = slots.slotOf(scene)
          const row = slot < 0 ? -1 : rowOfSlot(slot)
          return row >= 0 && counted[row] === 1 ? 1 : 0
        })
        const at = shared.allocate(vectors.byteLength)
        shared.floats(at, vectors.length).set(vectors)
        await moments.add(at, scenes.length, weights, 1)
        shared.free(at, vectors.byteLength)
      }
    },
    needsRecount: () => {
      const { count: exact, forgotten } = moments.state()
      return forgotten > 0 && (exact <= alwaysExact || forgotten > exact * inexactPart)
    },
    hashOf: (scene) => {
      const slot = slots.slotOf(scene)
      const row = slot < 0 ? -1 : rowOfSlot(slot)
      return row < 0 ? null : (shared.integers(cell(row, column.hash), 1)[0] ?? 0) >>> 0
    },
    addChunk,
    adopt: (scenes, flags) => {
      rows = file === null ? scenes.length : file.rows
      const own = new Int32Array(scenes.length)
      scenes.forEach((scene, row) => {
        own[row] = scene < 0 ? -1 : slots.take(scene)
      })
      const rowOf = shared.integers(rowsAt, capacity)
      const errors = shared.floats(errorsAt, capacity)
      const mostOfBlocks = shared.floats(blockErrorsAt, capacity / blockSlots)
      for (let chunk = 0; chunk * chunkRows < own.length; chunk += 1) {
        const part = own.subarray(chunk * chunkRows, (chunk + 1) * chunkRows)
        const ownErrors = shared.floats(columnAt(chunkAt(chunk), padded, column.error), chunkRows)
        shared.integers(columnAt(chunkAt(chunk), padded, column.slot), chunkRows).set(part)
        part.forEach((slot, inside) => {
          const row = chunk * chunkRows + inside
          if (slot < 0) {
            if (file === null || row >= file.rows) free.push(row)
            return
          }
          const error = ownErrors[inside] ?? 0
          const block = Math.floor(slot / blockSlots)
          rowOf[slot] = row
          errors[slot] = error
          mostOfBlocks[block] = Math.max(mostOfBlocks[block] ?? 0, error)
          counted[row] = flags[row] ?? 0
          count += 1
        })
      }
    },
    free: () => {
      freed = true
      for (let chunk = 0; chunk < chunks; chunk += 1) {
        shared.free(chunkAt(chunk), headBytes)
        if (codeChunkAt(chunk) !== 0) shared.free(codeChunkAt(chunk), longBytes)
      }
      shared.free(chunksAt, mostChunks * 4)
      shared.free(codesAt, mostChunks * 4)
      shared.free(rowsAt, capacity * 4)
      shared.free(errorsAt, capacity * 4)
      shared.free(blockErrorsAt, (capacity / blockSlots) * 4)
      moments.free()
    },
  }
}
