import type { Caption } from '../../../electron/contract/index.ts'

/** A cue that is listed, with the places of the words looked for. */
export interface FoundCue {
  readonly cue: Caption
  /** [start, end) offsets into the cue's text on one line, ascending, disjoint. */
  readonly matches: readonly (readonly [number, number])[]
}

/** A cue's text on one line, letter for letter as long as before. */
export const onOneLine = (text: string): string => text.replaceAll('\n', ' ')

/** The cues that contain every word of the filter, in any case; all of them for an empty filter. */
export const filterCues = (cues: readonly Caption[], filter: string): readonly FoundCue[] => {
  const words = filter
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return cues.map((cue) => ({ cue, matches: [] }))
  return cues.flatMap((cue) => {
    const text = onOneLine(cue.text).toLocaleLowerCase()
    // Letters whose lower case is longer would shift the places; such a cue is listed without marks.
    const comparable = text.length === cue.text.length
    const ranges: [number, number][] = []
    for (const word of words) {
      let at = text.indexOf(word)
      if (at < 0) return []
      for (; at >= 0; at = text.indexOf(word, at + word.length)) ranges.push([at, at + word.length])
    }
    return [{ cue, matches: comparable ? merged(ranges) : [] }]
  })
}

const merged = (ranges: readonly [number, number][]): readonly (readonly [number, number])[] => {
  const result: [number, number][] = []
  for (const [start, end] of [...ranges].sort((left, right) => left[0] - right[0])) {
    const last = result.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else result.push([start, end])
  }
  return result
}
