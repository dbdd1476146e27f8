/** Letters of the upper half from 0xa0 on, as EBU Tech 3264 lists them; a blank where there is none. */
const upper =
  '\u00a0¡¢£$¥#§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿' +
  '                ' +
  '―¹®©™♪¬¦    ⅛⅜⅝⅞' +
  'ΩÆĐªĦ ĲĿŁØŒºÞŦŊŉ' +
  'ĸæđðħıĳŀłøœßþŧŋ\u00ad'

/** Accents, which stand before their letter. */
const accents: Readonly<Record<number, string>> = {
  193: '\u0300',
  194: '\u0301',
  195: '\u0302',
  196: '\u0303',
  197: '\u0304',
  198: '\u0306',
  199: '\u0307',
  200: '\u0308',
  201: '\u0308',
  202: '\u030a',
  203: '\u0327',
  205: '\u030b',
  206: '\u0328',
  207: '\u030c',
}

/** Text in ISO 6937, the Latin alphabet of teletext and EBU STL: accents come before their letters. */
export const decodeIso6937 = (bytes: Uint8Array): string => {
  let text = ''
  let accent = ''
  for (const byte of bytes) {
    const found = accents[byte]
    if (found !== undefined) {
      accent = found
      continue
    }
    text += (byte < 0xa0 ? String.fromCharCode(byte) : (upper[byte - 0xa0] ?? ' ')) + accent
    accent = ''
  }
  return text.normalize('NFC')
}
