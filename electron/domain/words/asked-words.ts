import { parseCaptionQuery } from '../caption-query.ts'
import { placedWords } from './fold-word.ts'
import { wordStem } from './stemming.ts'
import { isStopWord } from './stop-words.ts'

/** One thing that a scene is asked to say. */
export interface AskedTerm {
  /** Folded words that stand next to each other; of a phrase more than one. */
  readonly words: readonly string[]
  /** The last word may be only the beginning of one. */
  readonly prefix: boolean
  /** Other forms of the word count as well (`holds` finds `holding`); not in phrases and what was written as a prefix. */
  readonly inflected: boolean
}

/** What scenes are asked to say, and what not. */
export interface AskedWords {
  /** Never empty. */
  readonly terms: readonly AskedTerm[]
  readonly exclude: readonly AskedTerm[]
}

/** More words than this say no more about what is looked for. */
const mostTerms = 24

const termOf = (text: string, prefix: boolean): AskedTerm => {
  const words = placedWords(text).map(({ word }) => word)
  return { words, prefix, inflected: words.length === 1 && !prefix }
}

/**
 * Reads what is looked for in words: as a caption search is written (phrases in quotes, prefixes with a star, minus for what is not
 * wanted, and in `not`). While `typing`, the last word may be the beginning of one. Words that say nothing by themselves are left out unless there are no others, or they stand in a phrase. A word with marks
 * inside ("doesn't") counts as its telling parts. Null where there is nothing to look for.
 */
export const askedWords = (
  text: string,
  languages: readonly string[],
  { not = '', typing = false }: { readonly not?: string; readonly typing?: boolean } = {},
): AskedWords | null => {
  const query = parseCaptionQuery(`${text}${not}`, { typing: false })
  if (query === null) return null
  // `parseCaptionQuery` keeps phrases and words apart by blanks only.
  const terms: AskedTerm[] = query.include.flatMap(({ text: own, prefix }): readonly AskedTerm[] => {
    const isPhrase = /\s/u.test(own)
    if (isPhrase || prefix) return [termOf(own, prefix)]
    return placedWords(own).map(({ word }) => ({ words: [word], prefix: false, inflected: true }))
  })
  const last = terms.at(-1)
  if (typing && last?.inflected === true && /[\p{L}\p{N}]{2}$/u.test(text)) {
    terms[terms.length - 1] = { ...last, prefix: true }
  }
  const isTelling = ({ words, prefix }: AskedTerm): boolean =>
    prefix || words.length > 1 || !words.every((word) => isStopWord(word, languages) || word.length === 1)
  const telling = terms.filter(isTelling)
  const distinct = new Map((telling.length > 0 ? telling : terms).map((term) => [JSON.stringify(term), term]))
  if (distinct.size === 0) return null
  return {
    terms: [...distinct.values()].slice(0, mostTerms),
    exclude: query.exclude.map(({ text: own, prefix }) => termOf(own, prefix)).filter(({ words }) => words.length > 0),
  }
}

/** Tells of folded words whether they are forms of one in one of these languages. */
export const formsOf = (word: string, languages: readonly string[]): ((other: string) => boolean) => {
  const stems = languages.map((language) => ({ language, stem: wordStem(word, language) }))
  return (other) => other === word || stems.some(({ language, stem }) => wordStem(other, language) === stem)
}

/** Places of a text that say one of these terms, as [start, end) UTF-16 offsets, ascending; a phrase is one place. */
export const placesOf = (
  text: string,
  terms: readonly AskedTerm[],
  languages: readonly string[],
): [number, number][] => {
  const own = placedWords(text)
  const asked = terms.map((term) => ({
    ...term,
    isForm: term.words.map((word) => (term.inflected ? formsOf(word, languages) : () => false)),
  }))
  const says = ({ words, prefix, isForm }: (typeof asked)[number], at: number): boolean =>
    words.every((word, offset) => {
      const found = own[at + offset]?.word
      if (found === undefined) return false
      if (isForm[offset]?.(found) === true) return true
      return prefix && offset === words.length - 1 ? found.startsWith(word) : found === word
    })
  const places: [number, number][] = []
  for (let at = 0; at < own.length; at += 1) {
    const longest = Math.max(0, ...asked.filter((term) => says(term, at)).map(({ words }) => words.length))
    const [first, last] = [own[at], own[at + longest - 1]]
    if (longest === 0 || first === undefined || last === undefined) continue
    places.push([first.start, last.end])
    at += longest - 1
  }
  return places
}
