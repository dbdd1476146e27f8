/** Costs of signs of wrong decoding; each counts as this part of a wrong character. */
const costs = { control: 1, undefined: 1, symbolInWord: 1, capitalInWord: 0.7, mixedScripts: 0.8, rareSymbol: 0.5 }

const letter = /\p{L}|\p{M}/u
const lower = /\p{Ll}/u
const upper = /\p{Lu}/u
const control = /[\u0080-\u009f\p{Co}\p{Cn}]/u
/** Signs that texts hold between words; not those that only tables and formulas have. */
const usualSign =
  /[\u00a0\u00a1\u00a3\u00a7\u00a9\u00aa\u00ab\u00ad\u00ae\u00b0-\u00b3\u00b7\u00b9-\u00bf\u2010-\u2027\u202a-\u202e\u2030-\u203a\u20ac\u2116\u2122\u2190-\u2193\u25a0-\u25cf\u2600-\u26ff\u2669-\u266f\u3000-\u303f\uff00-\uffef]/u
/** May stand between the letters of one word. */
const joiners: ReadonlySet<string> = new Set("'’‘-\u00ad\u00b7\u2010\u2011\u200c\u200d\u05f3\u05f4\u060c\u2044")

const scriptOf = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x250 || (code >= 0x1e00 && code < 0x1f00)) return 'latin'
  if (code < 0x300) return 'other'
  if (code < 0x370) return 'mark'
  if (code < 0x400) return 'greek'
  if (code < 0x530) return 'cyrillic'
  if (code < 0x600) return 'hebrew'
  if (code < 0x780 || (code >= 0xfb50 && code < 0xff00)) return 'arabic'
  if (code >= 0xe00 && code < 0xe80) return 'thai'
  return 'wide'
}

/** Cached by code point, because the same few hundred characters recur. */
/** Scripts that stand right beside Latin letters in ordinary text (`Tシャツ`). */
const mixes: ReadonlySet<string> = new Set(['wide', 'thai', 'mark', 'other'])
const clash = (a: string, b: string): boolean => a !== b && !mixes.has(a) && !mixes.has(b)

const kinds = new Map<string, { readonly cost: number; readonly isLetter: boolean; readonly script: string }>()
const kindOf = (character: string) => {
  const known = kinds.get(character)
  if (known !== undefined) return known
  const isLetter = letter.test(character)
  const cost =
    character === '\ufffd'
      ? costs.undefined
      : control.test(character)
        ? costs.control
        : isLetter || usualSign.test(character)
          ? 0
          : costs.rareSymbol
  const kind = { cost, isLetter, script: isLetter ? scriptOf(character) : '' }
  if (kinds.size < 70_000) kinds.set(character, kind)
  return kind
}

const isAscii = (character: string): boolean => character.length === 1 && character < '\u0080'

/**
 * How much a text looks as if written by a person, 0…1, judged by its characters beyond ASCII: controls, symbols
 * inside of words, capitals after small letters and scripts mixed in one word count against it.
 */
export const plausibilityOf = (text: string): number => {
  const characters = [...text]
  let beyondAscii = 0
  let wrong = 0
  for (const [index, character] of characters.entries()) {
    if (isAscii(character)) continue
    beyondAscii += 1
    const kind = kindOf(character)
    const before = characters[index - 1] ?? ' '
    const after = characters[index + 1] ?? ' '
    const letterBefore = letter.test(before)
    let cost = kind.cost
    if (!kind.isLetter) {
      if (letterBefore && letter.test(after) && !joiners.has(character)) {
        const wide = scriptOf(before) === 'wide' || scriptOf(after) === 'wide'
        if (!wide && character !== '\u00a0') cost = Math.max(cost, costs.symbolInWord)
      }
    } else if (letterBefore) {
      if (clash(scriptOf(before), kind.script)) cost = Math.max(cost, costs.mixedScripts)
      if (lower.test(before) && upper.test(character)) cost = Math.max(cost, costs.capitalInWord)
    } else if (letter.test(after) && clash(scriptOf(after), kind.script)) cost = Math.max(cost, costs.mixedScripts)
    wrong += Math.min(1, cost)
  }
  return beyondAscii === 0 ? 1 : 1 - wrong / beyondAscii
}
