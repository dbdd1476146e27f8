import { type CueWord, isUnspaced, shareTime, wordTextsOf } from '../../contract/cue-words.ts'

/** What is compared: a word, or a letter of a script without blanks. */
type Unit = CueWord

/** A stretch in which words were changed, with what stood there and what stands there now. */
export interface ChangedRun {
  /** From the first changed word to the end of the last; where words only came in, the time between their neighbours. */
  readonly startMs: number
  readonly endMs: number
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** A word as it is compared: lower case, without marks. */
export const bareWord = (text: string): string => {
  const bare = text
    .normalize('NFKC')
    .toLocaleLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '')
  return bare === '' ? text.trim() : bare
}

const unitsOfWord = (word: CueWord): readonly Unit[] => {
  if (!isUnspaced(word.text)) return [word]
  const letters = [...word.text.trim()]
  const times = shareTime(letters, word.startMs, word.endMs)
  return letters.map((text, index) => ({ ...word, ...(times[index] ?? {}), text }))
}

/** Words as they are written: what a model parts within a word ("well", "-known") is one. */
const writtenWords = (words: readonly CueWord[]): readonly CueWord[] => {
  const written: CueWord[] = []
  for (const word of words) {
    const last = written.at(-1)
    const isOwn = last === undefined || /^\s/u.test(word.text) || isUnspaced(word.text) || isUnspaced(last.text)
    if (isOwn) written.push(word)
    else {
      const probability = Math.min(last.probability, word.probability)
      written[written.length - 1] = { ...last, endMs: word.endMs, text: last.text + word.text, probability }
    }
  }
  return written
}

/** The longest common sequence of two lists, as pairs of places. */
const commonPairs = (one: readonly string[], other: readonly string[]): readonly (readonly [number, number])[] => {
  const width = other.length + 1
  const lengths = new Uint32Array((one.length + 1) * width)
  const lengthAt = (left: number, right: number): number => lengths[left * width + right] ?? 0
  for (let left = one.length - 1; left >= 0; left -= 1) {
    for (let right = other.length - 1; right >= 0; right -= 1) {
      lengths[left * width + right] =
        one[left] === other[right]
          ? lengthAt(left + 1, right + 1) + 1
          : Math.max(lengthAt(left + 1, right), lengthAt(left, right + 1))
    }
  }
  const pairs: [number, number][] = []
  let left = 0
  let right = 0
  while (left < one.length && right < other.length) {
    if (one[left] === other[right]) {
      pairs.push([left, right])
      left += 1
      right += 1
    } else if (lengthAt(left + 1, right) >= lengthAt(left, right + 1)) left += 1
    else right += 1
  }
  return pairs
}

/** A new text laid beside timed words: units of both, and which of them are the same. */
const aligned = (said: readonly CueWord[], text: string) => {
  const old = writtenWords(said).flatMap(unitsOfWord)
  const tokens = wordTextsOf(text)
  const fresh = tokens.flatMap((token, index) =>
    (isUnspaced(token) ? [...token.trim()] : [token]).map((unit) => ({ text: unit, token: index })),
  )
  const pairs = commonPairs(
    old.map((unit) => bareWord(unit.text)),
    fresh.map((unit) => bareWord(unit.text)),
  )
  return { old, tokens, fresh, pairs }
}

/** Stretches between what stayed, by the places of both sides. */
const gapsOf = ({ old, fresh, pairs }: ReturnType<typeof aligned>) => {
  const edges = [...pairs, [old.length, fresh.length] as const]
  return edges.flatMap(([left, right], index) => {
    const [beforeLeft, beforeRight] = edges[index - 1] ?? [-1, -1]
    const gap = { oldFrom: beforeLeft + 1, oldTo: left, freshFrom: beforeRight + 1, freshTo: right }
    return gap.oldTo > gap.oldFrom || gap.freshTo > gap.freshFrom ? [gap] : []
  })
}

/** Less than this is too short to hear a word in; it then shares the time of the word beside it. */
const leastWordMs = 40

/**
 * The words of a corrected text: those that stayed keep their times, those that were changed share the time of what they stand for,
 * those that came in the pause that they stand in, or the time of the word beside them.
 *
 * @param said the words before, at least one
 * @param text what is said instead, at least one word
 */
export const correctedWords = (said: readonly CueWord[], text: string): readonly CueWord[] => {
  const alignment = aligned(said, text)
  const { old, tokens, fresh, pairs } = alignment
  const units: { startMs: number; endMs: number; probability: number }[] = fresh.map(() => ({
    startMs: 0,
    endMs: 0,
    probability: 1,
  }))
  for (const [left, right] of pairs) {
    const from = old[left]
    if (from === undefined) continue
    const isSame = from.text.trim() === fresh[right]?.text.trim()
    units[right] = { startMs: from.startMs, endMs: from.endMs, probability: isSame ? from.probability : 1 }
  }
  const firstMs = old[0]?.startMs ?? 0
  const lastMs = old.at(-1)?.endMs ?? firstMs
  for (const { oldFrom, oldTo, freshFrom, freshTo } of gapsOf(alignment)) {
    if (freshTo === freshFrom) continue
    let from = freshFrom
    let to = freshTo
    let startMs = oldTo > oldFrom ? (old[oldFrom]?.startMs ?? firstMs) : (old[oldFrom - 1]?.endMs ?? firstMs)
    let endMs = oldTo > oldFrom ? (old[oldTo - 1]?.endMs ?? lastMs) : (old[oldTo]?.startMs ?? lastMs)
    if (endMs - startMs < leastWordMs * (to - from)) {
      if (from > 0) {
        from -= 1
        startMs = units[from]?.startMs ?? startMs
      } else if (to < units.length) {
        endMs = old[oldTo]?.endMs ?? endMs
        to += 1
      }
    }
    const times = shareTime(
      fresh.slice(from, to).map((unit) => unit.text),
      startMs,
      Math.max(startMs, endMs),
    )
    for (const [index, time] of times.entries()) {
      const probability = units[from + index]?.probability ?? 1
      units[from + index] = { ...time, probability }
    }
  }
  return tokens.map((token, index) => {
    const own = units.filter((_, place) => fresh[place]?.token === index)
    return {
      startMs: own[0]?.startMs ?? firstMs,
      endMs: own.at(-1)?.endMs ?? lastMs,
      text: token,
      probability: Math.min(...own.map(({ probability }) => probability)),
    }
  })
}

/** What a new text changes of the words that were said, stretch by stretch. */
export const changedRuns = (said: readonly CueWord[], text: string): readonly ChangedRun[] => {
  const alignment = aligned(said, text)
  const { old, fresh } = alignment
  return gapsOf(alignment).map(({ oldFrom, oldTo, freshFrom, freshTo }) => {
    const isInsertion = oldTo === oldFrom
    const betweenMs = old[oldFrom - 1]?.endMs ?? old[oldTo]?.startMs ?? 0
    return {
      startMs: isInsertion ? betweenMs : (old[oldFrom]?.startMs ?? 0),
      endMs: isInsertion ? (old[oldTo]?.startMs ?? betweenMs) : (old[oldTo - 1]?.endMs ?? 0),
      before: old.slice(oldFrom, oldTo).map((unit) => unit.text),
      after: fresh.slice(freshFrom, freshTo).map((unit) => unit.text),
    }
  })
}
