import { describe, expect, test } from 'vitest'
import { popOnPairs, sccFile, withParity } from '../fixtures/line21-writer.ts'
import type { CaptionPair } from './caption-pair.ts'
import { createLine21Decoder, line21FrameMs } from './decode-line21.ts'
import { parseScc } from './parse-scc.ts'

const hex = (text: string): string => {
  const codes = [...text].map((letter) => letter.charCodeAt(0))
  const pairs: string[] = []
  for (let at = 0; at < codes.length; at += 2) {
    const bytes = withParity({ frame: 0, first: codes[at] ?? 0, second: codes[at + 1] ?? 0 })
    pairs.push(bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(''))
  }
  return pairs.join(' ')
}
const file = (lines: readonly string[]): string => `Scenarist_SCC V1.0\n\n${lines.join('\n\n')}\n`
const only = (text: string, framesPerSecond?: number) => {
  const tracks = parseScc(text, framesPerSecond === undefined ? {} : { framesPerSecond })
  expect(tracks).toHaveLength(1)
  return tracks[0]?.parsed ?? { cues: [], skipped: 0 }
}

describe('SCC', () => {
  test('pop-on captions: shown from their end-of-caption to the next erasing', () => {
    const { cues } = only(
      file([
        `00:00:01:00\t9420 9420 94ae 94ae 1340 1340 ${hex('Hello')} 9470 9470 ${hex('there')} 942f 942f`,
        '00:00:05:00\t942c 942c',
      ]),
    )
    expect(cues.map(({ text }) => text)).toEqual(['Hello\nthere'])
    expect(cues[0]?.startMs).toBeGreaterThan(1300)
    expect(cues[0]?.startMs).toBeLessThan(1800)
    // Without `;` frames are counted, and 29.97 of them pass in a second.
    expect(cues[0]?.endMs).toBe(5005)
  })

  test('roll-up captions: each line once, from its first letter on', () => {
    const line = (at: string, text: string): string => `${at}\t9425 9425 94ad 94ad 9470 9470 ${hex(text)}`
    const { cues } = only(
      file([line('00:00:01:00', 'FIRST LINE'), line('00:00:03:00', 'SECOND LINE'), '00:00:06:00\t942c 942c']),
    )
    expect(cues.map(({ text }) => text)).toEqual(['FIRST LINE', 'SECOND LINE'])
    expect(cues[0]?.startMs).toBeLessThan(1300)
    expect(cues.at(-1)?.endMs).toBe(6006)
  })

  test('paint-on captions become one cue, though they are written letter by letter', () => {
    const { cues } = only(file([`00:00:01:00\t9429 9429 9470 9470 ${hex('Painted on')}`, '00:00:04:00\t942c 942c']))
    expect(cues.map(({ text }) => text)).toEqual(['Painted on'])
    expect(cues[0]?.endMs).toBe(4004)
  })

  test('signs of two bytes; a timecode that cannot be read', () => {
    const parsed = only(
      file([
        `00:00:01:00\t9420 9470 9137 9137 ${hex(' caf')} dc80 942f`,
        'xx:00:01:00\t9420 9420 9420 942f',
        '00:00:01:30\t9420 9420 9420 942f',
      ]),
    )
    expect(parsed.cues.map(({ text }) => text)).toEqual(['♪ café'])
    expect(parsed.skipped).toBe(2)
  })

  const captions = [
    { startFrame: 90, endFrame: 150, text: 'At three seconds' },
    { startFrame: 107_892, endFrame: 107_952, text: 'After an hour' },
  ]
  test.each([
    ['counted frames', false, undefined],
    ['counted frames beside a film of 29.97', false, 30_000 / 1001],
    ['dropped frame numbers', true, undefined],
    ['dropped frame numbers beside a film of 25', true, 25],
  ])('%s: the same times', (_, isDropFrame, framesPerSecond) => {
    const { cues } = only(sccFile(popOnPairs(captions), isDropFrame), framesPerSecond)
    for (const [index, { startFrame, text }] of captions.entries()) {
      expect(cues[index]?.text).toBe(text)
      expect(Math.abs((cues[index]?.startMs ?? 0) - startFrame * line21FrameMs)).toBeLessThan(40)
    }
  })

  test('counted frames beside a film of whole frames keep to the clock', () => {
    const { cues } = only(sccFile(popOnPairs(captions)), 30)
    expect(Math.abs((cues[1]?.startMs ?? 0) - 107_892 * (1000 / 30))).toBeLessThan(40)
  })

  test('the second channel is a track of its own', () => {
    const both = [
      ...popOnPairs(captions.slice(0, 1)),
      ...popOnPairs([{ startFrame: 300, endFrame: 360, text: 'Hola' }], 2),
    ]
    const tracks = parseScc(sccFile(both))
    expect(tracks.map(({ channel, parsed }) => [channel, parsed.cues.map(({ text }) => text)])).toEqual([
      ['CC1', ['At three seconds']],
      ['CC2', ['Hola']],
    ])
  })
})

describe('line 21', () => {
  const decode = (pairs: readonly CaptionPair[]) => {
    const decoder = createLine21Decoder()
    for (const pair of pairs) decoder.take(pair)
    return decoder.end()
  }
  const written = (field: 0 | 1, text: string, startFrame: number): CaptionPair[] =>
    popOnPairs([{ startFrame, endFrame: startFrame + 60, text }]).map(({ frame, first, second }) => ({
      atMs: frame * line21FrameMs,
      type: field,
      first,
      second,
    }))

  test('data about the programme between captions of the second field is no text', () => {
    const pairs = written(1, 'Real words', 60)
    const data = [...'Programme name'].map((letter, index) => ({
      atMs: 100 + index,
      type: 1 as const,
      first: letter.charCodeAt(0),
      second: 0,
    }))
    // The class of the data, then its letters, then back to captions.
    const middle = Math.floor(pairs.length / 2)
    const mixed = [
      ...pairs.slice(0, middle),
      { atMs: 90, type: 1 as const, first: 0x01, second: 0x03 },
      ...data,
      { atMs: 130, type: 1 as const, first: 0x0f, second: 0x1d },
      { atMs: 131, type: 1 as const, first: 0x15, second: 0x20 },
      ...pairs.slice(middle),
    ]
    const found = decode(mixed)
    expect([...found.keys()]).toEqual(['CC3'])
    expect(found.get('CC3')?.map(({ text }) => text)).toEqual(['Real words'])
  })

  test('text mode is no caption', () => {
    const text = [...'Stock prices'].map((letter, index) => ({
      atMs: 10 + index,
      type: 0 as const,
      first: letter.charCodeAt(0),
      second: 0,
    }))
    const pairs = [{ atMs: 0, type: 0 as const, first: 0x14, second: 0x2b }, ...text, ...written(0, 'Captions', 60)]
    expect(
      decode(pairs)
        .get('CC1')
        ?.map((cue) => cue.text),
    ).toEqual(['Captions'])
  })

  test('both fields at once, and a caption that nothing takes away', () => {
    const endless = written(0, 'Endless', 60).slice(0, -2)
    const found = decode([...endless, ...written(1, 'Sin fin', 70)].sort((a, b) => a.atMs - b.atMs))
    expect([...found.keys()]).toEqual(['CC1', 'CC3'])
    expect(found.get('CC1')?.[0]?.endMs).toBeGreaterThan(5000)
  })
})
