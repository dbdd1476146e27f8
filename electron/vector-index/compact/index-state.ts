import { cpus, totalmem } from 'node:os'
import { createSharedMemory, type SharedMemory } from '../arena/arena.ts'
import { codeBytes, paddedDimension } from '../arena/memory-layout.ts'
import { createSlotTable, type SlotTable } from '../codes/slot-table.ts'
import { createSpaceCodes, type SpaceCodes, trainFrame } from '../codes/space-codes.ts'
import type { CompactIndexOptions, IndexLog, IndexStore } from '../index-options.ts'
import { createEstimateCache, type EstimateCache } from '../scan/estimate-cache.ts'
import { createThreadPool, type ThreadPool } from '../threads/thread-pool.ts'
import { createHiddenScenes, type HiddenScenes } from './hidden-scenes.ts'
import { createRowCache, type RowCache } from './row-cache.ts'

/** Everything that an index holds. */
export interface IndexState {
  readonly store: IndexStore
  readonly log: IndexLog
  readonly shared: SharedMemory
  readonly pool: ThreadPool
  readonly slots: SlotTable
  readonly rows: RowCache
  readonly estimates: EstimateCache
  readonly hidden: HiddenScenes
  readonly spaces: Map<string, SpaceCodes>
  /** Position of the feed that the codes correspond to. */
  sequence: number
  /** Only the short codes are in memory. */
  low: boolean
  /** Vectors written, replaced or deleted since the cache files were written. */
  unsaved: number
}

const mostThreads = 4
const smallMachine = 8 * 2 ** 30
const partOfMachine = 0.25
/** What four GiB of shared memory have room for, with columns and estimates. */
const mostInMemory = 3.3 * 2 ** 30
const rowCacheBytes = { full: 16 * 2 ** 20, low: 12 * 2 ** 20 } as const
/** Estimates of the last queries: bytes at most, and how many are kept in any case. */
const estimateBytes = { full: 40 * 2 ** 20, low: 32 * 2 ** 20 } as const
const leastEstimates = 6
const mostEstimates = 24
/** Vectors that the axis of a space is made from. */
export const sampleRows = 4096

/** Whether the long codes of so many vectors stay in the file. */
export const choosesLowMemory = (
  options: Pick<CompactIndexOptions, 'folder' | 'memory'>,
  spaces: readonly { readonly vectors: number; readonly dimension: number }[],
  machineBytes: number = totalmem(),
): boolean => {
  const { folder, memory = 'auto' } = options
  if (folder === null) return false
  if (memory !== 'auto') return memory === 'low'
  const bytes = spaces.reduce((sum, { vectors, dimension }) => {
    const padded = paddedDimension(dimension)
    return sum + vectors * (padded / 4 + codeBytes(padded) + 40)
  }, 0)
  return machineBytes < smallMachine || bytes > machineBytes * partOfMachine || bytes > mostInMemory
}

/** Threads, memory and tables of an index without vectors. */
export const openIndexState = async (options: CompactIndexOptions): Promise<IndexState> => {
  const { store, threads = Math.min(mostThreads, cpus().length), log = () => undefined } = options
  const shared = await createSharedMemory()
  const pool = createThreadPool(shared, Math.max(1, threads))
  const slots = createSlotTable(shared)
  const low = options.folder !== null && options.memory === 'low'
  const state: IndexState = {
    store,
    log,
    shared,
    pool,
    slots,
    rows: createRowCache(store, low ? rowCacheBytes.low : rowCacheBytes.full),
    estimates: createEstimateCache({
      shared,
      pool,
      slots,
      most: () => {
        const most = state.low ? estimateBytes.low : estimateBytes.full
        return Math.min(mostEstimates, Math.max(leastEstimates, Math.floor(most / (4 * slots.capacity() + 1))))
      },
    }),
    hidden: createHiddenScenes(store),
    spaces: new Map(),
    sequence: 0,
    low,
    unsaved: 0,
  }
  // Columns of estimates are as long as the table; queries never run while it grows.
  slots.onGrow(() => state.estimates.clear())
  return state
}

/** A space without vectors whose axis and centre are known. */
export const addTrainedSpace = (
  state: IndexState,
  spaceId: string,
  dimension: number,
  trained: { readonly centre: Float32Array; readonly axis: Float32Array; readonly vectors: number },
): SpaceCodes => {
  const { shared, pool, slots } = state
  const space = createSpaceCodes({ shared, pool, slots, spaceId, dimension, trained })
  state.spaces.set(spaceId, space)
  return space
}

/** A space without vectors, its axis made from a sample. */
export const addSpace = (state: IndexState, spaceId: string, dimension: number, sample: Float32Array): SpaceCodes =>
  addTrainedSpace(state, spaceId, dimension, { ...trainFrame(sample, dimension), vectors: sample.length / dimension })

/** Marks the slots of scenes as taking part or not. */
export const showSlots = (state: IndexState, scenes: Iterable<number>): void => {
  const mask = state.shared.bytes(state.slots.visibleAt(), state.slots.capacity())
  for (const scene of scenes) {
    const slot = state.slots.slotOf(scene)
    if (slot >= 0) mask[slot] = state.hidden.has(scene) ? 0 : 255
  }
}
