import iconv from 'iconv-lite'
import type { CaptionEncoding } from '../../contract/index.ts'
import { decodeDoubleByte } from './encoding/double-byte.ts'
import { entryOf } from './encoding/encodings.ts'
import { decodeEscaped, detectEscaped } from './encoding/escaped-text.ts'
import { rankEncodings } from './encoding/rank-encodings.ts'
import { countUtf8, decodeUtf8, decodeUtf16, unmarkedUtf16 } from './encoding/unicode-text.ts'

/** What is known of a file before it is read. */
export interface TextHints {
  /** Language that the text is expected to be in (BCP 47), from the file's name say. */
  readonly language?: string | null
  /** Encoding that a person chose. */
  readonly encoding?: CaptionEncoding | null
}

/** An encoding and whether it is beyond doubt. */
export interface DetectedEncoding {
  readonly encoding: CaptionEncoding
  /** False when another encoding would give other letters that make nearly as much sense. */
  readonly sure: boolean
}

/** Text of a file, with the encoding that it was read in. */
export interface DecodedText extends DetectedEncoding {
  readonly text: string
}

/** Byte order marks, the longer ones first: that of UTF-32 begins like that of UTF-16. */
const marks = [
  { bytes: [0xff, 0xfe, 0x00, 0x00], encoding: 'utf-32le' },
  { bytes: [0x00, 0x00, 0xfe, 0xff], encoding: 'utf-32be' },
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
] as const

/** The best encoding is beyond doubt when its score is this many times the next one's. */
const clearLead = 1.12

/**
 * With fewer letters than this that differ between encodings the result is uncertain; where the language is known, two
 * are enough.
 */
const enoughLetters = 6
const enoughInKnownLanguage = 2
/** In a file of this many bytes, too few such letters do not matter: a few apostrophes in English. */
const longFileBytes = 20_000

const lettersBeyondAscii = (text: string): number => text.match(/\P{ASCII}/gu)?.length ?? 0

const byStatistics = (bytes: Uint8Array, language: string | null): DetectedEncoding => {
  const ranked = rankEncodings(bytes, language)
  const [best] = ranked
  if (best === undefined) return { encoding: 'windows-1252', sure: false }
  // Encodings that give the same text are no rivals.
  const rival = ranked.find(({ text }) => text !== best.text)
  const leads = rival === undefined || best.score >= rival.score * clearLead
  const isKnown = best.entry.languages.has(language?.split('-')[0]?.toLowerCase() ?? '')
  const isEnough = lettersBeyondAscii(best.text) >= (isKnown ? enoughInKnownLanguage : enoughLetters)
  const matters = isEnough || bytes.length < longFileBytes
  return { encoding: best.entry.id, sure: !matters || (leads && isEnough && best.plausibility > 0.85) }
}

/**
 * Encoding of a text file: by its byte order mark, its zero bytes (UTF-16), its escapes (ISO-2022, HZ, UTF-7), by being
 * UTF-8 but for a few bytes, else by statistics. ASCII counts as UTF-8.
 */
export const detectEncoding = (bytes: Uint8Array, language: string | null = null): DetectedEncoding => {
  const marked = marks.find((mark) => mark.bytes.every((byte, index) => bytes[index] === byte))?.encoding
  if (marked !== undefined && marked !== 'utf-8') return { encoding: marked, sure: true }
  const wide = marked === undefined ? unmarkedUtf16(bytes) : null
  if (wide !== null) return { encoding: wide, sure: true }
  const { wellFormed, bad } = countUtf8(bytes)
  if (bad === 0) {
    const escaped = marked === undefined ? detectEscaped(bytes) : null
    return { encoding: escaped ?? 'utf-8', sure: true }
  }
  // A pair of bytes in another encoding is rarely valid UTF-8 by chance; here most are.
  if (wellFormed > bad * 2) return { encoding: 'utf-8', sure: wellFormed > bad * 8 }
  const escaped = detectEscaped(bytes)
  return escaped === null ? byStatistics(bytes, language) : { encoding: escaped, sure: true }
}

/** Text of a file in a given encoding. Each run of invalid bytes becomes one U+FFFD. */
export const decodeAs = (bytes: Uint8Array, encoding: CaptionEncoding): string => {
  switch (encoding) {
    case 'utf-8':
      return decodeUtf8(bytes)
    case 'utf-16le':
    case 'utf-16be':
      return decodeUtf16(bytes, encoding)
    case 'iso-2022-jp':
    case 'iso-2022-kr':
    case 'hz-gb-2312':
    case 'utf-7':
      return decodeEscaped(bytes, encoding)
    default: {
      const entry = entryOf(encoding)
      if (entry?.bytes === 'double') return decodeDoubleByte(entry, bytes)
      return iconv.decode(Buffer.from(bytes), entry?.label ?? encoding)
    }
  }
}

/** Text of a file in whatever encoding it is, or in the one that a person chose. */
export const decodeText = (bytes: Uint8Array, hints: TextHints = {}): DecodedText => {
  const detected: DetectedEncoding =
    hints.encoding === undefined || hints.encoding === null
      ? detectEncoding(bytes, hints.language ?? null)
      : { encoding: hints.encoding, sure: true }
  return { ...detected, text: decodeAs(bytes, detected.encoding) }
}
