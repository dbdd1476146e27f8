import iconv from 'iconv-lite'

/** How much of a file is well-formed UTF-8: characters of several bytes, and bytes that belong to none. */
export interface Utf8Count {
  readonly wellFormed: number
  readonly bad: number
}

/** Length of the well-formed UTF-8 sequence of several bytes that begins here; 0 when there is none. */
const sequenceLength = (bytes: Uint8Array, at: number): number => {
  const lead = bytes[at] ?? 0
  const length =
    lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0
  if (length === 0) return 0
  for (let offset = 1; offset < length; offset += 1) {
    const byte = bytes[at + offset] ?? 0
    if (byte < 0x80 || byte > 0xbf) return 0
  }
  const second = bytes[at + 1] ?? 0
  if (lead === 0xe0 && second < 0xa0) return 0
  if (lead === 0xed && second > 0x9f) return 0
  if (lead === 0xf0 && second < 0x90) return 0
  if (lead === 0xf4 && second > 0x8f) return 0
  return length
}

/** Counts what speaks for and against UTF-8. Bad bytes next to one another count as one. */
export const countUtf8 = (bytes: Uint8Array): Utf8Count => {
  let wellFormed = 0
  let bad = 0
  let lastBad = -2
  for (let at = 0; at < bytes.length; ) {
    if ((bytes[at] ?? 0) < 0x80) {
      at += 1
      continue
    }
    const length = sequenceLength(bytes, at)
    if (length > 0) wellFormed += 1
    else {
      if (lastBad !== at - 1) bad += 1
      lastBad = at
    }
    at += Math.max(1, length)
  }
  return { wellFormed, bad }
}

/** UTF-8 whatever is wrong in it: bad bytes next to one another become one U+FFFD. */
export const decodeUtf8 = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: false }).decode(bytes).replace(/\ufffd{2,}/g, '\ufffd')

/** UTF-16 without a mark: digits, blanks and line ends of a caption file have a zero in every other byte. */
export const unmarkedUtf16 = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null => {
  // The beginning alone tells where it is clear: behind a byte that was lost, zeros lie on the other side.
  for (const sample of [bytes.subarray(0, 128), bytes.subarray(0, 8192)]) {
    const zeros = [0, 0]
    for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
    const [even = 0, odd = 0] = zeros
    const most = Math.max(even, odd)
    if (most >= sample.length / 8 && most >= 2 * Math.min(even, odd)) return odd > even ? 'utf-16le' : 'utf-16be'
  }
  return null
}

/**
 * UTF-16, also where a byte was lost or added: line ends say on which of two bytes characters begin, and where that
 * changes, the odd byte is left out. Half a surrogate pair becomes U+FFFD.
 */
export const decodeUtf16 = (bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): string => {
  const low = encoding === 'utf-16le' ? 0 : 1
  const parts: string[] = []
  const take = (from: number, to: number): void => {
    const odd = (to - from) % 2 === 1
    const piece = Buffer.from(bytes.subarray(from, odd ? to - 1 : to))
    parts.push(iconv.decode(piece, encoding, { stripBOM: false }).toWellFormed(), odd ? '\ufffd' : '')
  }
  let start = 0
  // `\n` of the other alignment: its zero byte and the newline lie across two characters of this one.
  for (let at = 0; at + 1 < bytes.length; at += 1) {
    const isLineEnd = bytes[at + low] === 0x0a && bytes[at + 1 - low] === 0
    if (!isLineEnd || (at - start) % 2 === 0) continue
    // U+0A00 is no letter, so an aligned pair `x 0A 00 y` of real text is rare; a line that begins with a digit or sign is sure.
    const next = at + 2
    const neighbour = bytes[next + 1 - low]
    if (next + 1 < bytes.length && neighbour !== 0) continue
    take(start, at)
    start = at
  }
  take(start, bytes.length)
  return parts.join('').replace(/^\ufeff/, '')
}
