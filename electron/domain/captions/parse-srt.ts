import { linesOf, type ParsedCaptions, type ParseOptions, type RawCue } from './raw-cue.ts'
import { findTimings } from './timing-line.ts'

/**
 * Reads SubRip. Only the timing lines are relied on: everything between two of them is text, so that missing blank
 * lines, blank lines inside of cues, missing or repeated numbers and cut-off files lose nothing else. A timing line
 * that cannot be read is counted, and its text belongs to no other cue.
 *
 * Hand-made, like its neighbours: the libraries at hand need a DOM or give up a file at its first broken cue.
 */
export const parseSrt = (text: string, options: ParseOptions = {}): ParsedCaptions => {
  const lines = linesOf(text)
  const found = findTimings(lines, options)
  const isNumber = (index: number): boolean => /^\s*\d+\s*$/.test(lines[index] ?? '')
  const isNumbered = found.filter(({ index }) => isNumber(index - 1)).length * 2 > found.length
  const cues = found.flatMap(({ index, timing }, position): readonly RawCue[] => {
    if (timing.kind === 'unreadable') return []
    const next = found[position + 1]?.index ?? lines.length
    const isLast = next === lines.length
    const end = !isLast && isNumbered && next - 1 > index && isNumber(next - 1) ? next - 1 : next
    return [{ startMs: timing.startMs, endMs: timing.endMs, text: lines.slice(index + 1, end).join('\n') }]
  })
  return { cues, skipped: found.length - cues.length }
}
