import type { Caption, CaptionTrackSource, TextBox } from '../contract/index.ts'
import { type AskedWords, placesOf } from '../domain/words/asked-words.ts'

/** A cue with the places of what was asked in it, as [start, end) UTF-16 offsets. */
export interface CueMatch {
  readonly startMs: number
  readonly endMs: number
  /** When the first of the words is said. */
  readonly firstWordMs: number
  readonly text: string
  readonly matches: [number, number][]
  readonly source: CaptionTrackSource
  readonly box: TextBox | null
}

/** What was asked in words, and in which languages their forms are known. */
export interface AskedOfCues {
  /** Null: nothing. */
  readonly words: AskedWords | null
  readonly languages: readonly string[]
}

/** When the word is said that stands at a place of a cue's text; the cue's start where its track does not tell. */
const timeAt = ({ startMs, text, words = [] }: Caption, place: number): number => {
  // The texts of the words, one after the other, are the cue's; a blank in front of the first may have been cut off.
  let end = Math.min(0, text.length - words.reduce((sum, word) => sum + word.text.length, 0))
  for (const word of words) {
    end += word.text.length
    if (end > place) return word.startMs
  }
  return startMs
}

/** A cue as a hit shows it. */
export const cueMatch = (cue: Caption, { words, languages }: AskedOfCues): CueMatch => {
  const matches = words === null ? [] : placesOf(cue.text, words.terms, languages)
  const { startMs, endMs, text, source, box = null } = cue
  return { startMs, endMs, firstWordMs: timeAt(cue, matches[0]?.[0] ?? 0), text, matches, source, box }
}

/** How many different terms a cue says. */
const saidIn = (cue: Caption, { words, languages }: AskedOfCues): number =>
  words === null ? 0 : words.terms.filter((term) => placesOf(cue.text, [term], languages).length > 0).length

/** The cue that says most of what was asked (the earliest of equals, the first when none does); null without cues. */
export const bestCue = (cues: readonly Caption[], asked: AskedOfCues): CueMatch | null => {
  let best: { readonly cue: Caption; readonly said: number } | null = null
  for (const cue of cues) {
    const said = saidIn(cue, asked)
    if (best === null || said > best.said) best = { cue, said }
  }
  return best === null ? null : cueMatch(best.cue, asked)
}
