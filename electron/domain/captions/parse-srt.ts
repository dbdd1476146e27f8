import { linesOf, type ParsedCaptions, parseTimingLine, type RawCue } from './raw-cue.ts'

/**
 * Reads SubRip. Only the timing lines are relied on: everything between two of them is text, so that missing blank
 * lines, blank lines inside of cues, missing or repeated numbers and cut-off files lose nothing else.
 *
 * Hand-made, like its neighbours: the libraries at hand need a DOM or give up a file at its first broken cue.
 */
export const parseSrt = (text: string): ParsedCaptions => {
  const lines = linesOf(text)
  const timings = lines.flatMap((line, index) => {
    const times = parseTimingLine(line)
    return times === null ? [] : [{ index, times }]
  })
  const isNumber = (index: number): boolean => /^\s*\d+\s*$/.test(lines[index] ?? '')
  const isNumbered = timings.filter(({ index }) => isNumber(index - 1)).length * 2 > timings.length
  const cues = timings.map(({ index, times }, position): RawCue => {
    const next = timings[position + 1]?.index ?? lines.length
    const isLast = next === lines.length
    const end = !isLast && isNumbered && next - 1 > index && isNumber(next - 1) ? next - 1 : next
    return { ...times, text: lines.slice(index + 1, end).join('\n') }
  })
  const broken = lines.filter((line) => line.includes('-->') && parseTimingLine(line) === null).length
  return { cues, skipped: broken }
}
