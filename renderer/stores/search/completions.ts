import { partsOf, type SearchPrefix, searchPrefixes, withPrefix } from './search-prefixes.ts'

/** What is being typed at, as far as it can be completed. */
export type Completing =
  /** The beginning of a prefix. */
  | { readonly kind: 'prefix'; readonly typed: string; readonly start: number; readonly end: number }
  /** The value of a prefix. */
  | {
      readonly kind: 'value'
      readonly prefix: SearchPrefix
      readonly typed: string
      readonly start: number
      readonly end: number
    }

/** From so many letters on a word may be the beginning of a prefix; fewer are too often words of their own. Alone, a whole prefix may be. */
const fewestLetters = 3

/** What could be completed where the caret stands; null when nothing can. */
export const completingAt = (typed: string, caret: number): Completing | null => {
  const part = partsOf(typed).find(({ start, end }) => start < caret && caret <= end)
  if (part === undefined) return null
  const { prefix } = part
  if (prefix !== null && prefix.takes === 'value') {
    // Behind a value that is in quotes to its end there is nothing to complete.
    const isClosed = /"[^"]*"$/.test(typed.slice(part.start, part.end))
    return isClosed ? null : { kind: 'value', prefix, typed: part.text, start: part.start, end: part.end }
  }
  const start = typed.slice(0, caret).search(/[^\s:"]*$/u)
  const word = typed.slice(start, caret)
  const isAtStart = start === 0 || /\s/u.test(typed[start - 1] ?? '')
  const isAtEnd = caret === typed.length || /\s/u.test(typed[caret] ?? '')
  if (!isAtStart || !isAtEnd) return null
  const isLong =
    word.length >= fewestLetters || (typed.trim() === word && searchPrefixes.some((row) => row.name === word))
  return isLong && prefixesLike(word).length > 0 ? { kind: 'prefix', typed: word, start, end: caret } : null
}

/** Prefixes that begin like a word. */
export const prefixesLike = (word: string): readonly SearchPrefix[] =>
  searchPrefixes.filter(({ name }) => name.startsWith(word.toLowerCase()))

/** What was typed with one stretch of it completed, and where the caret is then. */
export interface Completed {
  readonly typed: string
  readonly caret: number
}

const put = (typed: string, { start, end }: Completing, text: string): Completed => {
  const rest = typed.slice(end)
  const next = `${typed.slice(0, start)}${text}${rest.startsWith(' ') || text === '' ? rest.trimStart() : rest}`
  return { typed: next, caret: start + text.length }
}

/** Writes the prefix out; its text is typed next. */
export const completePrefix = (typed: string, at: Completing, { name, takes }: SearchPrefix): Completed =>
  put(typed, at, takes === 'words' ? `${name}: ` : `${name}:`)

/** Writes the value out, in quotes where it needs them. */
export const completeValue = (typed: string, at: Extract<Completing, { kind: 'value' }>, value: string): Completed =>
  put(typed, at, `${withPrefix(at.prefix, value)} `)

/** Takes the prefix and its value out of what was typed: a chip stands for them. */
export const withoutCompleted = (typed: string, at: Completing): Completed => put(typed, at, '')

const fold = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** Of some films those whose title or file holds what was typed. */
export const filmsLike = <Film extends { readonly title: string; readonly path: string }>(
  films: readonly Film[],
  typed: string,
): readonly Film[] => {
  const wanted = fold(typed)
  return films.filter(({ title, path }) =>
    [title, path.split(/[\\/]/).at(-1) ?? ''].some((name) => fold(name).includes(wanted)),
  )
}

/** Of some names those that hold what was typed, those that begin with it first; at most `limit`. */
export const namesLike = (names: readonly string[], typed: string, limit: number): readonly string[] => {
  const wanted = fold(typed)
  const like = names.filter((name) => fold(name).includes(wanted))
  const first = like.filter((name) => fold(name).startsWith(wanted))
  return [...new Set([...first, ...like])].slice(0, limit)
}
