import { closeSync, openSync, readSync } from 'node:fs'
import {
  chunkRows,
  codeBytes,
  pieceBlocks,
  pieceSlots,
  recordBytes,
  termBytes,
  termOffset,
} from '../arena/memory-layout.ts'
import type { ScanKernel } from '../kernel/scan-kernel.ts'
import { type CodeFile, scratchBytes, type ThreadTask } from './thread-task.ts'

/** What a thread works with. */
export interface PartTools {
  readonly kernel: ScanKernel
  readonly memory: WebAssembly.Memory
  readonly scratchAt: number
}

type Task<Kind extends ThreadTask['kind']> = Extract<ThreadTask, { readonly kind: Kind }>

const scan = (task: Task<'scan'>, part: number, { kernel, memory }: PartTools): number => {
  const rows = Math.min(chunkRows, task.rows - part * chunkRows)
  const chunkAt = new Uint32Array(memory.buffer, task.chunksAt, part + 1)[part] ?? 0
  kernel.scanBlocks(chunkAt, 0, Math.ceil(rows / 16), task.padded, task.queryAt, task.estimatesAt)
  return 0
}

const blocksOf = (part: number, blocks: number): readonly [first: number, count: number] => [
  part * pieceBlocks,
  Math.min(pieceBlocks, blocks - part * pieceBlocks),
]

/** Reads the long codes of some records of a term; answers where their addresses lie. */
const readCodes = (
  file: CodeFile,
  descriptor: number,
  rowsAt: number,
  count: number,
  padded: number,
  codesAt: number,
  memory: WebAssembly.Memory,
  targetAt: number,
): void => {
  const rows = new Int32Array(memory.buffer, rowsAt, count)
  const addresses = new Uint32Array(memory.buffer, targetAt, count)
  const size = codeBytes(padded)
  let at = targetAt + Math.ceil(count / 16) * 64
  for (let index = 0; index < count; index++) {
    const row = rows[index] ?? -1
    if (row < 0) continue
    const [chunk, inside] = [Math.floor(row / chunkRows), row % chunkRows]
    if (row >= file.rows) {
      const chunkCodesAt = new Uint32Array(memory.buffer, codesAt, chunk + 1)[chunk] ?? 0
      addresses[index] = chunkCodesAt + inside * size
      continue
    }
    const position = file.position + chunk * file.stride + inside * size
    const read = readSync(descriptor, new Uint8Array(memory.buffer, at, size), 0, size, position)
    if (read < size) throw new Error(`the cache file ${file.path} is shorter than it was`)
    addresses[index] = at
    at += size
  }
}

const refineFromFile = (
  task: Task<'find'>,
  index: number,
  file: CodeFile,
  recordsAt: number,
  length: number,
  { kernel, memory, scratchAt }: PartTools,
): number => {
  const view = new DataView(memory.buffer, task.termsAt + index * termBytes, termBytes)
  const padded = view.getInt32(termOffset.padded, true)
  const codesAt = view.getUint32(termOffset.codes, true)
  // Rows, addresses, codes: as many records at once as the thread's own memory holds.
  const batch = Math.floor((scratchBytes - 4096) / (codeBytes(padded) + 8))
  const rowsAt = scratchAt
  const targetAt = rowsAt + Math.ceil(batch / 16) * 64
  const descriptor = openSync(file.path, 'r')
  let kept = 0
  try {
    for (let from = 0; from < length; from += batch) {
      const count = Math.min(batch, length - from)
      const at = recordsAt + from * recordBytes
      kernel.rowsOfRecords(task.termsAt, index, at, count, rowsAt)
      readCodes(file, descriptor, rowsAt, count, padded, codesAt, memory, targetAt)
      const left = kernel.refineTerm(
        task.termsAt,
        task.terms,
        index,
        task.flags,
        at,
        count,
        task.refineThreshold,
        targetAt,
      )
      const bytes = new Uint8Array(memory.buffer)
      bytes.copyWithin(recordsAt + kept * recordBytes, at, at + left * recordBytes)
      kept += left
    }
  } finally {
    closeSync(descriptor)
  }
  return kept
}

const find = (task: Task<'find'>, part: number, tools: PartTools): number => {
  const { kernel, memory } = tools
  const [first, count] = blocksOf(part, task.blocks)
  const recordsAt = task.recordsAt + part * pieceSlots * recordBytes
  const { termsAt, terms, flags, scoresAt, bestsAt } = task
  const byUpper = task.byUpper ? 1 : 0
  let length = kernel.collect(
    first,
    count,
    termsAt,
    terms,
    flags,
    scoresAt,
    bestsAt,
    byUpper,
    task.threshold,
    recordsAt,
    pieceSlots,
  )
  for (let index = 0; index < terms && length > 0; index++) {
    const file = task.files[index] ?? null
    length =
      file === null
        ? kernel.refineTerm(termsAt, terms, index, flags, recordsAt, length, task.refineThreshold, 0)
        : refineFromFile(task, index, file, recordsAt, length, tools)
  }
  new Int32Array(memory.buffer, task.countsAt, part + 1)[part] = length
  return length
}

const load = (task: Task<'load'>, part: number, { kernel, memory, scratchAt }: PartTools): number => {
  const section = task.sections[part]
  if (section === undefined) return 0
  const descriptor = openSync(task.path, 'r')
  try {
    if (section.at === 0 && section.bytes > scratchBytes) throw new RangeError('a section is too long to be checked')
    const at = section.at === 0 ? scratchAt : section.at
    const target = new Uint8Array(memory.buffer, at, section.bytes)
    let done = 0
    while (done < section.bytes) {
      const read = readSync(descriptor, target, done, section.bytes - done, section.position + done)
      if (read === 0) return 1
      done += read
    }
    return kernel.checksum(at, section.bytes) >>> 0 === section.checksum ? 0 : 1
  } finally {
    closeSync(descriptor)
  }
}

/** Does one part of a task; answers what it counts. */
export const performPart = (task: ThreadTask, part: number, tools: PartTools): number => {
  const { kernel, scratchAt } = tools
  switch (task.kind) {
    case 'scan':
      return scan(task, part, tools)
    case 'fuse': {
      const { termsAt, terms, maskAt, flags, scoresAt, bestsAt } = task
      const [first, count] = blocksOf(part, task.blocks)
      return kernel.fuseBlocks(first, count, termsAt, terms, maskAt, flags, scoresAt, bestsAt)
    }
    case 'find':
      return find(task, part, tools)
    case 'encode': {
      const { vectorsAt, rowsAt, dimension, padded, axisAt, signsAt, rounds, chunksAt, codesAt } = task
      const first = part * task.run
      const count = Math.min(task.run, task.count - first)
      kernel.encodeRows(
        ...([vectorsAt, first, count, rowsAt, dimension, padded, axisAt, signsAt] as const),
        ...([rounds, chunksAt, codesAt, scratchAt] as const),
      )
      return 0
    }
    case 'pack': {
      const { vectorsAt, count, dimension, centreAt, weightsAt, panelsAt } = task
      kernel.pack(vectorsAt, count, dimension, centreAt, weightsAt, panelsAt, part)
      return 0
    }
    case 'moments': {
      const { panelsAt, count, panelCount, sign, matrixAt, sumsAt } = task
      kernel.addMoments(panelsAt, count, panelCount, part, sign, matrixAt, sumsAt)
      return 0
    }
    case 'load':
      return load(task, part, tools)
  }
}
