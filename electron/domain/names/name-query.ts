import { wordsOfName } from './name-words.ts'

/**
 * One word as it was typed. `rows` are its words, and within each what follows one another without a gap: `dog_fetch` is
 * [[dog], [fetch]], 東京 is [[東, 京]].
 */
export interface TypedWord {
  readonly rows: readonly (readonly string[])[]
  /** Whether its last word may be the beginning of one. */
  readonly isBeginning: boolean
}

const mostWords = 64

/**
 * The words by which videos are looked for; none when there is nothing to look for. Only the last one may be a beginning,
 * when it has at least so many letters and no blank follows.
 */
export const parseNameQuery = (query: string, beginningsFrom: number): readonly TypedWord[] => {
  const words: TypedWord[] = []
  const typed = query.normalize('NFC').split(/\s+/u)
  for (const [place, each] of typed.entries()) {
    const rows: string[][] = []
    let end = -1
    for (const word of wordsOfName(each)) {
      const row = rows.at(-1)
      if (row !== undefined && word.start === end) row.push(word.text)
      else rows.push([word.text])
      end = word.end
    }
    const last = rows.at(-1)?.join('') ?? ''
    const isBeginning = place === typed.length - 1 && last.length >= beginningsFrom && end === each.length
    if (rows.length > 0) words.push({ rows, isBeginning })
  }
  return words.slice(0, mostWords)
}
