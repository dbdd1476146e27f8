import { execFileSync } from 'node:child_process'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import type { CaptionEncoding } from '../../contract/index.ts'
import { captionFormatRows, type ReadFormatId } from '../../domain/captions/index.ts'
import type { Cue } from '../../domain/ports/index.ts'
import { captionWriters } from './fixtures/caption-writers.ts'
import { encodeText } from './fixtures/encode-text.ts'
import { encodingTexts } from './fixtures/encoding-texts.ts'
import { readCaptionBytes } from './fixtures/read-caption-bytes.ts'

const formats = Object.keys(captionWriters) as ReadFormatId[]
const cuesOf = (texts: readonly string[]): readonly Cue[] =>
  texts.map((text, index) => ({ startMs: 2000 + index * 4000, endMs: 4000 + index * 4000, text }))
const english = cuesOf(['The red door opens.', 'Rain falls', 'Who is there?\nOnly the keeper.', 'Gone.'])
const bytesOf = (content: string | Buffer): Buffer => (typeof content === 'string' ? Buffer.from(content) : content)

/** Lyrics have one line each; SCC counts 29.97 frames a second and takes some of them to send a caption. */
const expected = (format: ReadFormatId, cues: readonly Cue[]): readonly Cue[] =>
  format === 'lrc' ? cues.map((cue) => ({ ...cue, text: cue.text.replaceAll('\n', ' ') })) : cues
const toleranceMs = (format: ReadFormatId): number => (format === 'scc' ? 35 : 0)

const expectCues = (format: ReadFormatId, found: readonly Cue[], wanted: readonly Cue[]): void => {
  const { hasEnds } = captionWriters[format]
  expect(found.map(({ text }) => text)).toEqual(expected(format, wanted).map(({ text }) => text))
  for (const [index, { startMs, endMs }] of wanted.entries()) {
    expect(Math.abs((found[index]?.startMs ?? 0) - startMs)).toBeLessThanOrEqual(toleranceMs(format))
    if (hasEnds) expect(Math.abs((found[index]?.endMs ?? 0) - endMs)).toBeLessThanOrEqual(toleranceMs(format))
  }
}

describe('every kind of caption files', () => {
  test.each(formats)('%s is recognised and read exactly', async (format) => {
    const { ending, write } = captionWriters[format]
    const {
      format: found,
      cues,
      skipped,
    } = await readCaptionBytes(bytesOf(write(english)), ending, format === 'scc' ? 30 : 25)
    expect([found, skipped]).toEqual([format, 0])
    expectCues(format, cues, english)
  })

  test.each(formats.filter((format) => captionFormatRows.find(({ id }) => id === format)?.sign !== undefined))(
    '%s is known by its content under a wrong ending',
    async (format) => {
      const { write } = captionWriters[format]
      for (const ending of ['srt', 'vtt']) {
        const { format: found, cues } = await readCaptionBytes(bytesOf(write(english)), ending)
        expect([found, cues.length]).toEqual([format, english.length])
      }
    },
  )

  test('times of frames follow the film', async () => {
    for (const format of ['microdvd', 'stl', 'aqtitle'] as const) {
      const { ending, write } = captionWriters[format]
      const { cues } = await readCaptionBytes(bytesOf(write(english)), ending, 50)
      // Frames count half as long; the seconds of a timecode stay.
      const startMs = format === 'stl' ? english[0]?.startMs : (english[0]?.startMs ?? 0) / 2
      expect(cues[0]?.startMs, format).toBe(startMs)
    }
  })
})

describe('every kind of text in the encodings that occur', () => {
  const marked = (['utf-8', 'utf-16le', 'utf-16be'] as const).map((encoding) => ({
    name: `${encoding} with a byte order mark`,
    language: 'ru',
    bytes: (text: string) => iconv.encode(text, encoding, { addBOM: true }),
  }))
  const plain = (
    [
      ['fr', 'utf-8'],
      ['ru', 'utf-16le'],
      ['ru', 'utf-16be'],
      ['fr', 'windows-1252'],
      ['pl', 'windows-1250'],
      ['ru', 'windows-1251'],
      ['el', 'windows-1253'],
      ['tr', 'windows-1254'],
      ['he', 'windows-1255'],
      ['ar', 'windows-1256'],
      ['ru', 'koi8-r'],
      ['ja', 'shift_jis'],
      ['zh-Hans', 'gb18030'],
      ['zh-Hant', 'big5'],
      ['ko', 'euc-kr'],
    ] as const
  ).map(([language, encoding]) => ({
    name: encoding,
    language,
    bytes: (text: string) => encodeText(text, encoding satisfies CaptionEncoding),
  }))
  const cases = [...marked, ...plain]
  /** ffmpeg reads these, which takes a process each: two encodings show that it gets the decoded text. */
  const byFfmpeg = new Set(captionFormatRows.filter(({ ffmpeg }) => ffmpeg !== undefined).map(({ id }) => String(id)))
  const text = formats.filter((format) => format !== 'scc' && format !== 'ebu_stl')

  test.each(text)('%s', async (format) => {
    const { ending, write } = captionWriters[format]
    for (const { name, language, bytes } of byFfmpeg.has(format) ? cases.slice(4, 6) : cases) {
      const lines = encodingTexts.find((known) => known.language === language)?.lines ?? []
      const cues = cuesOf(Array.from({ length: 30 }, (_, index) => lines[index % lines.length] ?? ''))
      const read = await readCaptionBytes(bytes(String(write(cues))), ending)
      expect(read.format, name).toBe(format)
      expect(
        read.cues.map((cue) => cue.text.normalize('NFC')),
        name,
      ).toEqual(cues.map((cue) => cue.text.normalize('NFC')))
    }
  })
})

describe('files that other programs write', () => {
  // ffmpeg has writers of its own for these; the source is SRT.
  test.each([
    ['ttml', ['-c:s', 'ttml', '-f', 'ttml'], 'ttml'],
    ['ass', ['-c:s', 'ass', '-f', 'ass'], 'ass'],
    ['ssa', ['-c:s', 'ssa', '-f', 'ass'], 'ass'],
    ['vtt', ['-c:s', 'webvtt', '-f', 'webvtt'], 'webvtt'],
    ['srt', ['-c:s', 'subrip', '-f', 'srt'], 'subrip'],
    ['lrc', ['-c:s', 'text', '-f', 'lrc'], 'lrc'],
  ] as const)('%s by ffmpeg', async (ending, options, format) => {
    const input = String(captionWriters.subrip.write(english))
    const output = execFileSync('ffmpeg', ['-v', 'error', '-f', 'srt', '-i', 'pipe:0', ...options, 'pipe:1'], { input })
    const read = await readCaptionBytes(output, ending)
    expect(read.format).toBe(format)
    const words = (cues: readonly Cue[]): string => cues.map(({ text }) => text.replace(/\s+/g, ' ')).join(' ')
    expect(words(read.cues)).toBe(words(english))
    for (const [index, { startMs }] of english.entries())
      if (ending !== 'lrc') expect(read.cues[index]?.startMs).toBe(startMs)
  })
})
