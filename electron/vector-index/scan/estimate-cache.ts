import type { IndexQuery } from '../../domain/ports/index.ts'
import type { Region } from '../arena/arena.ts'
import { chunkRows } from '../arena/memory-layout.ts'
import { type PreparedQuery, prepareQuery } from '../codes/prepare-query.ts'
import type { CodeTools, SpaceCodes } from '../codes/space-codes.ts'

/** A query with the estimated similarity of every slot (NaN: no vector). */
export interface EstimatedQuery {
  readonly space: SpaceCodes
  readonly vector: Float32Array
  readonly prepared: PreparedQuery
  /** Estimates (f32) by slot. */
  readonly estimates: Region
  /** Exact similarities by slot, as far as they were needed: a slider that moves needs the same ones again. */
  readonly exact: Map<number, number>
}

/** Estimates of the last queries, so that a slider that moves costs no new scan. */
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
  scanned: Promise<unknown>
  users: number
  /** Whether others may find it; one that is not is freed by its last user. */
  kept: boolean
}

/** Rows that the kernel scans together. */
const kernelBlockRows = 16
const chunkBlocks = chunkRows / kernelBlockRows

const sameVector = (one: Float32Array, other: Float32Array): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index])

/** A cache of `most` queries; of more only while they are in use. */
export const createEstimateCache = (tools: CodeTools, most: () => number): EstimateCache => {
  const { arena, kernel, pool, slots } = tools
  /** Least recently used first. */
  let entries: Entry[] = []

  /**
   * By space one column of a query that is forgotten, for the next query: it holds NaN wherever the space has no vector, so that it need
   * not be filled before the scan writes the rest.
   */
  const spare = new Map<SpaceCodes, Region>()

  const freeSpare = (space: SpaceCodes): void => {
    spare.get(space)?.free()
    spare.delete(space)
  }
  const release = ({ query }: Entry, keepsColumn: boolean): void => {
    query.prepared.free()
    if (keepsColumn && !spare.has(query.space)) spare.set(query.space, query.estimates)
    else query.estimates.free()
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
  const takeColumn = (space: SpaceCodes): Region => {
    const bytes = slots.capacity() * 4
    const column = spare.get(space)
    if (column?.byteLength === bytes) {
      spare.delete(space)
      return column
    }
    freeSpare(space)
    const made = arena.allocate(bytes, 'anything')
    // A float32 whose bits are all set is NaN.
    made.bytes.fill(255)
    return made
  }

  const scan = (space: SpaceCodes, vector: Float32Array): Entry => {
    const prepared = prepareQuery(arena, kernel, space.frame, vector)
    const estimates = takeColumn(space)
    const rows = space.chunks.rows()
    const addresses = { space: space.structure, query: prepared.address, estimates: estimates.address }
    // Without a signal: others may wait for this scan too, so it goes on when the first who asked gives up.
    const scanned = pool.run({ kind: 'scan', ...addresses, rows }, Math.ceil(rows / chunkRows))
    return { query: { space, vector, prepared, estimates, exact: new Map() }, scanned, users: 0, kept: true }
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
      const blocks = new Set(rows.map((row) => Math.floor(row / kernelBlockRows)))
      for (const { query } of entries) {
        if (query.space !== space) continue
        for (const row of rows) query.exact.delete(space.slotOfRow(row))
        for (const block of blocks) {
          const [chunk, inside] = [Math.floor(block / chunkBlocks), block % chunkBlocks]
          kernel.scanBlocks(space.structure, chunk, inside, 1, query.prepared.address, query.estimates.address)
        }
      }
    },
    forget: (space, slot) => {
      for (const { query } of entries) {
        if (query.space !== space) continue
        query.estimates.floats[slot] = Number.NaN
        query.exact.delete(slot)
      }
      // A slot beyond the end of an older column is left out by itself.
      const column = spare.get(space)
      if (column !== undefined) column.floats[slot] = Number.NaN
    },
    clear: (space) => {
      for (const entry of entries) if (space === undefined || entry.query.space === space) drop(entry)
      for (const each of space === undefined ? [...spare.keys()] : [space]) freeSpare(each)
    },
  }
}
