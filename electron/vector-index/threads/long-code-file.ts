import { closeSync, openSync, read, readSync } from 'node:fs'
import { promisify } from 'node:util'
import { chunkRows, longCodeBytes } from '../arena/memory-layout.ts'

/** Long codes in a cache file, chunk after chunk, of the rows below `rows`; those of later rows are in memory. */
export interface LongCodeFile {
  readonly path: string
  readonly rows: number
  /** Dimensions of a code, a multiple of 64. */
  readonly padded: number
  /** Where the codes of the first chunk begin, in bytes. */
  readonly position: number
  /** Bytes from the codes of one chunk to those of the next. */
  readonly stride: number
}

/** Where the long code of a row begins in the file, in bytes. */
const positionOf = ({ position, stride, padded }: LongCodeFile, row: number): number =>
  position + Math.floor(row / chunkRows) * stride + (row % chunkRows) * longCodeBytes(padded)

const readInBackground = promisify(read)

/** An open file of long codes. Reading throws when the file has become shorter. */
export interface LongCodeReader {
  /** Reads the code of a row to `target`, from `offset` (bytes) on. */
  readonly readRow: (row: number, target: Uint8Array, offset: number) => void
  /** Reads the codes of as many rows as `target` has room for, all of one chunk, from `row` on, without holding the thread up. */
  readonly readInBackground: (row: number, target: Uint8Array) => Promise<void>
  readonly close: () => void
}

/** Opens a file of long codes. Throws when it is not there. */
export const openLongCodes = (file: LongCodeFile): LongCodeReader => {
  const descriptor = openSync(file.path, 'r')
  const rowBytes = longCodeBytes(file.padded)
  const checkRead = (bytes: number): number => {
    if (bytes === 0) throw new Error(`the cache file ${file.path} is shorter than it was`)
    return bytes
  }
  return {
    readRow: (row, target, offset) => {
      const position = positionOf(file, row)
      let done = 0
      // Hundreds of rows are read for every search: into the one array, so that nothing is allocated for each.
      while (done < rowBytes) {
        done += checkRead(readSync(descriptor, target, offset + done, rowBytes - done, position + done))
      }
    },
    readInBackground: async (row, target) => {
      const position = positionOf(file, row)
      let done = 0
      while (done < target.length) {
        const { bytesRead } = await readInBackground(descriptor, target, done, target.length - done, position + done)
        done += checkRead(bytesRead)
      }
    },
    close: () => closeSync(descriptor),
  }
}
