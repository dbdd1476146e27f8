import { z } from 'zod'

/** A word of a caption with its time, in ms of film time. */
export const cueWordSchema = z.object({
  startMs: z.number().int().nonnegative(),
  endMs: z.number().int().nonnegative(),
  /** With the blank in front of it; the texts of a cue's words, one after the other, are its text. */
  text: z.string(),
  /** As the speech model says; 1 where a person wrote it. */
  probability: z.number().min(0).max(1),
})
export type CueWord = Readonly<z.infer<typeof cueWordSchema>>

/** Scripts that put no blanks between words. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

/** Whether a text is written in a script without blanks between words. */
export const isUnspaced = (text: string): boolean => unspaced.test(text)

/** Parts a run of letters without a blank into words; marks stay with the word before them. */
const partedToken = (token: string): readonly string[] => {
  if (!isUnspaced(token)) return [token]
  const parts: string[] = []
  let lead = ''
  for (const { segment, isWordLike } of segmenter.segment(token)) {
    if (isWordLike === true) {
      parts.push(lead + segment)
      lead = ''
    } else if (parts.length === 0) lead += segment
    else parts.push((parts.pop() ?? '') + segment)
  }
  return lead === '' ? parts : [lead + (parts.shift() ?? ''), ...parts]
}

/** The words of a text, each with the blanks in front of it. */
export const wordTextsOf = (text: string): readonly string[] => (text.match(/\s*\S+/gu) ?? []).flatMap(partedToken)

/** Shares a time among texts by the letters that they have; the first begins and the last ends with it. In ms. */
export const shareTime = (
  texts: readonly string[],
  startMs: number,
  endMs: number,
): readonly { readonly startMs: number; readonly endMs: number }[] => {
  const lengths = texts.map((text) => Math.max(1, text.trim().length))
  const total = lengths.reduce((sum, length) => sum + length, 0)
  let letters = 0
  const at = (): number => Math.round(startMs + ((endMs - startMs) * letters) / Math.max(1, total))
  return lengths.map((length) => {
    const from = at()
    letters += length
    return { startMs: from, endMs: at() }
  })
}

/** The words of a cue: as its track tells them, else estimated from its letters. */
export const wordsOfCue = (cue: {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
  readonly words?: readonly CueWord[] | undefined
}): readonly CueWord[] => {
  if (cue.words !== undefined && cue.words.length > 0) return cue.words
  const texts = wordTextsOf(cue.text)
  const times = shareTime(texts, cue.startMs, cue.endMs)
  return texts.map((text, index) => ({
    startMs: times[index]?.startMs ?? cue.startMs,
    endMs: times[index]?.endMs ?? cue.endMs,
    text,
    probability: 1,
  }))
}
