/** One thing to look for: one word, or several that stand next to each other. */
export interface CaptionTerm {
  /** Plain text with at least one letter or digit; never a control character. */
  readonly text: string
  /** Whether the last word is only the beginning of a word. */
  readonly prefix: boolean
}

/** A parsed caption search: all of `include`, none of `exclude`. `include` is never empty. */
export interface CaptionQuery {
  readonly include: readonly CaptionTerm[]
  readonly exclude: readonly CaptionTerm[]
}

const maxTerms = 64
const hasWord = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)
// One term: optional minus, then a phrase (closed or running to the end) with optional star, or a bare word.
const termPattern = /(-?)(?:"([^"]*)(?:"(\*?)|$)|([^\s"]+))/gu

/**
 * Parses what a person types: words are ANDed, `"…"` is a phrase, a trailing `*` makes a prefix, a leading `-`
 * excludes. While `typing`, a bare word at the end counts as a prefix. Null when there is nothing to look for.
 * Every input is accepted.
 */
export const parseCaptionQuery = (input: string, options: { readonly typing: boolean }): CaptionQuery | null => {
  const text = input.replace(/[“”„‟«»]/gu, '"').replace(/[\p{Cc}\p{Cs}]/gu, ' ')
  const include: CaptionTerm[] = []
  const exclude: CaptionTerm[] = []
  let lastIsBare = false
  for (const [, minus, phrase, phraseStar, word] of text.matchAll(termPattern)) {
    if (include.length + exclude.length >= maxTerms) break
    const raw = phrase ?? word ?? ''
    // A minus inside the bare alternative (`--x`) is punctuation, which the tokenizer drops.
    if (!hasWord(raw)) continue
    const prefix = phrase === undefined ? raw.endsWith('*') : phraseStar === '*'
    const term = { text: raw.replace(/\*+$/u, '').trim(), prefix }
    if (minus === '-') exclude.push(term)
    else include.push(term)
    lastIsBare = phrase === undefined && minus !== '-'
  }
  const last = include.at(-1)
  if (last === undefined) return null
  if (options.typing && lastIsBare) include[include.length - 1] = { ...last, prefix: true }
  return { include, exclude }
}
