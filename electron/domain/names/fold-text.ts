/** Letters that no normal form takes apart. */
const lookalikes: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['ẞ', 'ss'],
  ['ø', 'o'],
  ['Ø', 'o'],
  ['æ', 'ae'],
  ['Æ', 'ae'],
  ['œ', 'oe'],
  ['Œ', 'oe'],
  ['ł', 'l'],
  ['Ł', 'l'],
  ['đ', 'd'],
  ['Đ', 'd'],
  ['ı', 'i'],
  ['İ', 'i'],
  ['ς', 'σ'],
])

// Accents of Latin, Greek and Cyrillic, points of Hebrew, vowels of Arabic. Marks of other scripts are letters.
const accents = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g
const notOfWords = /[^\p{L}\p{N}\p{M}]/gu

/**
 * One character (code point) as names are compared: without case, accents and compatibility forms. Empty for an accent by
 * itself; null for what separates words, as blanks, `_`, `-` and `.` do.
 */
export const foldCharacter = (character: string): string | null => {
  const code = character.charCodeAt(0)
  if (code < 128) {
    if (code >= 97 && code <= 122) return character
    if (code >= 48 && code <= 57) return character
    return code >= 65 && code <= 90 ? String.fromCharCode(code + 32) : null
  }
  const folded = (lookalikes.get(character) ?? character)
    .normalize('NFKD')
    .replace(accents, '')
    .normalize('NFC')
    .toLowerCase()
  if (folded === '') return ''
  const letters = folded.replace(notOfWords, '')
  return letters === '' ? null : letters
}
