/** Characters of CEA-608 (line 21) that differ from ASCII. */
const basic: Readonly<Record<number, string>> = {
  39: '’',
  42: 'á',
  92: 'é',
  94: 'í',
  95: 'ó',
  96: 'ú',
  123: 'ç',
  124: '÷',
  125: 'Ñ',
  126: 'ñ',
  127: '█',
}
const special = '®°½¿™¢£♪à èâêîôû'
/** Spanish and French, then Portuguese, German and Danish; each replaces the plain letter written before it. */
const extended: Readonly<Record<number, string>> = {
  18: 'ÁÉÓÚÜü‘¡*’—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»',
  19: 'ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤|ÅåØø┌┐└┘',
}

/** A character of the basic set; null for codes below it. */
export const basicCharacter = (code: number): string | null =>
  code < 0x20 ? null : (basic[code] ?? String.fromCharCode(code))

/** A character coded in two bytes, and whether it replaces the character before it. */
export const pairCharacter = (
  first: number,
  second: number,
): { readonly text: string; readonly replaces: boolean } | null => {
  if (first === 0x11 && second >= 0x30 && second <= 0x3f)
    return { text: special[second - 0x30] ?? ' ', replaces: false }
  const set = extended[first]
  return set !== undefined && second >= 0x20 && second <= 0x3f
    ? { text: [...set][second - 0x20] ?? '', replaces: true }
    : null
}

/** Row 1–15 that a preamble code moves to, by its first byte and whether the second has bit 5 set. */
const rows: Readonly<Record<number, readonly [number, number]>> = {
  16: [11, 11],
  17: [1, 2],
  18: [3, 4],
  19: [12, 13],
  20: [14, 15],
  21: [5, 6],
  22: [7, 8],
  23: [9, 10],
}

/** The row of a preamble code; null when it is none. */
export const preambleRow = (first: number, second: number): number | null =>
  second < 0x40 ? null : (rows[first]?.[second & 0x20 ? 1 : 0] ?? null)
