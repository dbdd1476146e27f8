import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** What assembly/index.ts exports. All `…At` are addresses in the shared memory; what they point at is told there. */
export interface ScanKernel {
  readonly scanBlocks: (
    chunkAt: number,
    firstBlock: number,
    blocks: number,
    padded: number,
    queryAt: number,
    estimatesAt: number,
  ) => void
  readonly fuseBlocks: (
    firstBlock: number,
    blocks: number,
    termsAt: number,
    terms: number,
    maskAt: number,
    flags: number,
    scoresAt: number,
    bestsAt: number,
  ) => number
  readonly collect: (
    firstBlock: number,
    blocks: number,
    termsAt: number,
    terms: number,
    flags: number,
    scoresAt: number,
    bestsAt: number,
    byUpper: number,
    threshold: number,
    recordsAt: number,
    capacity: number,
  ) => number
  readonly refineTerm: (
    termsAt: number,
    terms: number,
    index: number,
    flags: number,
    recordsAt: number,
    records: number,
    threshold: number,
    codesAt: number,
  ) => number
  readonly rowsOfRecords: (termsAt: number, index: number, recordsAt: number, records: number, targetAt: number) => void
  readonly refineRow: (chunkAt: number, row: number, padded: number, queryAt: number, codeAt: number) => number
  readonly encodeRows: (
    vectorsAt: number,
    first: number,
    count: number,
    rowsAt: number,
    dimension: number,
    padded: number,
    axisAt: number,
    signsAt: number,
    rounds: number,
    chunksAt: number,
    codesAt: number,
    scratchAt: number,
  ) => void
  readonly decodeRow: (
    chunkAt: number,
    row: number,
    codeAt: number,
    dimension: number,
    padded: number,
    axisAt: number,
    signsAt: number,
    rounds: number,
    targetAt: number,
  ) => void
  readonly hashRow: (at: number, dimension: number) => number
  readonly rotate: (at: number, dimension: number, signsAt: number, rounds: number) => void
  readonly unrotate: (at: number, dimension: number, signsAt: number, rounds: number) => void
  readonly pack: (
    vectorsAt: number,
    count: number,
    dimension: number,
    centreAt: number,
    weightsAt: number,
    panelsAt: number,
    panel: number,
  ) => void
  readonly addMoments: (
    panelsAt: number,
    count: number,
    panelCount: number,
    panel: number,
    sign: number,
    matrixAt: number,
    sumsAt: number,
  ) => void
  readonly quadratic: (matrixAt: number, queryAt: number, panelCount: number) => number
  readonly checksum: (at: number, bytes: number) => number
  readonly rowsOfChunk: () => number
}

/** The compiled kernel; threads share it. Rejects with a plain message when it was not built. */
export const loadScanKernel = async (): Promise<WebAssembly.Module> => {
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
