import { describe, expect, test } from 'vitest'
import { startProcessorClock } from '../../../build/fixtures/patience.ts'
import { toSrt, toVtt } from '../export/caption-file.ts'
import { cleanText } from './clean-text.ts'
import { normaliseCues } from './normalise-cues.ts'
import { parseAss } from './parse-ass.ts'
import { parseSrt } from './parse-srt.ts'
import { parseVtt } from './parse-vtt.ts'

const texts = (parsed: { readonly cues: readonly { readonly text: string }[] }): readonly string[] =>
  parsed.cues.map((cue) => cue.text.trim())

describe('SRT', () => {
  test('plain file, with a mark and CRLF', () => {
    const parsed = parseSrt(
      '\ufeff1\r\n00:00:01,500 --> 00:00:02,000\r\nOne\r\ntwo\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nThree\r\n',
    )
    expect(parsed).toMatchObject({
      cues: [
        { startMs: 1500, endMs: 2000 },
        { startMs: 3000, endMs: 4000 },
      ],
      skipped: 0,
    })
    expect(texts(parsed)).toEqual(['One\ntwo', 'Three'])
  })

  test('no blank line between cues, blank lines inside, text of digits', () => {
    const parsed = parseSrt(
      '1\n00:00:01,000 --> 00:00:02,000\n42\n2\n00:00:03,000 --> 00:00:04,000\nA\n\nB\n3\n00:00:05,000 --> 00:00:06,000\n7',
    )
    expect(texts(parsed)).toEqual(['42', 'A\n\nB', '7'])
  })

  test('no numbers at all', () => {
    const parsed = parseSrt('00:00:01,000 --> 00:00:02,000\n10\n\n00:00:03,000 --> 00:00:04,000\n20\n')
    expect(texts(parsed)).toEqual(['10', '20'])
  })

  test('times as people write them', () => {
    const line = (times: string) => parseSrt(`1\n${times}\nx\n`).cues[0]
    expect(line('0:01:02.5 -> 0:01:03.25')).toMatchObject({ startMs: 62_500, endMs: 63_250 })
    expect(line('01:02,050 --> 01:03,000')).toMatchObject({ startMs: 62_050 })
    expect(line(' 00 : 00 : 01 , 000 -->00:00:02,000  X1:40 Y1:30')).toMatchObject({ startMs: 1000, endMs: 2000 })
    expect(line('100:00:00,000 --> 100:00:01,000')).toMatchObject({ startMs: 360_000_000 })
  })

  test('broken timing lines are counted, the rest is kept', () => {
    const parsed = parseSrt('1\n00:00:xx --> ?\nlost\n\n2\n00:00:03,000 --> 00:00:04,000\nkept\n')
    expect(parsed.skipped).toBe(1)
    expect(texts(parsed)).toEqual(['kept'])
  })

  test('arrows in text are no timing', () => {
    expect(texts(parseSrt('1\n00:00:03,000 --> 00:00:04,000\nA --> B > C\n'))).toEqual(['A --> B > C'])
  })

  test.each(['', '\0\0\0', '\ufeff', 'just text', '\u{10ffff}'.repeat(50), '-->'.repeat(1000)])(
    'garbage %# gives no cue',
    (text) => {
      expect(parseSrt(text).cues).toEqual([])
      expect(parseVtt(text).cues).toEqual([])
      expect(parseAss(text).cues).toEqual([])
    },
  )
})

describe('WebVTT', () => {
  test('notes, styles, regions, identifiers and settings are not text', () => {
    const parsed = parseVtt(
      'WEBVTT - title\nKind: captions\n\nNOTE 00:00:01.000 --> 00:00:02.000\nnot shown\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\nintro\n00:01.000 --> 00:02.500 align:start position:10%\n<v Ann>Hello <b>you</b>\n\n01:00:00.000 --> 01:00:01.000\nLate\n',
    )
    expect(parsed.cues).toEqual([
      { startMs: 1000, endMs: 2500, text: '<v Ann>Hello <b>you</b>' },
      { startMs: 3_600_000, endMs: 3_601_000, text: 'Late' },
    ])
  })

  test('a missing header and a missing blank line', () => {
    const parsed = parseVtt('00:01.000 --> 00:02.000\nOne\n00:03.000 --> 00:04.000\nTwo')
    expect(texts(parsed)).toEqual(['One', 'Two'])
  })
})

