import type { Cue, PackedCues } from '../ports/index.ts'

/** Separates the texts; clean text never contains NUL. */
const divider = '\0'

/** Packs cues into one array and one string, which are sent between threads quickly however many cues there are. */
export const packCues = (cues: readonly Cue[]): PackedCues => ({
  count: cues.length,
  timesMs: Float64Array.from(cues.flatMap((cue) => [cue.startMs, cue.endMs])),
  texts: cues.map((cue) => cue.text.replaceAll(divider, '')).join(divider),
})

/** Undoes `packCues`. */
export const unpackCues = ({ count, timesMs, texts }: PackedCues): readonly Cue[] =>
  (count === 0 ? [] : texts.split(divider)).map((text, index) => ({
    startMs: timesMs[index * 2] ?? 0,
    endMs: timesMs[index * 2 + 1] ?? 0,
    text,
  }))
