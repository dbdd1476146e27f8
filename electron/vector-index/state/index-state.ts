import { cpus, totalmem } from 'node:os'
import type { SceneNumber } from '../../domain/ports/index.ts'
import { createArena } from '../arena/arena.ts'
import { columnNames, longCodeBytes, roundUpTo64, shortCodeBytes } from '../arena/memory-layout.ts'
import { createSlotTable } from '../codes/slot-table.ts'
import { createSpaceCodes, type SpaceCodes } from '../codes/space-codes.ts'
import { type TrainedFrame, trainFrame } from '../codes/space-frame.ts'
import type { CompactIndexOptions, IndexLog, IndexStore } from '../index-options.ts'
import { openScanKernel } from '../kernel/scan-kernel.ts'
import { createEstimateCache, type EstimateCache } from '../scan/estimate-cache.ts'
import type { FindTools } from '../scan/find-best.ts'
import { createRowCache } from '../scan/row-cache.ts'
import { createThreadPool } from '../threads/thread-pool.ts'
import { createHiddenScenes, type HiddenScenes } from './hidden-scenes.ts'

/** Everything that a compact index holds. */
export interface IndexState extends FindTools {
  readonly store: IndexStore
  readonly log: IndexLog
  readonly estimates: EstimateCache
  readonly hidden: HiddenScenes
  readonly spaces: Map<string, SpaceCodes>
  /** Position of the library's feed of changes that the codes correspond to. */
  sequence: number
  /** Only the short codes are in memory. */
  low: boolean
  /** Vectors written, replaced or deleted since the cache files were written. */
  unsaved: number
}

const mostThreads = 4
const smallMachineBytes = 8 * 2 ** 30
/** The codes may take this part of the machine's memory. */
const partOfMachine = 0.25
/** What the four GiB of shared memory have room for beside columns and estimates. */
const mostCodeBytes = 3.3 * 2 ** 30
const rowCacheBytes = { full: 16 * 2 ** 20, low: 12 * 2 ** 20 } as const
/** Bytes that estimates of the last queries may take; between 6 and 24 queries are kept in any case. */
const estimateBytes = { full: 40 * 2 ** 20, low: 32 * 2 ** 20 } as const
const leastEstimates = 6
const mostEstimates = 24
/** Bytes that a vector takes beside its codes: the columns of its row, then row, error and visibility of its slot. */
const bytesBesideCodes = columnNames.length * 4 + 12

/** Whether the long codes of so many vectors stay in the cache file. */
export const choosesLowMemory = (
  options: Pick<CompactIndexOptions, 'folder' | 'memory'>,
  spaces: readonly { readonly vectors: number; readonly dimension: number }[],
  machineBytes: number = totalmem(),
): boolean => {
  const { folder, memory = 'auto' } = options
  if (folder === null) return false
  if (memory !== 'auto') return memory === 'low'
  const bytes = spaces.reduce((sum, { vectors, dimension }) => {
    const padded = roundUpTo64(dimension)
    return sum + vectors * (shortCodeBytes(padded) + longCodeBytes(padded) + bytesBesideCodes)
  }, 0)
  return machineBytes < smallMachineBytes || bytes > machineBytes * partOfMachine || bytes > mostCodeBytes
}

/** Threads, memory and tables of an index without vectors. */
export const openIndexState = async (options: CompactIndexOptions): Promise<IndexState> => {
  const { store, threads = Math.min(mostThreads, cpus().length), log = () => undefined } = options
  const arena = createArena()
  const { module, kernel } = await openScanKernel(arena)
  const pool = createThreadPool(arena, module, Math.max(1, threads))
  const slots = createSlotTable(arena)
  const low = options.folder !== null && options.memory === 'low'
  const tools = { arena, kernel, pool, slots }
  const mostKept = (): number => {
    const most = state.low ? estimateBytes.low : estimateBytes.full
    return Math.min(mostEstimates, Math.max(leastEstimates, Math.floor(most / (4 * slots.capacity() + 1))))
  }
  const state: IndexState = {
    ...tools,
    store,
    log,
    rows: createRowCache(store, low ? rowCacheBytes.low : rowCacheBytes.full),
    estimates: createEstimateCache(tools, mostKept),
    hidden: createHiddenScenes(store),
    spaces: new Map(),
    sequence: 0,
    low,
    unsaved: 0,
  }
  // Estimates are as long as the table was when they were made; no query runs while it grows.
  slots.onGrow(() => state.estimates.clear())
  return state
}

/** Adds a space without vectors whose axis and centre are known. */
export const addTrainedSpace = (state: IndexState, spaceId: string, trained: TrainedFrame): SpaceCodes => {
  const space = createSpaceCodes(state, spaceId, trained)
  state.spaces.set(spaceId, space)
  return space
}

/** Adds a space without vectors; axis and centre are made from a sample of its vectors. */
export const addSpace = (state: IndexState, spaceId: string, dimension: number, sample: Float32Array): SpaceCodes =>
  addTrainedSpace(state, spaceId, trainFrame(sample, dimension))

/** Marks the slots of scenes as taking part or not. */
export const showSlots = (state: IndexState, scenes: Iterable<SceneNumber>): void => {
  const mask = state.slots.visible().bytes
  for (const scene of scenes) {
    const slot = state.slots.slotOf(scene)
    if (slot >= 0) mask[slot] = state.hidden.has(scene) ? 0 : 255
  }
}