describe('ASS and SSA', () => {
  const file = (format: string, ...lines: readonly string[]): string =>
    `[Script Info]\n[V4+ Styles]\nFormat: Name, Fontname, Text\nStyle: Default,Arial,36\n[Events]\nFormat: ${format}\n${lines.join('\n')}\n`

  test('declared fields, commas in the text, comments left out', () => {
    const parsed = parseAss(
      file(
        'Layer, Start, End, Style, Text',
        'Comment: 0,0:00:00.00,0:00:01.00,D,no',
        'Dialogue: 0,0:00:01.50,0:00:02.05,D,Yes, you, there',
      ),
    )
    expect(parsed).toEqual({ cues: [{ startMs: 1500, endMs: 2050, text: 'Yes, you, there' }], skipped: 0 })
  })

  test('a declared format that does not fit falls back to the standard one; a stream always has it', () => {
    const line = 'Dialogue: Marked=0,0:00:00.03,0:00:00.26,,,,,,,First, second'
    const text = file('Start, End, Text', line, 'Dialogue: nonsense')
    expect(parseAss(text)).toMatchObject({ cues: [{ startMs: 30, endMs: 260, text: 'First, second' }], skipped: 1 })
    expect(parseAss(text, 'standard').cues).toHaveLength(1)
  })
})

describe('cleanText', () => {
  test.each([
    ['srt', '<i>Hello</i> <font color="#fff">you</font>', 'Hello you'],
    ['srt', '{\\an8}Up\\Nthere', 'Up\nthere'],
    ['srt', '{not markup} 1 < 2 > 0', '{not markup} 1 < 2 > 0'],
    ['srt', 'a<br/>b  c\u00a0d ', 'a\nb c d'],
    ['srt', 'Fish &amp; chips &#39;n&#x27; &unknown; &amp;lt;', "Fish & chips 'n' &unknown; &lt;"],
    ['srt', '<i>open', 'open'],
    ['vtt', '<v Roger Bingham>We <c.loud.red>are</c> <00:19.000>here</v>', 'We are here'],
    ['vtt', '<lang en>Yes</lang> &lt;b&gt;', 'Yes <b>'],
    ['vtt', '<ruby>漢<rt>kan</rt></ruby>', '漢kan'],
    ['ass', '{\\pos(1,2)\\b1}Bold{\\b0}\\Nnext\\hword', 'Bold\nnext word'],
    ['ass', '{\\p1}m 0 0 l 10 10{\\p0}after', 'after'],
    ['ass', '{\\an7\\p2}m 0 0 l 10 10', ''],
    ['ass', 'a <b> c', 'a <b> c'],
    ['srt', ' \n\u200b\n', ''],
  ] as const)('%s: %j', (syntax, raw, plain) => {
    expect(cleanText(raw, syntax)).toBe(plain)
  })

  test('takes no time over hostile text', () => {
    const processorMs = startProcessorClock()
    for (const piece of ['<', '{\\', '{\\p1}', '&#', '<i ', '<b.']) cleanText(piece.repeat(20_000), 'ass')
    for (const piece of ['<', '{\\', '&#', '<i ', '<b.']) cleanText(piece.repeat(20_000), 'vtt')
    expect(processorMs()).toBeLessThan(3000)
  })
})

describe('normaliseCues', () => {
  const cue = (startMs: number, endMs: number, text: string) => ({ startMs, endMs, text })

  test('orders, keeps overlaps, drops doubles and empty ones', () => {
    const { cues } = normaliseCues(
      [cue(500, 900, 'b'), cue(100, 800, '<i>a</i>'), cue(500, 900, 'b'), cue(600, 700, '<b></b>'), cue(500, 900, 'c')],
      'srt',
      { durationMs: 10_000 },
    )
    expect(cues).toEqual([cue(100, 800, 'a'), cue(500, 900, 'b'), cue(500, 900, 'c')])
  })

  test('a cue without an end lasts until the next, at most two seconds', () => {
    const { cues } = normaliseCues([cue(0, 0, 'a'), cue(500, 400, 'b'), cue(5000, 5000, 'c')], 'srt', { durationMs: 0 })
    expect(cues).toEqual([cue(0, 500, 'a'), cue(500, 2500, 'b'), cue(5000, 7000, 'c')])
  })

  test('past the end: kept when near, dropped when more than a minute behind', () => {
    const raw = [cue(29_000, 31_000, 'over'), cue(37_000, 39_000, 'behind'), cue(95_000, 96_000, 'another cut')]
    expect(normaliseCues(raw, 'srt', { durationMs: 30_000 })).toMatchObject({ cues: raw.slice(0, 2), pastEnd: 1 })
    expect(normaliseCues(raw, 'srt', { durationMs: 0 })).toMatchObject({ cues: raw, pastEnd: 0 })
  })
})

describe('round trip', () => {
  const cues = [
    { startMs: 0, endMs: 999, text: 'One & two <three>\nfour' },
    { startMs: 1000, endMs: 1001, text: '42' },
    { startMs: 3_599_999, endMs: 3_600_001, text: 'Ça va ? 漢字 🎬' },
  ]

  test('SRT', () => {
    expect(normaliseCues(parseSrt(toSrt(cues)).cues, 'srt', { durationMs: 0 }).cues).toEqual(cues)
  })

  test('WebVTT', () => {
    expect(normaliseCues(parseVtt(toVtt(cues)).cues, 'vtt', { durationMs: 0 }).cues).toEqual(cues)
  })
})
