/**
 * A word as the full-text index of captions (FTS5, `unicode61 remove_diacritics 2`) keeps it: lower case, without the accents of Latin,
 * Greek and Cyrillic letters.
 */
export const foldWord = (word: string): string =>
  word.toLowerCase().normalize('NFD').replaceAll(/[̀-ͯ]/gu, '').normalize('NFC')

/** A word of a text, folded, with its place as [start, end) UTF-16 offsets. */
export interface PlacedWord {
  readonly word: string
  readonly start: number
  readonly end: number
}

/** The words of a text as the full-text index parts them: runs of letters, digits and their marks. */
export const placedWords = (text: string): readonly PlacedWord[] =>
  [...text.matchAll(/[\p{L}\p{N}\p{M}\p{Co}]+/gu)].map((match) => ({
    word: foldWord(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }))
