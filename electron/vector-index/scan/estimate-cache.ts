import type { IndexQuery } from '../../domain/ports/search-port.ts'
import type { SharedMemory } from '../arena/arena.ts'
import { chunkRows } from '../arena/memory-layout.ts'
import { type PreparedQuery, prepareQuery } from '../codes/prepare-query.ts'
import type { SlotTable } from '../codes/slot-table.ts'
import type { SpaceCodes } from '../codes/space-codes.ts'
import type { ThreadPool } from '../threads/thread-pool.ts'

/** A query with the estimated similarity of every slot (NaN: no vector). */
export interface EstimatedQuery {
  readonly space: SpaceCodes
  readonly vector: Float32Array
  readonly prepared: PreparedQuery
  readonly estimatesAt: number
  /** Exact similarities by slot, as far as they were needed: a slider that moves needs the same ones again. */
  readonly exact: Map<number, number>
}

/** Estimates of the last queries. */
export interface EstimateCache {
  /** The estimates of a query, scanned when they are not there; they stay at least until `done` is called. */
  readonly take: (
    space: SpaceCodes,
    query: IndexQuery,
    signal: AbortSignal,
  ) => Promise<{ readonly query: EstimatedQuery; readonly done: () => void }>
  /** Rows of a space have changed: their estimates are made again. */
  readonly refresh: (space: SpaceCodes, rows: readonly number[]) => void
  /** A slot has lost its vector. */
  readonly forget: (space: SpaceCodes, slot: number) => void
  /** Forgets all; called while nobody holds one. `space`: only of this one. */
  readonly clear: (space?: SpaceCodes) => void
}

interface Entry {
  readonly query: EstimatedQuery
  readonly capacity: number
  scanned: Promise<unknown>
  users: number
  kept: boolean
}

const sameVector = (one: Float32Array, other: Float32Array): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index])

/** A cache of `most` queries; more only while they are in use. */
export const createEstimateCache = (options: {
  readonly shared: SharedMemory
  readonly pool: ThreadPool
  readonly slots: SlotTable
  readonly most: () => number
}): EstimateCache => {
  const { shared, pool, slots, most } = options
  /** Oldest first. */
  let entries: Entry[] = []

  /** By space one column that is not needed any more: NaN where it should be, so that it need not be written before a scan. */
  const spare = new Map<SpaceCodes, { readonly at: number; readonly capacity: number }>()

  const freeSpare = (space: SpaceCodes): void => {
    const column = spare.get(space)
    if (column !== undefined) shared.free(column.at, column.capacity * 4)
    spare.delete(space)
  }
  const release = ({ query, capacity }: Entry, keepsColumn: boolean): void => {
    shared.free(query.prepared.at, query.prepared.bytes)
    if (keepsColumn && !spare.has(query.space)) spare.set(query.space, { at: query.estimatesAt, capacity })
    else shared.free(query.estimatesAt, capacity * 4)
  }
  const drop = (entry: Entry, keepsColumn = false): void => {
    if (!entry.kept) return
    entry.kept = false
    entries = entries.filter((each) => each !== entry)
    if (entry.users === 0) release(entry, keepsColumn)
  }
  const trim = (): void => {
    for (const entry of entries) {
      if (entries.length <= most()) return
      if (entry.users === 0) drop(entry, true)
    }
  }
  /** A column for all slots: NaN where the space has no vector. */
  const takeColumn = (space: SpaceCodes, capacity: number): number => {
    const column = spare.get(space)
    if (column?.capacity === capacity) {
      spare.delete(space)
      return column.at
    }
    freeSpare(space)
    const at = shared.allocate(capacity * 4, false)
    // All bits set are NaN.
    shared.bytes(at, capacity * 4).fill(255)
    return at
  }

  const scan = (space: SpaceCodes, vector: Float32Array): Entry => {
    const prepared = prepareQuery(shared, space.frame, vector)
    const capacity = slots.capacity()
    const estimatesAt = takeColumn(space, capacity)
    const { chunksAt } = space
    const { padded } = space.frame
    const rows = space.rows()
    const task = { kind: 'scan', chunksAt, rows, padded, queryAt: prepared.at, estimatesAt } as const
    // A scan that others may share is not given up with one of them.
    const scanned = pool.run(task, Math.ceil(rows / chunkRows))
    return {
      query: { space, vector, prepared, estimatesAt, exact: new Map() },
      capacity,
      scanned,
      users: 0,
      kept: true,
    }
  }

  return {
    take: async (space, { vector }, signal) => {
      let entry = entries.find((each) => each.query.space === space && sameVector(each.query.vector, vector))
      if (entry === undefined) {
        entry = scan(space, vector.slice())
        entries.push(entry)
      } else {
        entries = [...entries.filter((each) => each !== entry), entry]
      }
      const taken = entry
      taken.users += 1
      const done = (): void => {
        taken.users -= 1
        if (taken.users === 0 && !taken.kept) release(taken, false)
        trim()
      }
      try {
        await taken.scanned
        signal.throwIfAborted()
      } catch (error) {
        if (!signal.aborted) drop(taken)
        done()
        throw error
      }
      return { query: taken.query, done }
    },
    refresh: (space, rows) => {
      const blocks = new Set(rows.map((row) => Math.floor(row / 16)))
      const chunks = new Uint32Array(shared.memory.buffer, space.chunksAt, Math.ceil(space.rows() / chunkRows))
      for (const { query } of entries) {
        if (query.space !== space) continue
        for (const row of rows) query.exact.delete(space.slotOfRow(row))
        for (const block of blocks) {
          const chunkAt = chunks[Math.floor((block * 16) / chunkRows)] ?? 0
          const inside = block % (chunkRows / 16)
          shared.kernel.scanBlocks(chunkAt, inside, 1, space.frame.padded, query.prepared.at, query.estimatesAt)
        }
      }
    },
    forget: (space, slot) => {
      for (const { query, capacity } of entries) {
        if (query.space !== space) continue
        shared.floats(query.estimatesAt, capacity)[slot] = Number.NaN
        query.exact.delete(slot)
      }
      const column = spare.get(space)
      if (column !== undefined && slot < column.capacity) shared.floats(column.at, column.capacity)[slot] = Number.NaN
    },
    clear: (space) => {
      for (const entry of entries) if (space === undefined || entry.query.space === space) drop(entry)
      for (const each of space === undefined ? [...spare.keys()] : [space]) freeSpare(each)
    },
  }
}
