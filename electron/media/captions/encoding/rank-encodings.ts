import iconv from 'iconv-lite'
import { detectAll } from 'jschardet'
import { foreignLetters } from './alphabets.ts'
import { decodeDoubleByte } from './double-byte.ts'
import { type EncodingEntry, entryOfDetected, statisticalEncodings } from './encodings.ts'
import { plausibilityOf } from './plausibility.ts'

/** An encoding that a file may be in, better ones with a higher score. */
export interface RankedEncoding {
  readonly entry: EncodingEntry
  /** The sample as this encoding reads it. */
  readonly text: string
  readonly score: number
  readonly plausibility: number
  readonly language: string | null
}

const sampleBytes = 48 * 1024
/** Damaged bytes up to this share do not speak against an encoding. */
const mostDamage = 0.04

/** Lines with bytes above 127 only: times and numbers say nothing about the encoding. They are taken from the whole file. */
const sampleOf = (bytes: Uint8Array): Buffer => {
  const lines: Buffer[] = []
  let start = 0
  while (start < bytes.length) {
    let end = start
    let high = false
    while (end < bytes.length && bytes[end] !== 0x0a && bytes[end] !== 0x0d) {
      if ((bytes[end] ?? 0) >= 0x80) high = true
      end += 1
    }
    if (high) lines.push(Buffer.from(bytes.subarray(start, Math.min(end, start + 2000))), Buffer.from('\n'))
    start = end + 1
  }
  const total = lines.reduce((sum, line) => sum + line.length, 0)
  // Every nth line of a long file: its end counts as much as its beginning.
  const step = Math.ceil(total / sampleBytes)
  return Buffer.concat(lines.filter((_line, index) => Math.floor(index / 2) % step === 0))
}

const decodeSample = (entry: EncodingEntry, sample: Buffer): string =>
  entry.bytes === 'double' ? decodeDoubleByte(entry, sample) : iconv.decode(sample, entry.label)

/** The primary language of a BCP 47 tag as the detector names it. */
const primary = (language: string | null): string | null => language?.split('-')[0]?.toLowerCase() ?? null

interface Opinion {
  readonly confidence: number
  readonly language: string | null
}

/** What the statistics say of each encoding. */
const ask = (sample: Buffer): ReadonlyMap<EncodingEntry, Opinion> => {
  const opinions = new Map<EncodingEntry, Opinion>()
  for (const { encoding, confidence, language } of detectAll(sample, { minimumThreshold: 0 })) {
    const entry = encoding === null ? null : entryOfDetected(encoding)
    if (entry === null || confidence <= (opinions.get(entry)?.confidence ?? -1)) continue
    opinions.set(entry, { confidence, language })
  }
  return opinions
}

const damageIn = (text: string): number => {
  let damaged = 0
  let beyondAscii = 0
  for (const character of text) {
    if (character < '\u0080') continue
    beyondAscii += 1
    if (character === '\ufffd' || (character >= '\u0080' && character <= '\u009f')) damaged += 1
  }
  return beyondAscii === 0 ? 0 : damaged / beyondAscii
}

/** The sample without what is damaged in it, as it would be in this encoding; null when too much is, or nothing. */
const repaired = (entry: EncodingEntry, sample: Buffer, text: string): Buffer | null => {
  const damage = damageIn(text)
  if (damage > mostDamage + 1 / Math.max(20, text.length)) return null
  const cleaned = iconv.encode(text.replace(/[\ufffd\u0080-\u009f]/g, ''), entry.label)
  return cleaned.equals(sample) ? null : cleaned
}

/**
 * The encodings that a file of other than UTF bytes may be in, best first. The statistics of jschardet are weighed by
 * how plausible the text looks, by how common the encoding is, and by whether its language is the expected one.
 * Encodings that a few damaged bytes rule out are asked for again without these bytes.
 */
export const rankEncodings = (bytes: Uint8Array, language: string | null): readonly RankedEncoding[] => {
  const sample = sampleOf(bytes)
  if (sample.length === 0) return []
  const opinions = ask(sample)
  const expected = primary(language)
  const ranked = statisticalEncodings.map((entry): RankedEncoding => {
    const text = decodeSample(entry, sample)
    let opinion = opinions.get(entry) ?? null
    const clean = repaired(entry, sample, text)
    if (clean !== null) {
      const again = ask(clean).get(entry)
      if (again !== undefined && again.confidence > (opinion?.confidence ?? 0)) opinion = again
    }
    const plausibility = Math.max(0, plausibilityOf(text))
    const isExpected = expected !== null && entry.languages.has(expected)
    const spelling = isExpected ? expected : (opinion?.language ?? '')
    const looks = plausibility * (1 - foreignLetters(text, spelling))
    const score = (opinion?.confidence ?? 0) * entry.prior * (0.15 + 0.85 * looks ** 2) * (isExpected ? 1.6 : 1)
    return { entry, text, score, plausibility, language: opinion?.language ?? null }
  })
  return ranked.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)
}
