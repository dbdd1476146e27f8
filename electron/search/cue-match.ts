import type { Caption } from '../contract/index.ts'

/** A cue with the positions of the query's words in it, as [start, end) UTF-16 offsets. */
export interface CueMatch {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
  readonly matches: [number, number][]
}

interface Word {
  readonly stem: string
  readonly start: number
  readonly end: number
}

const stopWords = new Set(
  'a an and are as at be by for from in is it of on or that the this to was were with'.split(' '),
)

/** Enough of a stem that plurals and most endings of English meet. */
const stemOf = (word: string): string => {
  const folded = word.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const cut = folded.replace(/(ies|es|s|ing|ed)$/u, '')
  return cut.length >= 3 ? cut : folded
}

const wordsOf = (text: string): readonly Word[] =>
  [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => ({
    stem: stemOf(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }))

/** The cue that shares most words with a query (the earliest of equals, the first when none does); null without cues. */
export const bestCue = (cues: readonly Caption[], query: string): CueMatch | null => {
  const all = wordsOf(query)
  const telling = all.filter(({ stem }) => !stopWords.has(stem))
  const wanted = new Set((telling.length > 0 ? telling : all).map(({ stem }) => stem))
  let best: { readonly cue: Caption; readonly shared: number; readonly matches: [number, number][] } | null = null
  for (const cue of cues) {
    const found = wordsOf(cue.text).filter(({ stem }) => wanted.has(stem))
    const shared = new Set(found.map(({ stem }) => stem)).size
    if (best !== null && shared <= best.shared) continue
    best = { cue, shared, matches: found.map(({ start, end }) => [start, end]) }
  }
  if (best === null) return null
  const { startMs, endMs, text } = best.cue
  return { startMs, endMs, text, matches: best.matches }
}
