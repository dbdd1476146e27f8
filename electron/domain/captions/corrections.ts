import { type CueWord, isUnspaced, shareTime } from '../../contract/cue-words.ts'
import type { Cue } from '../ports/index.ts'
import { bareWord, type ChangedRun, changedRuns, correctedWords } from './align-words.ts'

/** What a person wrote in the place of a cue. */
export interface CueCorrection {
  readonly startMs: number
  readonly endMs: number
  /** The cue before. */
  readonly said: string
  /** Its words with their times; null where its track tells none. */
  readonly saidWords: readonly CueWord[] | null
  readonly text: string
}

/** A cue with what it was before a person corrected it; null: as it was read or heard. */
export interface CorrectableCue extends Cue {
  readonly said: string | null
  readonly saidWords: readonly CueWord[] | null
}

const sameText = (one: string, other: string): boolean =>
  one.replaceAll(/\s+/gu, ' ').trim() === other.replaceAll(/\s+/gu, ' ').trim()

const overlapMs = (one: Pick<Cue, 'startMs' | 'endMs'>, other: Pick<Cue, 'startMs' | 'endMs'>): number =>
  Math.min(one.endMs, other.endMs) - Math.max(one.startMs, other.startMs)

/** Whether two stretches are mostly the same one: at least half of the shorter lies in the longer. */
const isSameStretch = (one: Pick<Cue, 'startMs' | 'endMs'>, other: Pick<Cue, 'startMs' | 'endMs'>): boolean =>
  overlapMs(one, other) * 2 >= Math.min(one.endMs - one.startMs, other.endMs - other.startMs)

/** A cue with another text; its words follow. */
export const correctedCue = (cue: Cue, text: string): Cue =>
  cue.words === undefined || cue.words.length === 0
    ? { ...cue, text }
    : { ...cue, text, words: correctedWords(cue.words, text) }

const textOf = (words: readonly CueWord[]): string =>
  words
    .map(({ text }) => text)
    .join('')
    .trim()

/** Within this time around an inserted word its like is taken for the same word. */
const nearMs = 2000

const bareText = (texts: readonly string[]): string => texts.map(bareWord).join(' ')

/** Puts what a person wrote for a stretch into words of another hearing of the same sound; null: it stands there already, or fits nowhere. */
const withRun = (words: readonly CueWord[], run: ChangedRun): readonly CueWord[] | null => {
  const isOwn = (word: CueWord): boolean => {
    const middle = (word.startMs + word.endMs) / 2
    return run.before.length > 0 && middle >= run.startMs && middle <= run.endMs
  }
  const first = words.findIndex(isOwn)
  const own = words.filter(isOwn)
  if (bareText(own.map(({ text }) => text)) === bareText(run.after)) return null
  const near = words.filter(({ startMs, endMs }) => endMs > run.startMs - nearMs && startMs < run.endMs + nearMs)
  const isThere = ` ${bareText(near.map(({ text }) => text))} `.includes(` ${bareText(run.after)} `)
  if (own.length === 0 && (run.after.length === 0 || isThere)) return null
  const place = first >= 0 ? first : words.findIndex(({ startMs }) => startMs >= run.startMs)
  const at = place < 0 ? words.length : place
  const startMs = own[0]?.startMs ?? run.startMs
  const endMs = own.at(-1)?.endMs ?? Math.max(run.startMs, run.endMs)
  const times = shareTime(run.after, startMs, endMs)
  const added = run.after.map((text, index) => ({
    startMs: times[index]?.startMs ?? startMs,
    endMs: times[index]?.endMs ?? endMs,
    text: isUnspaced(text) ? text.trim() : ` ${text.trim()}`,
    probability: 1,
  }))
  return [...words.slice(0, at), ...added, ...words.slice(at).filter((word) => !isOwn(word))]
}

const correctable = (cue: Cue): CorrectableCue => ({ ...cue, said: null, saidWords: null })

/**
 * Puts corrections into the cues of a track that was read or heard again. A cue that says what it said is corrected as a whole. Where
 * it is parted or heard otherwise, by another model, what a person changed stands for its stretch of time, word by word.
 *
 * @param cues in order of time
 * @returns the cues; one of which no word is left is left out
 */
export const applyCorrections = (
  cues: readonly Cue[],
  corrections: readonly CueCorrection[],
): readonly CorrectableCue[] => {
  if (corrections.length === 0) return cues.map(correctable)
  const open = new Set(corrections)
  const exact = cues.map((cue): CorrectableCue | null => {
    const own = [...open].find((correction) => sameText(correction.said, cue.text) && isSameStretch(correction, cue))
    if (own === undefined) return null
    open.delete(own)
    return { ...correctedCue(cue, own.text), said: cue.text, saidWords: cue.words ?? null }
  })
  const runs = [...open].flatMap(({ saidWords, text }) => (saidWords === null ? [] : changedRuns(saidWords, text)))
  return cues.flatMap((cue, index): readonly CorrectableCue[] => {
    const whole = exact[index]
    if (whole !== null && whole !== undefined) return [whole]
    if (cue.words === undefined || cue.words.length === 0) return [correctable(cue)]
    let words = cue.words
    let hasRun = false
    for (const run of runs) {
      // A stretch that reaches into two cues is written into the one that holds its beginning, and taken out of the other.
      const holdsStart = run.startMs >= cue.startMs && run.startMs < cue.endMs
      const reaches = overlapMs(cue, run) > 0
      if (!holdsStart && !reaches) continue
      const changed = withRun(words, holdsStart ? run : { ...run, after: [] })
      if (changed === null) continue
      words = changed
      hasRun = true
    }
    if (!hasRun) return [correctable(cue)]
    if (words.length === 0) return []
    return [{ ...cue, text: textOf(words), words, said: cue.text, saidWords: cue.words }]
  })
}

/**
 * Under what name corrections of a track are kept: a file's own, and for what models make the place of their track, which another
 * model fills as well.
 */
export const correctionPlace = (track: {
  readonly source: string
  readonly track: number
  readonly key: string
}): string => (track.source === 'stream' || track.source === 'sidecar' ? track.key : `${track.source} ${track.track}`)
