import { linesOf, type ParsedCaptions, parseTimingLine, type RawCue } from './raw-cue.ts'

/**
 * Reads WebVTT: blocks between blank lines, of which those with a timing line are cues; notes, styles, regions and
 * headers are not. A timing line in the midst of a block begins a cue of its own.
 */
export const parseVtt = (text: string): ParsedCaptions => {
  const cues: RawCue[] = []
  let skipped = 0
  let block: string[] = []

  const endBlock = (): void => {
    const timings = block.flatMap((line, index) => {
      const times = parseTimingLine(line)
      return times === null ? [] : [{ index, times }]
    })
    if (timings.length === 0 && block.some((line) => line.includes('-->'))) skipped += 1
    if (!/^(NOTE|STYLE|REGION)(\s|$)/.test(block[0] ?? '')) {
      for (const [position, { index, times }] of timings.entries()) {
        const next = timings[position + 1]?.index ?? block.length
        cues.push({ ...times, text: block.slice(index + 1, next).join('\n') })
      }
    }
    block = []
  }

  for (const line of linesOf(text)) {
    if (line.trim() === '') endBlock()
    else block.push(line)
  }
  endBlock()
  return { cues, skipped }
}
