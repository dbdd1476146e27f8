import { linesOf, type ParsedCaptions, type ParseOptions, type RawCue } from './raw-cue.ts'
import { findTimings } from './timing-line.ts'

const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === ''
const aside = /^(NOTE|STYLE|REGION)(\s|$)/

/** Where the text of a cue ends that goes up to a line: without the next cue's name, and without notes. */
const textEnd = (block: readonly string[], start: number, next: number): number => {
  // A line of blanks divides blocks in files of careless programs; a name may stand below it.
  const named = next < block.length && next - 2 >= start && !isBlank(block[next - 1]) && isBlank(block[next - 2])
  const end = named ? next - 1 : next
  for (let index = start + 1; index < end; index += 1) {
    if (isBlank(block[index - 1]) && aside.test(block[index] ?? '')) return index
  }
  return end
}

/**
 * Reads WebVTT: blocks between empty lines, of which those with a timing line are cues; notes, styles, regions and
 * headers are not. A line of blanks belongs to a cue's text, as the format says. A timing line in the midst of a block
 * begins a cue of its own; one that cannot be read is counted, with its text left out.
 */
export const parseVtt = (text: string, options: ParseOptions = {}): ParsedCaptions => {
  const cues: RawCue[] = []
  let skipped = 0
  let block: string[] = []

  const endBlock = (): void => {
    const found = aside.test(block[0] ?? '') ? [] : findTimings(block, options)
    for (const [position, { index, timing }] of found.entries()) {
      if (timing.kind === 'unreadable') skipped += 1
      else {
        const end = textEnd(block, index + 1, found[position + 1]?.index ?? block.length)
        cues.push({ startMs: timing.startMs, endMs: timing.endMs, text: block.slice(index + 1, end).join('\n') })
      }
    }
    block = []
  }

  for (const line of linesOf(text)) {
    if (line === '') endBlock()
    else block.push(line)
  }
  endBlock()
  return { cues, skipped }
}
