import type { SceneNumber } from '../../domain/ports/index.ts'
import type { Address, Arena } from '../arena/arena.ts'
import { chunkRows, spaceStructure } from '../arena/memory-layout.ts'
import type { ScanKernel } from '../kernel/scan-kernel.ts'
import type { ThreadPool } from '../threads/thread-pool.ts'
import { type CodeChunks, createCodeChunks } from './code-chunks.ts'
import { createMoments, type Moments } from './moments.ts'
import { createSlotColumns, type SlotColumns } from './slot-columns.ts'
import type { SlotTable } from './slot-table.ts'
import { createSpaceFrame, type SpaceFrame, type TrainedFrame } from './space-frame.ts'

/** What codes are kept with. */
export interface CodeTools {
  readonly arena: Arena
  readonly kernel: ScanKernel
  readonly pool: ThreadPool
  readonly slots: SlotTable
}

/** Codes of all vectors of a space. Writing is in `write-vectors.ts`. */
export interface SpaceCodes {
  readonly spaceId: string
  readonly frame: SpaceFrame
  readonly moments: Moments
  readonly chunks: CodeChunks
  readonly bySlot: SlotColumns
  /** Its `spaceStructure`, for the kernel. */
  readonly structure: Address
  /** Vectors that the axis and the centre were made from. */
  readonly trainedOn: number
  /** Vectors. */
  readonly count: () => number
  /** Row of a scene's vector, or -1. */
  readonly rowOf: (scene: SceneNumber) => number
  /** Slot of a row, or -1 where the row is empty. */
  readonly slotOfRow: (row: number) => number
  /** Hash of a scene's vector; null where it has none. */
  readonly hashOf: (scene: SceneNumber) => number | null
  /** Whether statistics count the vector of a row. */
  readonly isCounted: (row: number) => boolean
  /** Puts what has just been encoded into a row under its slot. */
  readonly assign: (row: number, slot: number, counted: boolean) => void
  /** Deletes the vector of a row: the row is empty, the slot remains the scene's. */
  readonly clearRow: (row: number) => void
  /** Deletes a scene's vector, if it has one; answers its slot (still the scene's unless no space uses it any more), or -1. */
  readonly remove: (scene: SceneNumber) => number
  /** Takes a row's vector out of the statistics, as its long code tells it. */
  readonly discount: (row: number) => void
  /** Notes that the vector of a row is counted or not; the moments are the caller's to change. Answers whether that is new. */
  readonly setCounted: (row: number, counted: boolean) => boolean
  /** Takes over rows that were read from a file: scene of each (-1: empty), and whether statistics count it. */
  readonly adopt: (scenes: Float64Array, counted: Uint8Array) => void
  readonly free: () => void
}

/** Codes of a space without vectors. */
export const createSpaceCodes = (tools: CodeTools, spaceId: string, trained: TrainedFrame): SpaceCodes => {
  const { arena, kernel, pool, slots } = tools
  const frame = createSpaceFrame(arena, trained)
  const chunks = createCodeChunks(arena, frame.padded)
  const moments = createMoments({ arena, kernel, pool, centre: trained.centre })
  const structure = arena.structure(spaceStructure)
  const bySlot = createSlotColumns(arena, slots, () => structure.set(bySlot.addresses()))
  structure.set({
    dimension: frame.dimension,
    padded: frame.padded,
    rounds: frame.rounds,
    axis: frame.axis.address,
    signs: frame.signs.address,
    ...chunks.tables,
    ...bySlot.addresses(),
  })
  let count = 0

  const rowOf = (scene: SceneNumber): number => {
    const slot = slots.slotOf(scene)
    return slot < 0 ? -1 : bySlot.rowOf(slot)
  }
  const slotOfRow = (row: number): number => {
    const { chunk, inside } = chunks.locate(row)
    return chunk.columns.slot.integers[inside] ?? -1
  }
  const errorOfRow = (row: number): number => {
    const { chunk, inside } = chunks.locate(row)
    return chunk.columns.error.floats[inside] ?? 0
  }
  const setCounted = (row: number, counted: boolean): boolean => {
    const { chunk, inside } = chunks.locate(row)
    if ((chunk.counted[inside] === 1) === counted) return false
    chunk.counted[inside] = counted ? 1 : 0
    return true
  }
  const discount = (row: number): void => {
    if (!setCounted(row, false)) return
    const vector = arena.allocate(frame.padded * 4)
    chunks.withLongCode(row, (code) => kernel.decodeRow(structure.address, row, code, vector.address))
    moments.forget(vector)
    vector.free()
  }
  const clearRow = (row: number): void => {
    discount(row)
    bySlot.forget(slotOfRow(row))
    chunks.clearRow(row)
    count -= 1
  }

  return {
    spaceId,
    frame,
    moments,
    chunks,
    bySlot,
    structure: structure.address,
    trainedOn: trained.vectors,
    count: () => count,
    rowOf,
    slotOfRow,
    hashOf: (scene) => {
      const row = rowOf(scene)
      if (row < 0) return null
      const { chunk, inside } = chunks.locate(row)
      return (chunk.columns.hash.integers[inside] ?? 0) >>> 0
    },
    isCounted: (row) => {
      const { chunk, inside } = chunks.locate(row)
      return chunk.counted[inside] === 1
    },
    assign: (row, slot, counted) => {
      if (bySlot.rowOf(slot) < 0) count += 1
      bySlot.set(slot, row, errorOfRow(row))
      const { chunk, inside } = chunks.locate(row)
      chunk.columns.slot.integers[inside] = slot
      chunk.counted[inside] = counted ? 1 : 0
    },
    clearRow,
    remove: (scene) => {
      const [slot, row] = [slots.slotOf(scene), rowOf(scene)]
      if (row < 0) return -1
      clearRow(row)
      slots.release(slot)
      return slot
    },
    discount,
    setCounted,
    adopt: (scenes, counted) => {
      const own = new Int32Array(scenes.length)
      scenes.forEach((scene, row) => {
        own[row] = scene < 0 ? -1 : slots.take(scene)
      })
      chunks.adopt(own)
      own.forEach((slot, row) => {
        if (slot < 0) return
        chunks.chunk(Math.floor(row / chunkRows)).counted[row % chunkRows] = counted[row] ?? 0
        bySlot.set(slot, row, errorOfRow(row))
        count += 1
      })
    },
    free: () => {
      chunks.free()
      bySlot.free()
      moments.free()
      frame.free()
      structure.free()
    },
  }
}
