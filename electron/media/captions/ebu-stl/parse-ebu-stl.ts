import iconv from 'iconv-lite'
import {
  type ParsedCaptions,
  type ParseOptions,
  type RawCue,
  timecodeMs,
  timecodeRate,
} from '../../../domain/captions/index.ts'
import { decodeIso6937 } from './iso-6937.ts'
import { stlLanguage } from './languages.ts'

/** Bytes of the header (GSI) and of each block of text and timing (TTI). */
const headerBytes = 1024
const blockBytes = 128
const textAt = 16

/** Code tables of the text by their number in the header; others are read as the first. */
const codeTables: Readonly<Record<string, string>> = {
  '01': 'iso-8859-5',
  '02': 'iso-8859-6',
  '03': 'iso-8859-7',
  '04': 'iso-8859-8',
}

const newLine = 0x8a
const unused = 0x8f
/** Number of the last block of a subtitle; 0xfe holds a user's data, and up to 0xef are blocks that go on. */
const lastBlock = 0xff
const userData = 0xfe

const letters = (bytes: Uint8Array, table: string | undefined): string =>
  table === undefined ? decodeIso6937(bytes) : iconv.decode(Buffer.from(bytes), table)

/** Text of a field: control codes of teletext take a place, those of STL (italics, boxes) do not. */
const textOf = (field: Uint8Array, table: string | undefined): string => {
  const end = field.indexOf(unused)
  const lines: number[][] = [[]]
  for (const byte of end < 0 ? field : field.subarray(0, end)) {
    if (byte === newLine) lines.push([])
    else if (byte < 0x20) lines.at(-1)?.push(0x20)
    else if (byte < 0x7f || byte > 0x9f) lines.at(-1)?.push(byte)
  }
  return lines.map((line) => letters(Uint8Array.from(line), table)).join('\n')
}

/** Captions of a file, and the language that its header names. */
export interface StlCaptions {
  readonly parsed: ParsedCaptions
  readonly language: string | null
}

/**
 * Reads EBU STL (Tech 3264): subtitles of one or more blocks with timecodes of 24, 25, 30, 50 or 60 frames a second, in Latin (ISO
 * 6937), Cyrillic, Arabic, Greek or Hebrew. Comments and data of users are left out. What the header counts is not relied on.
 */
export const parseEbuStl = (bytes: Uint8Array, { framesPerSecond }: ParseOptions = {}): StlCaptions => {
  const header = (from: number, length: number): string =>
    Buffer.from(bytes.subarray(from, from + length)).toString('latin1')
  const nominal = Number(/^STL(\d\d)/.exec(header(3, 8))?.[1] ?? 25) || 25
  const rate = timecodeRate(nominal, framesPerSecond)
  const table = codeTables[header(12, 2)]
  const clock = (from: Uint8Array): number | null => {
    const [hours = 0, minutes = 0, seconds = 0, frames = 0] = from
    return timecodeMs({ hours, minutes, seconds, frames, nominal, isDropFrame: false }, rate)
  }

  const cues: RawCue[] = []
  let skipped = 0
  let parts: string[] = []
  for (let at = headerBytes; at + blockBytes <= bytes.length; at += blockBytes) {
    const block = bytes.subarray(at, at + blockBytes)
    const extension = block[3] ?? lastBlock
    const isComment = block[15] === 1
    if (extension === userData || isComment) continue
    parts.push(textOf(block.subarray(textAt), table))
    if (extension !== lastBlock) continue
    const text = parts.join('')
    parts = []
    if (text.trim() === '') continue
    const [startMs, endMs] = [clock(block.subarray(5, 9)), clock(block.subarray(9, 13))]
    if (startMs === null || endMs === null) skipped += 1
    else cues.push({ startMs: Math.round(startMs), endMs: Math.round(endMs), text })
  }
  const start = header(256, 8)
  const startMs = /^\d{8}$/.test(start)
    ? clock(Uint8Array.from([0, 2, 4, 6].map((from) => Number(start.slice(from, from + 2)))))
    : null
  const firstMs = cues.reduce((least, cue) => Math.min(least, cue.startMs), Number.POSITIVE_INFINITY)
  // Some programs write a start and count from zero all the same.
  const counts = startMs !== null && startMs > 0 && firstMs >= startMs && cues.length > 0
  return {
    parsed: { cues, skipped, ...(counts ? { programmeStartMs: Math.round(startMs) } : {}) },
    language: stlLanguage(header(14, 2)),
  }
}
