import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Address, Arena } from '../arena/arena.ts'

/**
 * What `assembly/index.ts` exports; the functions are described there. Arguments called `space`, `search`, `query` and `moments` are
 * addresses of the structures of that name in `arena/memory-layout.ts`.
 */
export interface ScanKernel {
  readonly scanBlocks: (
    space: Address,
    chunk: number,
    firstBlock: number,
    blocks: number,
    query: Address,
    estimates: Address,
  ) => void
  readonly fuseBlocks: (search: Address, firstBlock: number, blocks: number) => number
  readonly collect: (
    search: Address,
    firstBlock: number,
    blocks: number,
    byUpper: number,
    threshold: number,
    records: Address,
  ) => number
  readonly refineTerm: (
    search: Address,
    term: number,
    records: Address,
    count: number,
    threshold: number,
    codes: Address,
  ) => number
  readonly rowsOfRecords: (search: Address, term: number, records: Address, count: number, target: Address) => void
  readonly refineRow: (space: Address, row: number, query: Address, code: Address) => number
  readonly encodeRows: (
    space: Address,
    vectors: Address,
    rows: Address,
    first: number,
    count: number,
    scratch: Address,
  ) => void
  readonly decodeRow: (space: Address, row: number, code: Address, target: Address) => void
  readonly hashRow: (vector: Address, dimension: number) => number
  readonly rotate: (vector: Address, dimension: number, signs: Address, rounds: number) => void
  readonly unrotate: (vector: Address, dimension: number, signs: Address, rounds: number) => void
  readonly pack: (
    moments: Address,
    vectors: Address,
    count: number,
    weights: Address,
    panels: Address,
    panel: number,
  ) => void
  readonly addMoments: (moments: Address, panels: Address, count: number, panel: number, sign: number) => void
  readonly quadratic: (moments: Address, query: Address) => number
  readonly checksum: (start: Address, bytes: number) => number
  readonly rowsOfChunk: () => number
}

/** A kernel over an arena, and its compiled code for the threads that make their own. */
export interface OpenKernel {
  readonly module: WebAssembly.Module
  readonly kernel: ScanKernel
}

const compileScanKernel = async (): Promise<WebAssembly.Module> => {
  const path = fileURLToPath(new URL('./scan-kernel.wasm', import.meta.url))
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Error(`The scan kernel is missing: ${path}. Run the set-up (npm run setup) to build it.`, { cause })
  })
  return WebAssembly.compile(bytes)
}

/** An instance of the kernel over a memory that others share. */
export const instantiateScanKernel = async (
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<ScanKernel> => {
  const abort = (): never => {
    throw new Error('the scan kernel stopped')
  }
  const instance = await WebAssembly.instantiate(module, { env: { abort, memory } })
  // The module is our own build: its exports are those of assembly/index.ts.
  return instance.exports as unknown as ScanKernel
}

/** Compiles the kernel and makes an instance over an arena. Rejects with a plain message when the kernel was not built. */
export const openScanKernel = async (arena: Arena): Promise<OpenKernel> => {
  const module = await compileScanKernel()
  return { module, kernel: await instantiateScanKernel(module, arena.memory) }
}
