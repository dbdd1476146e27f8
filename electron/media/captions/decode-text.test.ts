import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { decodeText, detectEncoding } from './decode-text.ts'

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
])('%s is read back', (encoding, text, detected) => {
  const bytes = iconv.encode(text, encoding)
  expect(detectEncoding(bytes)).toBe(detected)
  expect(decodeText(bytes)).toBe(text)
})

test.each(['utf-8', 'utf-16le', 'utf-16be', 'utf-32le'])('a byte order mark of %s decides and goes', (encoding) => {
  expect(decodeText(iconv.encode(german, encoding, { addBOM: true }))).toBe(german)
})

test('anything decodes to something', () => {
  for (const bytes of [[], [0xff], [0xfe, 0xff], [0x80, 0x81, 0x82], [0, 0, 0, 0]]) {
    expect(typeof decodeText(Buffer.from(bytes))).toBe('string')
  }
})
