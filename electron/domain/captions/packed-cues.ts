import type { Cue, PackedCues } from '../ports/index.ts'

/** Clean text holds no NUL. */
const divider = '\0'

/** Packs cues so that they cross from thread to thread as two values, which takes no time however many they are. */
export const packCues = (cues: readonly Cue[]): PackedCues => ({
  count: cues.length,
  timesMs: Float64Array.from(cues.flatMap((cue) => [cue.startMs, cue.endMs])),
  texts: cues.map((cue) => cue.text.replaceAll(divider, '')).join(divider),
})

/** The cues again. */
export const unpackCues = ({ count, timesMs, texts }: PackedCues): readonly Cue[] =>
  (count === 0 ? [] : texts.split(divider)).map((text, index) => ({
    startMs: timesMs[index * 2] ?? 0,
    endMs: timesMs[index * 2 + 1] ?? 0,
    text,
  }))
