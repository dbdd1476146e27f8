import type { Caption } from '../../../../electron/contract/index.ts'

/** A part of a cue's text: [start, end) offsets into its text on one line. */
export interface FoundPart {
  readonly cue: number
  readonly start: number
  readonly end: number
}

/** One place where the words stand; it may reach over several cues. */
export type FoundPlace = readonly FoundPart[]

/** A cue's text on one line, letter for letter as long as before. */
export const onOneLine = (text: string): string => text.replaceAll(/\s/gu, ' ')

/** In lower case where that leaves every letter at its place. */
const comparable = (text: string): string => {
  const lower = text.toLocaleLowerCase()
  return lower.length === text.length ? lower : text
}

/** The last cue that begins at or before a place of the joined text. */
const cueAt = (starts: readonly number[], place: number): number => {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= place) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * Where words stand in a transcript, in any case, also across the end of a cue.
 *
 * @param cues in order of time
 * @param query what is looked for, as it is written
 */
export const findInTranscript = (cues: readonly Pick<Caption, 'text'>[], query: string): readonly FoundPlace[] => {
  const wanted = comparable(query.trim().replaceAll(/\s+/gu, ' '))
  if (wanted === '') return []
  const texts = cues.map(({ text }) => comparable(onOneLine(text)))
  const starts: number[] = []
  let length = 0
  for (const text of texts) {
    starts.push(length)
    length += text.length + 1
  }
  const whole = texts.join(' ')
  const places: FoundPlace[] = []
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + wanted.length)) {
    const end = at + wanted.length
    const parts: FoundPart[] = []
    for (let cue = cueAt(starts, at); cue < texts.length && (starts[cue] ?? end) < end; cue += 1) {
      const from = starts[cue] ?? 0
      const part = { cue, start: Math.max(0, at - from), end: Math.min(texts[cue]?.length ?? 0, end - from) }
      if (part.end > part.start) parts.push(part)
    }
    places.push(parts)
  }
  return places
}

/** A word of a cue as it is drawn: its place in the cue's text on one line, with the blank in front. */
export interface TranscriptWord {
  readonly start: number
  readonly text: string
}

/** Where the words of a cue stand in its text; the first without the blank in front. */
export const transcriptWords = (words: readonly { readonly text: string }[]): readonly TranscriptWord[] => {
  let start = 0
  return words.map(({ text }, index) => {
    const shown = onOneLine(index === 0 ? text.trimStart() : text)
    const placed = { start, text: shown }
    start += shown.length
    return placed
  })
}

/** The parts of a word that are found, as [start, end) offsets into it. */
export const matchesInWord = (
  { start, text }: TranscriptWord,
  parts: readonly Pick<FoundPart, 'start' | 'end'>[],
): readonly (readonly [number, number])[] =>
  parts.flatMap((part) => {
    const from = Math.max(0, part.start - start)
    const to = Math.min(text.length, part.end - start)
    return to > from ? [[from, to] as const] : []
  })
