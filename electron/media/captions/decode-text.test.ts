import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { captionEncodings } from '../../contract/index.ts'
import { decodeAs, decodeText, detectEncoding } from './decode-text.ts'
import { encodeText } from './fixtures/encode-text.ts'
import { captionFileOf, encodingTexts } from './fixtures/encoding-texts.ts'

const german = '1\n00:00:01,000 --> 00:00:02,000\nDie rote Tür öffnet sich, süße Grüße überall.\n'
const french = '1\n00:00:01,000 --> 00:00:02,000\n« Ça, c’est l’été à Besançon », déclara-t-elle.\n'
const russian = '1\n00:00:01,000 --> 00:00:02,000\nПривет, как дела? Это русские субтитры к фильму.\n'.repeat(5)

test.each([
  ['utf-8', german, 'utf-8'],
  ['utf-16le', german, 'utf-16le'],
  ['utf-16be', russian, 'utf-16be'],
  ['latin1', german, 'windows-1252'],
  ['windows-1252', french, 'windows-1252'],
  ['windows-1251', russian, 'windows-1251'],
  ['utf-7', german, 'utf-7'],
])('%s is read back', (encoding, text, detected) => {
  const bytes = iconv.encode(text, encoding)
  expect(detectEncoding(bytes).encoding).toBe(detected)
  expect(decodeText(bytes).text).toBe(text)
})

test.each(['utf-8', 'utf-16le', 'utf-16be', 'utf-32le'])('a byte order mark of %s decides and goes', (encoding) => {
  expect(decodeText(iconv.encode(german, encoding, { addBOM: true })).text).toBe(german)
})

test('anything decodes to something, in every encoding', () => {
  for (const bytes of [[], [0xff], [0xfe, 0xff], [0x80, 0x81, 0x82], [0, 0, 0, 0], [0x1b, 0x24, 0x42, 0x21], [0x8f]]) {
    expect(typeof decodeText(Buffer.from(bytes)).text).toBe('string')
    for (const encoding of captionEncodings) expect(typeof decodeAs(Buffer.from(bytes), encoding)).toBe('string')
  }
})

test.each(['1 + 1 = 2, C++ and a+b-c', 'x ~{ y', 'mail a+tag@example.org +Hello-', '+1-202 +49 +0x'])(
  'plain ASCII stays as it is: %s',
  (text) => {
    expect(decodeText(Buffer.from(text))).toEqual({ text, encoding: 'utf-8', sure: true })
  },
)

describe('every encoding in its languages', () => {
  const cases = encodingTexts.flatMap(({ language, encodings, lines }) =>
    encodings.map((encoding) => ({ language, encoding, lines })),
  )
  const isRead = (text: string, read: string): boolean => text.normalize('NFC') === read.normalize('NFC')

  test.each(cases)('$language in $encoding: forty cues without a hint', ({ encoding, lines }) => {
    const text = captionFileOf(lines, 40)
    expect(decodeText(encodeText(text, encoding)).text.normalize('NFC')).toBe(text.normalize('NFC'))
  })

  test('two cues: right with the language known, and never wrong and sure of it without', () => {
    const wrong: string[] = []
    const misleading: string[] = []
    for (const { language, encoding, lines } of cases) {
      const text = captionFileOf(lines, 2)
      const bytes = encodeText(text, encoding)
      const blind = decodeText(bytes)
      if (!isRead(text, blind.text) && blind.sure) misleading.push(`${language} ${encoding} as ${blind.encoding}`)
      if (!isRead(text, decodeText(bytes, { language }).text)) wrong.push(`${language} ${encoding}`)
    }
    expect(misleading).toEqual([])
    expect(wrong).toEqual([])
  })

  test.each(cases)('$language in $encoding: a damaged byte costs a character', ({ encoding, lines }) => {
    const clean = captionFileOf(lines, 40)
    for (const [damage, value] of [
      ['changed', 0xff],
      ['changed', 0x20],
      ['lost', 0],
    ] as const) {
      const bytes = encodeText(clean, encoding)
      // Inside of the text of the fifth and of the thirtieth cue.
      const marks = [5, 30].map((cue) => bytes.indexOf(`${cue}\r\n00:`, 0, 'latin1') + 40)
      let damaged = bytes
      for (const at of marks.toReversed()) {
        const rest = damaged.subarray(at + 1)
        damaged = Buffer.concat([
          damaged.subarray(0, at),
          damage === 'lost' ? Buffer.alloc(0) : Buffer.from([value]),
          rest,
        ])
      }
      const read = decodeText(damaged).text.normalize('NFC').split('\n')
      const want = clean.normalize('NFC').split('\n')
      const differ = want.filter((line, index) => line !== read[index])
      expect(differ.length).toBeLessThanOrEqual(2)
      for (const [index, line] of want.entries()) {
        const got = read[index] ?? ''
        if (got === line) continue
        // What stands before and behind the damaged place is the same.
        let same = 0
        while (got[same] !== undefined && got[same] === line[same]) same += 1
        let tail = 0
        while (tail < line.length - same && got.at(-1 - tail) === line.at(-1 - tail)) tail += 1
        expect(line.length - same - tail).toBeLessThanOrEqual(4)
      }
    }
  })
})

test('a few bad bytes among much UTF-8 cost themselves', () => {
  const bytes = Buffer.from('Où êtes-vous allé hier soir ?\nÇa m’étonne — il était déjà là.\n')
  const bad = Buffer.from(bytes)
  bad[bytes.indexOf('était')] = 0xe9
  expect(decodeText(bad)).toMatchObject({ encoding: 'utf-8' })
  expect(decodeText(bad).text.match(/\ufffd/g)).toHaveLength(1)
})

test('UTF-16 goes on behind a byte that was lost', () => {
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    const text = captionFileOf(['Привет, как дела?', 'Это второй титр.'], 6)
    const bytes = iconv.encode(text, encoding)
    const at = bytes.indexOf(iconv.encode('второй', encoding)) + 3
    const read = decodeText(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])).text.split('\n')
    const want = text.split('\n')
    expect(read.slice(-6)).toEqual(want.slice(-6))
    expect(read.filter((line) => line.includes('-->'))).toHaveLength(6)
  }
})

test('a few apostrophes in a long English file are nothing to doubt', () => {
  const text = captionFileOf(['It is late.', 'We should go home now.', 'Not yet, please.'], 600)
  const bytes = iconv.encode(text.replace('It is late', 'It’s late'), 'windows-1252')
  expect(decodeText(bytes)).toMatchObject({ encoding: 'windows-1252', sure: true })
})

test('what a person chose is taken', () => {
  const bytes = iconv.encode('Привет', 'cp866')
  expect(decodeText(bytes, { encoding: 'cp866' })).toEqual({ text: 'Привет', encoding: 'cp866', sure: true })
})
