import { type Address, type Arena, addressAfter, type MemoryView, noAddress, type Region } from '../arena/arena.ts'
import {
  type ColumnName,
  chunkBytes,
  chunkCodeBytes,
  chunkRows,
  columnNames,
  columnOffset,
  longCodeBytes,
} from '../arena/memory-layout.ts'
import { type LongCodeFile, openLongCodes } from '../threads/long-code-file.ts'

/** Codes of 4,096 rows. */
export interface CodeChunk {
  /** Short codes and columns, as a cache file keeps them. */
  readonly head: Region
  readonly columns: Readonly<Record<ColumnName, MemoryView>>
  /** Long codes; null when they are in the cache file. */
  codes: Region | null
  /** By row: 1 where the statistics count its vector. */
  readonly counted: Uint8Array
}

/** The rows of a space: their codes, chunk by chunk, and which of them are empty. */
export interface CodeChunks {
  /** Rows that were ever given; some may be empty. */
  readonly rows: () => number
  readonly length: () => number
  /** Throws a RangeError where there is no such chunk. */
  readonly chunk: (index: number) => CodeChunk
  /** Chunk of a row, and the row's number there. */
  readonly locate: (row: number) => { readonly chunk: CodeChunk; readonly inside: number }
  /** Makes room for a chunk of empty rows, with memory for its long codes or without. */
  readonly add: (withCodes: boolean) => CodeChunk
  /** An empty row whose long code can be written. */
  readonly takeRow: () => number
  /** Marks a row as empty. It is given again unless its long code is in the file, where it cannot be written. */
  readonly clearRow: (row: number) => void
  /** Takes over rows that were read from a file, by the slots (or -1) of their scenes. */
  readonly adopt: (slots: Int32Array) => void
  /** Gives `use` the address of a row's long code, which is read from the file if need be. */
  readonly withLongCode: (row: number, use: (code: Address) => void) => void
  /** Where long codes are that are not in memory; null when all are. */
  readonly file: () => LongCodeFile | null
  /** From now on the long codes of the rows below `file.rows` are in a file; new rows go to new chunks. */
  readonly moveToFile: (file: LongCodeFile) => void
  /** Gives the memory of a chunk's long codes back. */
  readonly releaseCodes: (index: number) => void
  /** Tables of the addresses of chunks and of their long codes, for the kernel. */
  readonly tables: { readonly chunks: Address; readonly codes: Address }
  readonly free: () => void
}

/** Chunks that a table has room for: 33 million rows. */
const mostChunks = 8192

const addChunk = (arena: Arena, padded: number, withCodes: boolean): CodeChunk => {
  const head = arena.allocate(chunkBytes(padded))
  const views = columnNames.map((name) => [name, head.part(columnOffset(padded, name), chunkRows * 4)] as const)
  // The keys are the names of the columns.
  const columns = Object.fromEntries(views) as Record<ColumnName, MemoryView>
  columns.slot.integers.fill(-1)
  const codes = withCodes ? arena.allocate(chunkCodeBytes(padded)) : null
  return { head, columns, codes, counted: new Uint8Array(chunkRows) }
}

/** No rows yet; `padded` are the dimensions of a code. */
export const createCodeChunks = (arena: Arena, padded: number): CodeChunks => {
  const chunkTable = arena.allocate(mostChunks * 4)
  const codeTable = arena.allocate(mostChunks * 4)
  const chunks: CodeChunk[] = []
  let free: number[] = []
  let rows = 0
  let file: LongCodeFile | null = null

  const chunkOf = (index: number): CodeChunk => {
    const chunk = chunks[index]
    if (chunk === undefined) throw new RangeError(`there is no chunk ${index} of ${chunks.length}`)
    return chunk
  }
  const locate = (row: number) => ({ chunk: chunkOf(Math.floor(row / chunkRows)), inside: row % chunkRows })
  const isInFile = (row: number): boolean => file !== null && row < file.rows
  const add = (withCodes: boolean): CodeChunk => {
    if (chunks.length === mostChunks) throw new RangeError('the index has no room for more vectors')
    const chunk = addChunk(arena, padded, withCodes)
    chunkTable.addresses[chunks.length] = chunk.head.address
    codeTable.addresses[chunks.length] = chunk.codes?.address ?? noAddress
    chunks.push(chunk)
    return chunk
  }
  const releaseCodes = (index: number): void => {
    const chunk = chunkOf(index)
    chunk.codes?.free()
    chunk.codes = null
    codeTable.addresses[index] = noAddress
  }

  return {
    rows: () => rows,
    length: () => chunks.length,
    chunk: chunkOf,
    locate,
    add,
    takeRow: () => {
      const known = free.pop()
      if (known !== undefined) return known
      const row = rows
      rows += 1
      if (row >= chunks.length * chunkRows) add(true)
      return row
    },
    clearRow: (row) => {
      const { chunk, inside } = locate(row)
      chunk.columns.slot.integers[inside] = -1
      if (!isInFile(row)) free.push(row)
    },
    adopt: (slots) => {
      rows = file === null ? slots.length : file.rows
      for (let first = 0; first < slots.length; first += chunkRows) {
        chunkOf(first / chunkRows).columns.slot.integers.set(slots.subarray(first, first + chunkRows))
      }
      slots.forEach((slot, row) => {
        if (slot < 0 && !isInFile(row)) free.push(row)
      })
    },
    withLongCode: (row, use) => {
      const { chunk, inside } = locate(row)
      const bytes = longCodeBytes(padded)
      if (chunk.codes !== null) {
        use(addressAfter(chunk.codes.address, inside * bytes))
        return
      }
      if (file === null) throw new Error('a row has no long code, in memory or in a file')
      const copy = arena.allocate(bytes)
      const reader = openLongCodes(file)
      try {
        reader.readRow(row, copy.bytes, 0)
        use(copy.address)
      } finally {
        reader.close()
        copy.free()
      }
    },
    file: () => file,
    moveToFile: (next) => {
      file = next
      free = []
      rows = chunks.length * chunkRows
    },
    releaseCodes,
    tables: { chunks: chunkTable.address, codes: codeTable.address },
    free: () => {
      for (const chunk of chunks) {
        chunk.head.free()
        chunk.codes?.free()
      }
      chunkTable.free()
      codeTable.free()
    },
  }
}
