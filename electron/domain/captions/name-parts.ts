import { fileLanguage } from './language.ts'
import { languageByName } from './language-names.ts'

/** What a caption file's name says after the name of its video. */
export interface NameParts {
  readonly language: string | null
  /** Further languages of the same file, flags, and words that are neither. */
  readonly title: string | null
  /** Only what a person cannot understand otherwise: signs, foreign words. */
  readonly isForced: boolean
  /** With sounds and speakers told, for people who hear badly (`sdh`, `cc`, `hi`, `hoh`). */
  readonly isHearingImpaired: boolean
  /** Nothing but languages, flags and numbers, and at least one of the first two. */
  readonly isPlain: boolean
}

const flags: ReadonlySet<string> = new Set(
  'forced sdh cc hi default foreign commentary full signs songs dub dubbed subtitle subtitles sub subs caption captions auto orig original lyrics hoh'.split(
    ' ',
  ),
)
const hearingFlags: ReadonlySet<string> = new Set(['sdh', 'cc', 'hi', 'hoh'])
/** What `Subs/` folders and extracting programs put before a language. */
const counter = /^(?:#?\d{1,3}|(?:track|stream|sub|subtitle)[ _-]?\d{1,3})$/i

const brackets = /^[\s([{（【]+|[\s)\]}）】]+$/g
const dividers = /\s+-\s+|[\s_&+,;/()[\]{}（）【】]+/

type Word =
  | { readonly kind: 'language'; readonly tag: string; readonly text: string }
  | { readonly kind: 'flag' | 'counter' | 'word'; readonly text: string }

/** In `en-cc` and `en_hi` the second part is a flag (closed captions, hearing impaired), not a country. */
const flagRegion = /[-_](?:cc|hi)$/i
const taggedForm = /^([a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?)-(.+)$/i

/** `pt-BR-forced` → `pt-BR`, `forced`. */
const dashed = (text: string): readonly string[] => {
  const [, tag = '', rest = ''] = taggedForm.exec(text) ?? []
  return tag !== '' && !flagRegion.test(tag) && fileLanguage(tag) !== null ? [tag, ...rest.split('-')] : text.split('-')
}

/** Reads one word. `hi` is read as "hearing impaired"; the caller makes it Hindi when nothing else names a language. */
const wordOf = (text: string, mayBeCode: boolean): Word => {
  if (flags.has(text.toLowerCase())) return { kind: 'flag', text }
  if (counter.test(text)) return { kind: 'counter', text }
  const tag = (mayBeCode || [...text].length > 3) && !flagRegion.test(text) ? fileLanguage(text) : null
  return tag === null || (!mayBeCode && languageByName(text) === null)
    ? { kind: 'word', text }
    : { kind: 'language', tag, text }
}

/** A part with more words than this is a sentence, in which short words (`by`, `the`) are no language codes. */
const longestPhrase = 4

const wordsOf = (segment: string): readonly Word[] => {
  const bare = segment.replace(brackets, '')
  const whole = wordOf(bare, true)
  if (whole.kind !== 'word') return [whole]
  const parts = bare
    .split(dividers)
    .flatMap((part) => {
      const isDashed = /^[\p{L}\d]+-[\p{L}\d-]+$/u.test(part)
      return isDashed && (flagRegion.test(part) || fileLanguage(part) === null) ? dashed(part) : [part]
    })
    .filter((part) => part !== '')
  const mayBeCode = parts.length <= longestPhrase
  const words: Word[] = []
  for (let at = 0; at < parts.length; ) {
    // `Brazilian Portuguese`, `Chinese (Simplified)`: the longest name counts.
    const length = [3, 2].find(
      (count) => at + count <= parts.length && languageByName(parts.slice(at, at + count).join(' ')) !== null,
    )
    const text = parts.slice(at, at + (length ?? 1)).join(' ')
    const tag = length === undefined ? null : languageByName(text)
    words.push(tag === null ? wordOf(text, mayBeCode) : { kind: 'language', tag, text })
    at += length ?? 1
  }
  return words
}

const englishNames = new Intl.DisplayNames('en', { type: 'language' })

/**
 * Reads `en`, `eng.forced`, `English - SDH`, `3_English`, `track3_[eng]`, `chs&eng`, `pt-BR.cc`, `简体`, `Director's
 * notes` … Segments lie between points; of several that name a language the last one counts: `It.Crowd.en` is English.
 */
export const readNameParts = (rest: string): NameParts => {
  const segments = rest
    .normalize('NFC')
    .split('.')
    .filter((segment) => segment.trim() !== '')
    .map((text) => ({ text: text.trim(), words: wordsOf(text) }))
  const named = segments.findLastIndex(({ words }) => words.some(({ kind }) => kind === 'language'))
  const isHindi = named < 0 && segments.some(({ words }) => words.some(({ text }) => text.toLowerCase() === 'hi'))
  const title: string[] = []
  let language: string | null = isHindi ? 'hi' : null
  let isPlain = segments.length > 0
  let says = false
  for (const [index, { text, words }] of segments.entries()) {
    const isSentence = words.length > longestPhrase
    if (isSentence) title.push(text)
    for (const [wordIndex, word] of words.entries()) {
      if (word.kind === 'word') isPlain = false
      if (word.kind === 'language' || word.kind === 'flag') says = true
      if (word.kind === 'language' && index === named && language === null) language = word.tag
      else if (isSentence || (isHindi && word.text.toLowerCase() === 'hi')) continue
      else if (word.kind === 'language')
        title.push(index === named ? `and ${englishNames.of(word.tag) ?? word.tag}` : word.text)
      // A number before a language only counts files; a number that stands alone distinguishes two of them.
      else if (word.kind !== 'counter' || (words.length === 1 && wordIndex === 0 && segments.length > 1))
        title.push(word.text)
    }
  }
  const joined = title.join(' ').trim()
  const told = segments
    .flatMap(({ words }) => (words.length > longestPhrase ? [] : words))
    .filter(({ kind }) => kind === 'flag')
    .map(({ text }) => text.toLowerCase())
  return {
    language,
    title: joined === '' ? null : joined,
    isForced: told.includes('forced'),
    isHearingImpaired: told.some((flag) => hearingFlags.has(flag) && !(isHindi && flag === 'hi')),
    isPlain: isPlain && says,
  }
}
