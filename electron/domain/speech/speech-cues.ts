import type { Cue } from '../ports/media-port.ts'
import type { SpokenSegment, SpokenWord } from '../ports/speech-port.ts'

/** Two lines of captions; longer ones are parted. */
const mostLetters = 84
/** Longer than this a caption is not left standing. */
const mostMs = 7_000
/** A caption stands at least so long, where the next one leaves the time. */
const leastMs = 700

const textOf = (words: readonly SpokenWord[]): string =>
  words
    .map(({ text }) => text)
    .join('')
    .trim()

const fits = (words: readonly SpokenWord[]): boolean => {
  const [first] = words
  const last = words.at(-1)
  if (first === undefined || last === undefined || words.length === 1) return true
  return textOf(words).length <= mostLetters && last.endMs - first.startMs <= mostMs
}

/** How good a place the end of a word is to part at: the end of a sentence before a comma before a pause before the middle. */
const worthOf = (words: readonly SpokenWord[], index: number): number => {
  const word = words[index]
  const next = words[index + 1]
  if (word === undefined || next === undefined) return Number.NEGATIVE_INFINITY
  const pause = Math.min(1, Math.max(0, next.startMs - word.endMs) / 1000)
  const mark = /[.!?…。！？]["'”’)\]]?$/u.test(word.text) ? 3 : /[,;:，、；：–—]["'”’)\]]?$/u.test(word.text) ? 1.5 : 0
  const offCentre = Math.abs((index + 1) / words.length - 0.5)
  return mark + pause * 2 - offCentre * 2
}

/** Parts words until every part is a caption. */
const part = (words: readonly SpokenWord[]): readonly (readonly SpokenWord[])[] => {
  if (fits(words)) return [words]
  const places = words.slice(0, -1).map((_, index) => index)
  const best = places.reduce((one, other) => (worthOf(words, other) > worthOf(words, one) ? other : one), 0)
  return [...part(words.slice(0, best + 1)), ...part(words.slice(best + 1))]
}

/** Captions of what was said: a segment each, and long ones parted at the ends of sentences, at commas and at pauses. */
export const speechCues = (segments: readonly SpokenSegment[]): readonly Cue[] => {
  const cues = segments.flatMap(({ startMs, endMs, text, words }) =>
    words.length === 0
      ? [{ startMs, endMs, text: text.trim() }]
      : part(words).map((own) => ({
          startMs: own[0]?.startMs ?? startMs,
          endMs: own.at(-1)?.endMs ?? endMs,
          text: textOf(own),
          words: own,
        })),
  )
  const shown = cues.filter(({ text }) => text !== '').toSorted((one, other) => one.startMs - other.startMs)
  return shown.map((cue, index) => {
    const room = shown[index + 1]?.startMs ?? Number.POSITIVE_INFINITY
    const endMs = Math.max(cue.endMs, Math.min(cue.startMs + leastMs, room), cue.startMs + 1)
    return { ...cue, endMs }
  })
}
