import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { scanWal, type WalScan } from './write-ahead-log.ts'

// The formats of these files: https://sqlite.org/fileformat2.html

/** What the first 100 bytes of a database say; null for what they cannot say rightly. */
export interface FileHeader {
  readonly pageSize: number
  readonly reservedBytes: number
  /** Pages that the database has, by its own count; null where an old SQLite left none. */
  readonly pageCount: number | null
  readonly firstFreeTrunk: number
  readonly userVersion: number
  readonly applicationId: number
}

/** A database read page by page, without SQLite: what its write-ahead log holds comes before what its file holds. */
export interface DatabasePages {
  /** Null when the header cannot be read. */
  readonly header: FileHeader | null
  readonly pageSize: number
  /** Bytes of a page that hold content. */
  readonly usableSize: number
  readonly pageCount: number
  /** A page by its number from 1; what the file lacks of it is zeros. */
  readonly page: (number: number) => Buffer
  /** How many bytes of a page are there: fewer than its size where the file was cut. */
  readonly bytesOf: (number: number) => number
  readonly close: () => void
}

const magic = Buffer.from('SQLite format 3\0', 'latin1')
const headerBytes = 100
const pageSizes = [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]

/** Reads the header of a database file from its first bytes; null when it is none. */
export const parseHeader = (bytes: Buffer): FileHeader | null => {
  if (bytes.length < headerBytes || !bytes.subarray(0, 16).equals(magic)) return null
  const written = bytes.readUInt16BE(16)
  const pageSize = written === 1 ? 65_536 : written
  const reservedBytes = bytes.readUInt8(20)
  if (!pageSizes.includes(pageSize) || pageSize - reservedBytes < 480) return null
  const pageCountIsValid = bytes.readUInt32BE(24) === bytes.readUInt32BE(92)
  const pageCount = bytes.readUInt32BE(28)
  return {
    pageSize,
    reservedBytes,
    pageCount: pageCountIsValid && pageCount > 0 ? pageCount : null,
    firstFreeTrunk: bytes.readUInt32BE(32),
    userVersion: bytes.readInt32BE(60),
    applicationId: bytes.readInt32BE(68),
  }
}

/** Kinds of b-tree pages, by their first byte. */
export const pageKinds = { indexInterior: 2, tableInterior: 5, indexLeaf: 10, tableLeaf: 13 } as const

/** Whether a page looks like a page of a b-tree: a known kind, and offsets that lie in it. */
export const isTreePage = (page: Buffer, number: number, usableSize: number): boolean => {
  const start = number === 1 ? headerBytes : 0
  const kind = page.readUInt8(start)
  const isInterior = kind === pageKinds.indexInterior || kind === pageKinds.tableInterior
  if (!isInterior && kind !== pageKinds.indexLeaf && kind !== pageKinds.tableLeaf) return false
  const cells = page.readUInt16BE(start + 3)
  const contentStart = page.readUInt16BE(start + 5) || 65_536
  const pointersEnd = start + (isInterior ? 12 : 8) + 2 * cells
  return pointersEnd <= usableSize && contentStart <= usableSize && contentStart >= pointersEnd
}

/** Whether a page's first cells lie at its end, where cells are written first: a page read at twice its size has none there. */
const isFilledFromItsEnd = (page: Buffer, usableSize: number): boolean => {
  const cells = page.readUInt16BE(3)
  const pointers = page.readUInt8(0) === pageKinds.tableLeaf || page.readUInt8(0) === pageKinds.indexLeaf ? 8 : 12
  for (let index = 0; index < cells; index += 1) {
    if (page.readUInt16BE(pointers + 2 * index) >= usableSize / 2) return true
  }
  return false
}

/** The page size that most of the file's bytes look right with; null when none of them do. */
const guessPageSize = (read: (offset: number, length: number) => Buffer, size: number): number | null => {
  let best: { readonly pageSize: number | null; readonly bytes: number } = { pageSize: null, bytes: 0 }
  for (const pageSize of pageSizes) {
    const pages = Math.min(Math.floor(size / pageSize), 20_000)
    let bytes = 0
    for (let number = 2; number <= pages; number += 1) {
      const page = read((number - 1) * pageSize, pageSize)
      if (isTreePage(page, number, pageSize) && isFilledFromItsEnd(page, pageSize)) bytes += pageSize
    }
    if (bytes > best.bytes) best = { pageSize, bytes }
  }
  return best.pageSize
}

const readWal = (path: string): WalScan | null => (existsSync(path) ? scanWal(readFileSync(path)) : null)

/** Opens a database and its write-ahead log for reading by pages. A file that is missing reads as empty. */
export const openPages = (path: string): DatabasePages => {
  const descriptor = existsSync(path) ? openSync(path, 'r') : null
  const size = descriptor === null ? 0 : fstatSync(descriptor).size
  const read = (offset: number, length: number): Buffer => {
    const bytes = Buffer.alloc(length)
    if (descriptor !== null && offset < size) readSync(descriptor, bytes, 0, length, offset)
    return bytes
  }
  const wal = readWal(`${path}-wal`)
  const inWal = wal?.pages.get(1)
  const header = parseHeader(inWal ?? read(0, headerBytes)) ?? parseHeader(read(0, headerBytes))
  // A header whose size is not the file's may be wrong about its pages too.
  const isCredible =
    header !== null && (wal !== null || header.pageCount === null || header.pageCount * header.pageSize === size)
  const told = wal?.pageSize ?? header?.pageSize ?? 4096
  const pageSize = isCredible || wal !== null ? told : (guessPageSize(read, size) ?? told)
  const newer = wal?.pageSize === pageSize ? wal.pages : new Map<number, Buffer>()
  let pageCount = Math.ceil(size / pageSize)
  for (const number of newer.keys()) pageCount = Math.max(pageCount, number)
  return {
    header,
    pageSize,
    usableSize: pageSize - (header?.reservedBytes ?? 0),
    pageCount,
    page: (number) => newer.get(number) ?? read((number - 1) * pageSize, pageSize),
    bytesOf: (number) =>
      newer.has(number) ? pageSize : Math.max(0, Math.min(pageSize, size - (number - 1) * pageSize)),
    close: () => {
      if (descriptor !== null) closeSync(descriptor)
    },
  }
}
