import { describe, expect, test } from 'vitest'
import { captionFormatRows, type ReadFormatId } from '../../domain/captions/index.ts'
import type { Cue } from '../../domain/ports/index.ts'
import { seededRandom } from '../../vector-index/fixtures/seeded-random.ts'
import { captionWriters } from './fixtures/caption-writers.ts'
import { stlFile } from './fixtures/ebu-stl-writer.ts'
import { readCaptionBytes } from './fixtures/read-caption-bytes.ts'

const formats = Object.keys(captionWriters) as ReadFormatId[]
const cues: readonly Cue[] = Array.from({ length: 12 }, (_, index) => ({
  startMs: 2000 + index * 4000,
  endMs: 4000 + index * 4000,
  text: `Cue ${index} says\nsomething`,
}))

/** What damage does: bytes change, go, come twice, or come from nowhere; parts of other kinds get in. */
const damaged = (bytes: Buffer, seed: number): Buffer => {
  const random = seededRandom(seed)
  let result = bytes
  for (let times = 1 + random.below(4); times > 0; times -= 1) {
    const at = random.below(result.length + 1)
    const length = random.below(random.below(2) === 0 ? 4 : 200)
    const [before, after] = [result.subarray(0, at), result.subarray(at)]
    const kind = random.below(6)
    if (kind === 0) result = Buffer.concat([before, Buffer.from([random.below(256)]), after.subarray(1)])
    else if (kind === 1) result = Buffer.concat([before, after.subarray(length)])
    else if (kind === 2) result = Buffer.concat([before, after.subarray(0, length), after])
    else if (kind === 3)
      result = Buffer.concat([before, Buffer.from(Array.from({ length }, () => random.below(256))), after])
    else if (kind === 4) result = before
    else {
      const pieces = [
        '<',
        '>',
        '&#x110000;',
        '\0',
        '-->',
        '{',
        '[',
        '99:99:99,999',
        '\r',
        '-',
        '\\p1',
        '<p begin="',
        '"',
      ]
      result = Buffer.concat([before, Buffer.from(pieces[random.below(pieces.length)] ?? ''), after])
    }
  }
  return result
}

describe('damaged files', () => {
  const byFfmpeg = new Set(captionFormatRows.filter(({ ffmpeg }) => ffmpeg !== undefined).map(({ id }) => String(id)))

  test.each(formats)('%s: whatever is damaged, what is read makes sense', async (format) => {
    const { ending, write } = captionWriters[format]
    const content = write(cues)
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    const rounds = byFfmpeg.has(format) ? 8 : 200
    for (let seed = 1; seed <= rounds; seed += 1) {
      const read = await readCaptionBytes(damaged(bytes, seed), ending)
      expect(read.cues.length, `seed ${seed}`).toBeLessThanOrEqual(200)
      for (const { startMs, endMs, text } of read.cues) {
        expect(Number.isFinite(startMs) && startMs >= 0 && endMs >= startMs, `seed ${seed}`).toBe(true)
        expect(text.trim(), `seed ${seed}`).not.toBe('')
      }
    }
  })
})

describe('files made to do harm', () => {
  const megabyte = 1024 * 1024

  test.each(formats)('%s: one line of 8 MB, and the same cues thousands of times', async (format) => {
    const { ending, write } = captionWriters[format]
    const whole = write(cues)
    if (typeof whole !== 'string') return
    const head = whole.slice(0, whole.indexOf('Cue 1 ') < 0 ? 60 : whole.indexOf('Cue 1 '))
    const long = await readCaptionBytes(Buffer.from(head + '9420 <a{['.repeat((8 * megabyte) / 9)), ending)
    for (const { text } of long.cues) expect(text.length).toBeLessThanOrEqual(10_000)
    const many = await readCaptionBytes(Buffer.from(whole.repeat(Math.floor(megabyte / 4 / whole.length))), ending)
    expect(many.cues.length).toBeLessThanOrEqual(100_000)
  })

  test('deep nesting, entities that multiply, a document type with a file', async () => {
    const tt = (body: string, head = ''): Buffer =>
      Buffer.from(`<?xml version="1.0"?>${head}<tt><body><div>${body}</div></body></tt>`)
    const deep = await readCaptionBytes(tt(`<p begin="1s" end="2s">${'<span>'.repeat(1_000_000)}deep</p>`), 'ttml')
    expect(deep.cues.length).toBeLessThanOrEqual(1)
    const entities = `<!DOCTYPE tt [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 20 }, (_, index) => `<!ENTITY b${index} "${index === 0 ? '&a;' : `&b${index - 1};`.repeat(10)}">`).join('')}<!ENTITY file SYSTEM "file:///etc/passwd">]>`
    const bomb = await readCaptionBytes(tt('<p begin="1s" end="2s">x &b19; &file; y</p>', entities), 'ttml')
    expect(bomb.cues[0]?.text).toBe('x &b19; &file; y')
  })

  test('SAMI and TTML with a million open elements', async () => {
    const sami = await readCaptionBytes(
      Buffer.from(`<SAMI><BODY>${'<SYNC Start=1><P Class=A>'.repeat(300_000)}x`),
      'smi',
    )
    expect(sami.cues.length).toBeLessThanOrEqual(1)
    const divs = await readCaptionBytes(
      Buffer.from(`<tt><body>${'<div>'.repeat(1_000_000)}<p begin="1s">x</p>`),
      'ttml',
    )
    expect(divs.cues.length).toBeLessThanOrEqual(1)
  })

  test('EBU STL: counts that lie, blocks that never end, a cut-off block', async () => {
    const lying = stlFile(cues, { count: 99_999 })
    expect((await readCaptionBytes(lying, 'stl')).cues).toHaveLength(cues.length)
    const endless = Buffer.from(stlFile(cues))
    for (let at = 1024; at < endless.length; at += 128) endless[at + 3] = 1
    expect((await readCaptionBytes(endless, 'stl')).cues).toEqual([])
    expect((await readCaptionBytes(lying.subarray(0, 1024 + 128 * 3 + 50), 'stl')).cues).toHaveLength(3)
    expect((await readCaptionBytes(lying.subarray(0, 20), 'stl')).cues).toEqual([])
  })
})
