import { closeSync, openSync, readSync } from 'node:fs'
import { type Address, addressAfter, noAddress, viewOf } from '../arena/arena.ts'
import {
  chunkRows,
  longCodeBytes,
  pieceBlocks,
  pieceSlots,
  recordStructure,
  roundUpTo64,
  searchStructure,
  spaceStructure,
  termStructure,
} from '../arena/memory-layout.ts'
import type { ScanKernel } from '../kernel/scan-kernel.ts'
import { type LongCodeFile, openLongCodes } from './long-code-file.ts'
import { scratchBytes, type ThreadTask } from './thread-task.ts'

/** What a thread works with. */
export interface PartTools {
  readonly kernel: ScanKernel
  readonly memory: WebAssembly.Memory
  /** `scratchBytes` of memory of this thread alone. */
  readonly scratch: Address
}

type Task<Kind extends ThreadTask['kind']> = Extract<ThreadTask, { readonly kind: Kind }>

const recordBytes = recordStructure.bytes

const scan = ({ space, rows, query, estimates }: Task<'scan'>, part: number, { kernel }: PartTools): void => {
  const rowsOfPart = Math.min(chunkRows, rows - part * chunkRows)
  kernel.scanBlocks(space, part, 0, Math.ceil(rowsOfPart / 16), query, estimates)
}

const blocksOf = (part: number, blocks: number): readonly [first: number, count: number] => [
  part * pieceBlocks,
  Math.min(pieceBlocks, blocks - part * pieceBlocks),
]

/** A table of addresses; it may be longer than what is looked at. */
const addressAt = (memory: WebAssembly.Memory, table: Address, index: number): Address =>
  (viewOf(memory, addressAfter(table, index * 4), 4).addresses[0] ?? noAddress) as Address

/** The space structure of a term of a search. */
const spaceOfTerm = (memory: WebAssembly.Memory, search: Address, term: number): Address => {
  const terms = addressAt(memory, addressAfter(search, searchStructure.fields.terms.offset), 0)
  return addressAt(memory, addressAfter(terms, term * termStructure.bytes + termStructure.fields.space.offset), 0)
}

/** Records that a term is refined for, and where their long codes have to be looked for. */
interface RefineStep {
  readonly task: Task<'find'>
  readonly term: number
  readonly file: LongCodeFile
  readonly records: Address
  readonly count: number
}

/**
 * Refines records whose long codes are in a file: as many at a time as the thread's own memory has room for. That memory holds the row
 * of each record (i32), the address of its long code (u32), then the codes.
 */
const refineFromFile = (step: RefineStep, { kernel, memory, scratch }: PartTools): number => {
  const { task, term, file, records, count: length } = step
  const size = longCodeBytes(file.padded)
  const batch = Math.floor((scratchBytes - 4096) / (size + 8))
  const own = viewOf(memory, scratch, scratchBytes)
  const rows = own.part(0, batch * 4)
  const codeAddresses = own.part(roundUpTo64(batch * 4), batch * 4)
  const codesStart = 2 * roundUpTo64(batch * 4)
  const { bytes: ownBytes } = own
  const { integers: rowOf } = rows
  const { addresses: addressOf } = codeAddresses
  const codeTable = addressAt(memory, spaceOfTerm(memory, task.search, term), spaceStructure.fields.codes.offset / 4)
  const all = viewOf(memory, records, length * recordBytes).bytes
  const reader = openLongCodes(file)
  let kept = 0
  try {
    for (let from = 0; from < length; from += batch) {
      const count = Math.min(batch, length - from)
      const batchRecords = addressAfter(records, from * recordBytes)
      kernel.rowsOfRecords(task.search, term, batchRecords, count, rows.address)
      let offset = codesStart
      for (let index = 0; index < count; index += 1) {
        const row = rowOf[index] ?? -1
        if (row < 0) continue
        if (row >= file.rows) {
          const chunkCodes = addressAt(memory, codeTable, Math.floor(row / chunkRows))
          addressOf[index] = addressAfter(chunkCodes, (row % chunkRows) * size)
          continue
        }
        reader.readRow(row, ownBytes, offset)
        addressOf[index] = addressAfter(scratch, offset)
        offset += size
      }
      const { search, refineThreshold } = task
      const left = kernel.refineTerm(search, term, batchRecords, count, refineThreshold, codeAddresses.address)
      all.copyWithin(kept * recordBytes, from * recordBytes, (from + left) * recordBytes)
      kept += left
    }
  } finally {
    reader.close()
  }
  return kept
}

const find = (task: Task<'find'>, part: number, tools: PartTools): void => {
  const { kernel, memory } = tools
  const { search, threshold, refineThreshold, files } = task
  const [first, blocks] = blocksOf(part, task.blocks)
  const records = addressAfter(task.records, part * pieceSlots * recordBytes)
  let count = kernel.collect(search, first, blocks, task.byUpper ? 1 : 0, threshold, records)
  for (const [term, file] of files.entries()) {
    if (count === 0) break
    count =
      file === null
        ? kernel.refineTerm(search, term, records, count, refineThreshold, noAddress)
        : refineFromFile({ task, term, file, records, count }, tools)
  }
  viewOf(memory, addressAfter(task.counts, part * 4), 4).integers[0] = count
}

/** Reads a section and compares its checksum; answers 1 when it is damaged. */
const load = (task: Task<'load'>, part: number, { kernel, memory, scratch }: PartTools): number => {
  const section = task.sections[part]
  if (section === undefined) return 0
  const isOnlyChecked = section.target === noAddress
  if (isOnlyChecked && section.bytes > scratchBytes) throw new RangeError('a section is too long to be checked')
  const target = viewOf(memory, isOnlyChecked ? scratch : section.target, section.bytes)
  const descriptor = openSync(task.path, 'r')
  try {
    let done = 0
    while (done < section.bytes) {
      const read = readSync(descriptor, target.bytes, done, section.bytes - done, section.position + done)
      if (read === 0) return 1
      done += read
    }
    return kernel.checksum(target.address, section.bytes) >>> 0 === section.checksum ? 0 : 1
  } finally {
    closeSync(descriptor)
  }
}

/** Does one part of a task; answers what it counts. */
export const performPart = (task: ThreadTask, part: number, tools: PartTools): number => {
  const { kernel, scratch } = tools
  switch (task.kind) {
    case 'scan':
      scan(task, part, tools)
      return 0
    case 'fuse': {
      const [first, blocks] = blocksOf(part, task.blocks)
      return kernel.fuseBlocks(task.search, first, blocks)
    }
    case 'find':
      find(task, part, tools)
      return 0
    case 'encode': {
      const first = part * task.run
      kernel.encodeRows(task.space, task.vectors, task.rows, first, Math.min(task.run, task.count - first), scratch)
      return 0
    }
    case 'pack':
      kernel.pack(task.moments, task.vectors, task.count, task.weights, task.panels, part)
      return 0
    case 'moments':
      kernel.addMoments(task.moments, task.panels, task.count, part, task.sign)
      return 0
    case 'load':
      return load(task, part, tools)
  }
}
