import chardet from 'chardet'
import iconv from 'iconv-lite'

const fallbackEncoding = 'windows-1252'
const detectionBytes = 256 * 1024

/** Byte order marks, the longer ones first: that of UTF-32 begins like that of UTF-16. */
const marks = [
  { bytes: [0xff, 0xfe, 0x00, 0x00], encoding: 'utf-32le' },
  { bytes: [0x00, 0x00, 0xfe, 0xff], encoding: 'utf-32be' },
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
] as const

const isUtf8 = (bytes: Buffer): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** UTF-16 without a mark: the digits and arrows of a caption file have a zero in every other byte. */
const unmarkedUtf16 = (bytes: Buffer): 'utf-16le' | 'utf-16be' | null => {
  const sample = bytes.subarray(0, 4096)
  const zeros = [0, 0]
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (Math.max(even, odd) < sample.length / 8) return null
  return odd > even ? 'utf-16le' : 'utf-16be'
}

/** Windows code pages hold everything that their ISO relatives hold, and curly quotes where those have nothing. */
const windowsInstead: Readonly<Record<string, string>> = {
  'iso-8859-1': 'windows-1252',
  'iso-8859-9': 'windows-1254',
  ascii: 'windows-1252',
}

/** Encoding of a text file: by its mark, by being valid UTF-8, by its zero bytes, else by the statistics of chardet. */
export const detectEncoding = (bytes: Buffer): string => {
  const marked = marks.find((mark) => mark.bytes.every((byte, index) => bytes[index] === byte))
  if (marked !== undefined) return marked.encoding
  const wide = unmarkedUtf16(bytes)
  if (wide !== null) return wide
  if (isUtf8(bytes)) return 'utf-8'
  const guess = (chardet.detect(bytes.subarray(0, detectionBytes)) ?? fallbackEncoding).toLowerCase()
  const encoding = windowsInstead[guess] ?? guess
  // It is not valid UTF-8, whatever the statistics say.
  return iconv.encodingExists(encoding) && !encoding.startsWith('utf-8') ? encoding : fallbackEncoding
}

/** Text of a file in whatever encoding; bytes that make no sense become U+FFFD. */
export const decodeText = (bytes: Buffer): string => iconv.decode(bytes, detectEncoding(bytes))
