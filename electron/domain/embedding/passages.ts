interface Span {
  readonly startMs: number
  readonly endMs: number
}

interface SaidCue extends Span {
  readonly text: string
  /** Text on screen stands by itself. */
  readonly box?: unknown
}

/** A piece of what is said in a scene, with its time. */
export interface Passage extends Span {
  readonly text: string
}

/** Chosen by measuring, with docs/search.md: so many sentences a passage, every second one beginning another. */
const sentencesEach = 3
const sentenceStep = 2

/** What comes after a longer pause is another sentence, where marks do not tell. */
const pauseMs = 2_000
const longestSentence = 30

const endsSentence = /[.!?…。！？؟।]["'”’»)\]]*$/u
/** Fewer letters than these have no meaning: an OCR's "8", a cough. */
const hasMeaning = /\p{L}.*\p{L}.*\p{L}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{2}/su

/** Lines of cues one after the other, repeated ones (rolling captions) once. */
const cleanCues = (cues: readonly SaidCue[]): readonly (Passage & { readonly alone: boolean })[] => {
  let last = ''
  return cues.flatMap(({ text, startMs, endMs, box }) => {
    const lines: string[] = []
    for (const line of text.split('\n')) {
      const clean = line.replaceAll(/\s+/g, ' ').trim()
      if (clean === '' || clean === last) continue
      lines.push(clean)
      last = clean
    }
    const alone = box !== undefined && box !== null
    return lines.length === 0 ? [] : [{ text: lines.join(' '), startMs, endMs, alone }]
  })
}

const joined = (parts: readonly Passage[]): Passage => ({
  text: parts.map(({ text }) => text).join(' '),
  startMs: Math.min(...parts.map(({ startMs }) => startMs)),
  endMs: Math.max(...parts.map(({ endMs }) => endMs)),
})

/** The sentences of cues that follow one another: one ends with its mark, before a pause, or where it becomes too long. */
const sentencesOf = (cues: readonly SaidCue[]): readonly Passage[] => {
  const sentences: Passage[][] = []
  let words = 0
  let goesOn = false
  let endMs = 0
  for (const cue of cleanCues(cues)) {
    const own = cue.text.split(' ').length
    const open = sentences.at(-1)
    if (goesOn && open !== undefined && !cue.alone && cue.startMs - endMs < pauseMs && words + own <= longestSentence) {
      open.push(cue)
      words += own
    } else {
      sentences.push([cue])
      words = own
    }
    goesOn = !cue.alone && !endsSentence.test(cue.text)
    endMs = cue.endMs
  }
  return sentences.map(joined).filter(({ text }) => hasMeaning.test(text))
}

/**
 * What is embedded of a scene: each sentence of its cues (in order of time), and passages of some sentences that overlap. One text
 * where there is one sentence, none where nothing has a meaning.
 */
export const passagesOf = (cues: readonly SaidCue[]): readonly Passage[] => {
  const sentences = sentencesOf(cues)
  const passages = [...sentences]
  for (let at = 0; at + 1 < sentences.length; at += sentenceStep) {
    passages.push(joined(sentences.slice(at, at + sentencesEach)))
    if (at + sentencesEach >= sentences.length) break
  }
  return passages
}

/** The mean of unit vectors at unit length; of one, and of those that cancel out, the first. Null of none. */
export const meanVector = (vectors: readonly Float32Array[]): Float32Array | null => {
  const [first] = vectors
  if (first === undefined || vectors.length === 1) return first ?? null
  const sum = new Float64Array(first.length)
  for (const vector of vectors) for (const [place, value] of vector.entries()) sum[place] = (sum[place] ?? 0) + value
  const length = Math.hypot(...sum)
  return length > 1e-6 ? Float32Array.from(sum, (value) => value / length) : first
}
