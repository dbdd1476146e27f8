import iconv from 'iconv-lite'
import type { EncodingEntry } from './encodings.ts'

/** Costs of skipping a byte, of a rare character, and of a common one. */
const lostCost = 6
const rareCost = 1.6
const usualCost = 0.2

const kanaOrHangul = /[\u3000-\u30ff\uac00-\ud7a3\uff01-\uff9f]/
const ideograph = /[\u4e00-\u9fff]/

/** Whether a lead byte holds the characters of everyday writing, which the standards put into their first level. */
const isFirstLevel = (encoding: EncodingEntry['id'], lead: number): boolean => {
  if (encoding === 'shift_jis') return lead >= 0x88 && lead <= 0x98
  if (encoding === 'big5') return lead >= 0xa4 && lead <= 0xc6
  if (encoding === 'gb18030') return lead >= 0xb0 && lead <= 0xd7
  return lead >= 0xb0 && lead <= 0xcf
}

interface Pair {
  readonly text: string
  readonly cost: number
}

const pairTables = new Map<string, Map<number, Pair | null>>()

const pairOf = (entry: EncodingEntry, lead: number, trail: number): Pair | null => {
  const table = pairTables.get(entry.id) ?? new Map<number, Pair | null>()
  pairTables.set(entry.id, table)
  const key = lead * 256 + trail
  const known = table.get(key)
  if (known !== undefined) return known
  const text = iconv.decode(Buffer.from([lead, trail]), entry.label)
  const isOne = [...text].length === 1 && !/[\ufffd\p{ASCII}\u0080-\u009f\p{Co}]/u.test(text)
  const isUsual = kanaOrHangul.test(text) || (ideograph.test(text) && isFirstLevel(entry.id, lead))
  const pair = isOne ? { text, cost: isUsual ? usualCost : rareCost } : null
  table.set(key, pair)
  return pair
}

/** The longest characters of these encodings are four bytes (GB 18030) and three (EUC-JP). */
const longer = (entry: EncodingEntry, bytes: Uint8Array, at: number): { text: string; length: number } | null => {
  const [first = 0, second = 0] = bytes.subarray(at, at + 2)
  const length =
    entry.id === 'gb18030' && first >= 0x81 && second >= 0x30 && second <= 0x39
      ? 4
      : entry.id === 'euc-jp' && first === 0x8f
        ? 3
        : 0
  if (length === 0 || at + length > bytes.length) return null
  const text = iconv.decode(Buffer.from(bytes.subarray(at, at + length)), entry.label)
  return [...text].length === 1 && text !== '\ufffd' ? { text, length } : null
}

/**
 * Decodes one line at the least cost, so that a byte that was damaged, lost or added takes one character with it and
 * not the rest of the line: pairs are found again behind it.
 */
const decodeLine = (entry: EncodingEntry, line: Uint8Array): string => {
  const best = new Float64Array(line.length + 1).fill(Number.POSITIVE_INFINITY)
  const came = new Int32Array(line.length + 1)
  const texts: string[] = new Array<string>(line.length + 1).fill('')
  best[0] = 0
  const reach = (from: number, length: number, cost: number, text: string): void => {
    const to = from + length
    const total = (best[from] ?? 0) + cost
    if (to > line.length || total >= (best[to] ?? 0)) return
    best[to] = total
    came[to] = from
    texts[to] = text
  }
  for (let at = 0; at < line.length; at += 1) {
    const byte = line[at] ?? 0
    if (byte < 0x80) reach(at, 1, byte < 0x20 && byte !== 9 ? rareCost : 0, String.fromCharCode(byte))
    else {
      reach(at, 1, lostCost, '\ufffd')
      if (entry.id === 'shift_jis' && byte >= 0xa1 && byte <= 0xdf) {
        reach(at, 1, rareCost, String.fromCharCode(0xff61 + byte - 0xa1))
      }
      const pair = at + 1 < line.length ? pairOf(entry, byte, line[at + 1] ?? 0) : null
      if (pair !== null) reach(at, 2, pair.cost, pair.text)
      const long = longer(entry, line, at)
      if (long !== null) reach(at, long.length, rareCost, long.text)
    }
  }
  const parts: string[] = []
  for (let at = line.length; at > 0; at = came[at] ?? 0) parts.push(texts[at] ?? '')
  return parts.reverse().join('')
}

const longestLine = 4000

const lineEnd = (bytes: Uint8Array, start: number): number => {
  let end = start
  while (end < bytes.length && bytes[end] !== 0x0a && bytes[end] !== 0x0d) end += 1
  return end
}

/** Text of a file in an encoding of two bytes a character. */
export const decodeDoubleByte = (entry: EncodingEntry, bytes: Uint8Array): string => {
  const parts: string[] = []
  let start = 0
  while (start < bytes.length) {
    const end = lineEnd(bytes, start)
    const line = bytes.subarray(start, end)
    const isPlain = line.length > longestLine || line.every((byte) => byte < 0x80)
    parts.push(isPlain ? iconv.decode(Buffer.from(line), entry.label) : decodeLine(entry, line))
    if (end < bytes.length) parts.push(String.fromCharCode(bytes[end] ?? 0))
    start = end + 1
  }
  return parts.join('')
}
