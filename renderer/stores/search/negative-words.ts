/** What was typed, without the words that are not wanted, and those. */
export interface TypedWords {
  readonly words: string
  readonly not: readonly string[]
}

/** A minus right before a word or a phrase in quotes, where a word could begin. */
const negative = /(^|\s)-(?:"([^"]+)"|([\p{L}\p{N}][^\s"]*))/gu

/** Takes `-word` and `-"some words"` out of a typed text. */
export const splitNegatives = (text: string): TypedWords => {
  const not: string[] = []
  const words = text.replace(
    negative,
    (whole: string, before: string, ...rest: readonly (string | number | undefined)[]) => {
      const [phrase, word, at] = rest
      // Within quotes a minus is a minus.
      if (text.slice(0, Number(at)).split('"').length % 2 === 0) return whole
      const taken = String(phrase ?? word ?? '').trim()
      if (taken !== '') not.push(taken)
      return before
    },
  )
  return { words: not.length === 0 ? text : words.replace(/\s+/g, ' ').trim(), not }
}

/** The same, once a person has gone on after the word: what stands at the very end may still be typed at. */
export const splitFinishedNegatives = (text: string): TypedWords => {
  const space = /\s\S*$/.exec(text)
  if (space === null) return { words: text, not: [] }
  const done = splitNegatives(text.slice(0, space.index))
  return done.not.length === 0
    ? { words: text, not: [] }
    : { words: `${done.words}${space[0]}`.trimStart(), not: done.not }
}
