import { type Modality, modalities, type Texts } from '../../../electron/contract/index.ts'

/** What a word before a colon makes of the text behind it. */
export interface SearchPrefix {
  /** Written before the colon. */
  readonly name: string
  /** What it does, for the list of completions. */
  readonly hint: string
  /** `words`: all up to the next prefix. `value`: one word, or several in quotes. Either may stand in quotes. */
  readonly takes: 'words' | 'value'
  /** The modality that is asked, or the part of the filter that is set. */
  readonly sets: Modality | 'name' | 'tags' | 'film'
}

/** Every prefix, in the order on show. */
export const searchPrefixes: readonly SearchPrefix[] = [
  ...modalities.flatMap(({ id, prefix, hint }): readonly SearchPrefix[] =>
    prefix === null ? [] : [{ name: prefix, hint, takes: 'words', sets: id }],
  ),
  { name: 'file', hint: 'Videos by name or folder', takes: 'value', sets: 'name' },
  { name: 'tag', hint: 'Videos with this tag', takes: 'value', sets: 'tags' },
  { name: 'in', hint: 'In one video', takes: 'value', sets: 'film' },
]

/** A stretch of what was typed: plain words, or a prefix with its text. */
export interface TypedPart {
  /** Null: plain words. */
  readonly prefix: SearchPrefix | null
  /** Without prefix and quotes around it. */
  readonly text: string
  /** Where it stands in what was typed, prefix and quotes included. */
  readonly start: number
  readonly end: number
}

/** Blanks, and marks that only steer the direction of writing. */
const blank = /[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
const head = new RegExp(`(${searchPrefixes.map(({ name }) => name).join('|')})[:\uff1a]`, 'iuy')

const prefixAt = (typed: string, at: number): { readonly prefix: SearchPrefix; readonly length: number } | null => {
  const before = typed[at - 1]
  if (before !== undefined && !blank.test(before)) return null
  head.lastIndex = at
  const name = head.exec(typed)?.[1]?.toLowerCase()
  const prefix = searchPrefixes.find((row) => row.name === name)
  return prefix === undefined ? null : { prefix, length: prefix.name.length + 1 }
}

const skipBlanks = (typed: string, from: number): number => {
  let at = from
  while (at < typed.length && blank.test(typed[at] ?? '')) at++
  return at
}

/** Where plain words or the words of a prefix end: at the next prefix that stands in no quotes. */
const endOfWords = (typed: string, from: number): number => {
  for (let at = from; at < typed.length; at++) {
    if (typed[at] === '"') {
      const closing = typed.indexOf('"', at + 1)
      if (closing > at) at = closing
    } else if (prefixAt(typed, at) !== null) return at
  }
  return typed.length
}

const endOfValue = (typed: string, from: number): number => {
  let at = from
  while (at < typed.length && !blank.test(typed[at] ?? '')) at++
  return at
}

/** What was typed, part by part. A prefix that is not known is plain text, as are colons within words (`12:30`, `http://`). */
export const partsOf = (typed: string): readonly TypedPart[] => {
  const parts: TypedPart[] = []
  let at = 0
  while (at < typed.length) {
    const found = prefixAt(typed, at)
    if (found === null) {
      const end = endOfWords(typed, at)
      const text = typed.slice(at, end).trim()
      if (text !== '') parts.push({ prefix: null, text, start: at, end })
      at = end
      continue
    }
    const { prefix, length } = found
    const start = at
    const from = skipBlanks(typed, at + length)
    if (typed[from] === '"') {
      const closing = typed.indexOf('"', from + 1)
      // Without a second one it is still being typed.
      at = closing < 0 ? typed.length : closing + 1
      parts.push({ prefix, text: typed.slice(from + 1, closing < 0 ? at : closing).trim(), start, end: at })
    } else if (from >= typed.length || prefixAt(typed, from) !== null) {
      at = from
      parts.push({ prefix, text: '', start, end: at })
    } else {
      at = prefix.takes === 'words' ? endOfWords(typed, from) : endOfValue(typed, from)
      parts.push({ prefix, text: typed.slice(from, at).trim(), start, end: at })
    }
  }
  return parts
}

/** What typed words ask for. */
export interface TypedQuery {
  /** Without any prefix. */
  readonly words: string
  /** For single modalities. */
  readonly texts: Texts
  /** What videos must have in their names. */
  readonly name: string
  readonly tags: readonly string[]
}

/** Understands what was typed; a prefix without text says nothing. */
export const readTyped = (typed: string): TypedQuery => {
  const texts: Partial<Record<Modality, string>> = {}
  const words: string[] = []
  const name: string[] = []
  const tags: string[] = []
  for (const { prefix, text } of partsOf(typed)) {
    if (text === '') continue
    if (prefix === null) words.push(text)
    else if (prefix.sets === 'tags') tags.push(text)
    else if (prefix.sets === 'name' || prefix.sets === 'film') name.push(text)
    else texts[prefix.sets] = [texts[prefix.sets] ?? '', text].join(' ').trim()
  }
  return { words: words.join(' '), texts, name: name.join(' '), tags: [...new Set(tags)] }
}

/** A text behind its prefix as it is typed: in quotes where it has blanks and the prefix takes one word. */
export const withPrefix = ({ name, takes }: Pick<SearchPrefix, 'name' | 'takes'>, text: string): string => {
  const plain = text.replaceAll('"', '')
  return takes === 'value' ? `${name}:${/\s/.test(plain) ? `"${plain}"` : plain}` : `${name}: ${plain}`
}

/** Words for all and for single modalities as a person would type them. */
export const typedOf = (words: string, texts: Texts): string => {
  const own = searchPrefixes.flatMap((prefix) => {
    const text = (texts as Partial<Record<SearchPrefix['sets'], string>>)[prefix.sets]
    return text === undefined || text.trim() === '' ? [] : [withPrefix(prefix, text)]
  })
  return [words, ...own].filter((text) => text !== '').join('  ')
}
