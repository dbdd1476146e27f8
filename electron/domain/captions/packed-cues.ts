import type { CueWord } from '../../contract/cue-words.ts'
import type { TextBox } from '../../contract/index.ts'
import type { Cue, PackedCues } from '../ports/index.ts'

/** Separates the texts; clean text never contains NUL. */
const divider = '\0'

/** Packs cues into one array and one string, which are sent between threads quickly however many cues there are. */
export const packCues = (cues: readonly Cue[]): PackedCues => ({
  count: cues.length,
  timesMs: Float64Array.from(cues.flatMap((cue) => [cue.startMs, cue.endMs])),
  texts: cues.map((cue) => cue.text.replaceAll(divider, '')).join(divider),
  ...(cues.some(({ box }) => box !== undefined)
    ? { boxes: Float64Array.from(cues.flatMap(({ box }) => box ?? noBox)) }
    : {}),
  words: cues.some(({ words }) => words !== undefined) ? cues.map(({ words }) => JSON.stringify(words ?? [])) : null,
})

const noBox: Readonly<TextBox> = [Number.NaN, Number.NaN, Number.NaN, Number.NaN]

const boxAt = (boxes: Float64Array | undefined, index: number): Pick<Cue, 'box'> => {
  const [x = Number.NaN, y = Number.NaN, width = Number.NaN, height = Number.NaN] =
    boxes?.subarray(index * 4, index * 4 + 4) ?? []
  return Number.isNaN(x) ? {} : { box: [x, y, width, height] }
}

/** Undoes `packCues`. */
export const unpackCues = ({ count, timesMs, texts, boxes, words }: PackedCues): readonly Cue[] =>
  (count === 0 ? [] : texts.split(divider)).map((text, index) => ({
    startMs: timesMs[index * 2] ?? 0,
    endMs: timesMs[index * 2 + 1] ?? 0,
    text,
    ...boxAt(boxes, index),
    // Written by `packCues` alone.
    ...(words === null ? {} : { words: JSON.parse(words[index] ?? '[]') as readonly CueWord[] }),
  }))
