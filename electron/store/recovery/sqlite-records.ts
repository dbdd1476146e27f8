import { type DatabasePages, isTreePage, pageKinds } from './sqlite-file.ts'

/** A value as it is stored; integers that a number cannot hold exactly are bigints. */
export type StoredValue = number | bigint | string | Buffer | null

/** A row as it is stored; `rowid` is null in the tree of an index or of a table without rowids. */
export interface StoredRow {
  readonly rowid: number | bigint | null
  readonly values: readonly StoredValue[]
}

/** What a page of a b-tree holds; `damaged` when something in it could not be read. */
export interface TreePage {
  readonly rows: readonly StoredRow[]
  readonly children: readonly number[]
  readonly damaged: boolean
}

const headerOf = (number: number): number => (number === 1 ? 100 : 0)

class Unreadable extends Error {}

const simplest = (value: bigint): number | bigint => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** A variable-length integer and where the next byte lies. */
const varint = (bytes: Buffer, offset: number): readonly [bigint, number] => {
  let value = 0n
  for (let index = 0; index < 9; index += 1) {
    const byte = bytes[offset + index]
    if (byte === undefined) throw new Unreadable()
    if (index === 8) return [BigInt.asIntN(64, (value << 8n) | BigInt(byte)), offset + 9]
    value = (value << 7n) | BigInt(byte & 0x7f)
    if (byte < 0x80) return [BigInt.asIntN(64, value), offset + index + 1]
  }
  throw new Unreadable()
}

const integerBytes: readonly number[] = [0, 1, 2, 3, 4, 6, 8]
const strictText = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const lengthOf = (type: number): number => {
  if (type <= 6) return integerBytes[type] ?? 0
  if (type === 7) return 8
  if (type === 8 || type === 9) return 0
  if (type < 12) throw new Unreadable()
  return Math.floor((type - 12) / 2)
}

const decodeValue = (type: number, bytes: Buffer): StoredValue => {
  if (type === 0) return null
  if (type === 6) return simplest(bytes.readBigInt64BE(0))
  if (type < 6) return bytes.readIntBE(0, bytes.length)
  if (type === 7) return bytes.readDoubleBE(0)
  if (type === 8 || type === 9) return type - 8
  return type % 2 === 0 ? Buffer.from(bytes) : strictText.decode(bytes)
}

/** The values of a record. Throws when its lengths do not add up or its text is no text. */
const parseRecord = (payload: Buffer): readonly StoredValue[] => {
  const [headerLength, first] = varint(payload, 0)
  const end = Number(headerLength)
  if (end > payload.length || end < first) throw new Unreadable()
  const values: StoredValue[] = []
  let content = end
  let offset = first
  while (offset < end) {
    const [typeCode, next] = varint(payload, offset)
    const type = Number(typeCode)
    if (type < 0) throw new Unreadable()
    const length = lengthOf(type)
    if (content + length > payload.length) throw new Unreadable()
    values.push(decodeValue(type, payload.subarray(content, content + length)))
    content += length
    offset = next
  }
  if (content !== payload.length || offset !== end) throw new Unreadable()
  return values
}

/** How many bytes of a payload lie in its cell; the rest is in overflow pages. */
const localBytes = (payload: number, usable: number, isTable: boolean): number => {
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23
  if (payload <= most) return payload
  const least = Math.floor(((usable - 12) * 32) / 255) - 23
  const filled = least + ((payload - least) % (usable - 4))
  return filled <= most ? filled : least
}

const readPayload = (
  pages: DatabasePages,
  number: number,
  offset: number,
  length: number,
  isTable: boolean,
): Buffer => {
  const page = pages.page(number)
  const { usableSize, pageCount } = pages
  const local = localBytes(length, usableSize, isTable)
  if (offset + local > usableSize || length > pageCount * usableSize) throw new Unreadable()
  // What the file lacks reads as zeros, which are no content.
  if (offset + local > pages.bytesOf(number)) throw new Unreadable()
  if (local === length) return page.subarray(offset, offset + length)
  if (offset + local + 4 > usableSize) throw new Unreadable()
  const parts = [page.subarray(offset, offset + local)]
  let rest = length - local
  let next = page.readUInt32BE(offset + local)
  while (rest > 0) {
    if (next < 2 || next > pageCount) throw new Unreadable()
    const overflow = pages.page(next)
    const taken = Math.min(rest, usableSize - 4)
    if (4 + taken > pages.bytesOf(next)) throw new Unreadable()
    parts.push(overflow.subarray(4, 4 + taken))
    rest -= taken
    next = overflow.readUInt32BE(0)
  }
  // The last page of a chain names no next one: anything else is another page's content.
  if (next !== 0) throw new Unreadable()
  return Buffer.concat(parts)
}

/** Reads one page of a b-tree, each cell by itself, so that a damaged one costs one row. Null when it is no such page. */
export const readTreePage = (pages: DatabasePages, number: number): TreePage | null => {
  if (number < 1 || number > pages.pageCount) return null
  const page = pages.page(number)
  if (!isTreePage(page, number, pages.usableSize)) return null
  const start = headerOf(number)
  const kind = page.readUInt8(start)
  const isInterior = kind === pageKinds.tableInterior || kind === pageKinds.indexInterior
  const isTable = kind === pageKinds.tableInterior || kind === pageKinds.tableLeaf
  const cells = page.readUInt16BE(start + 3)
  const rows: StoredRow[] = []
  const children: number[] = []
  let damaged = false
  for (let index = 0; index < cells; index += 1) {
    try {
      let offset = page.readUInt16BE(start + (isInterior ? 12 : 8) + 2 * index)
      if (offset + 4 > pages.usableSize || offset < start + 8) throw new Unreadable()
      if (isInterior) {
        children.push(page.readUInt32BE(offset))
        offset += 4
      }
      if (isInterior && isTable) continue
      const [length, afterLength] = varint(page, offset)
      const [rowid, content] = isTable ? varint(page, afterLength) : [null, afterLength]
      if (length < 0n) throw new Unreadable()
      const values = parseRecord(readPayload(pages, number, content, Number(length), isTable))
      rows.push({ rowid: rowid === null ? null : simplest(rowid), values })
    } catch (error) {
      // RangeError and TypeError: offsets that lead out of the page, bytes that are no text.
      if (!(error instanceof Unreadable || error instanceof RangeError || error instanceof TypeError)) throw error
      damaged = true
    }
  }
  if (isInterior) children.push(page.readUInt32BE(start + 8))
  return { rows, children, damaged }
}
