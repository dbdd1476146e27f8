import type { TextBox } from '../../contract/index.ts'
import type { TextLine } from '../ports/index.ts'
import { boxAround } from './text-likeness.ts'

/** Lines that belong together, such as the two lines of a subtitle or a paragraph of a slide. */
export interface TextBlock {
  readonly box: TextBox
  /** Lines from top to bottom, separated by `\n`; words of one line that were found apart are joined by a space. */
  readonly text: string
  /** The least of its lines. */
  readonly probability: number
}

/** Most space between two lines of a block, in heights of a line. */
const mostGap = 0.6
/** How much higher one line of a block may be than another. */
const mostUnlike = 1.35
/** Most space between two words of one line, in heights of the line. */
const mostWordGap = 1.5

const bottomOf = ({ box }: TextLine): number => box[1] + box[3]
const rightOf = ({ box }: TextLine): number => box[0] + box[2]
const areAlike = (one: TextLine, other: TextLine): boolean =>
  Math.max(one.box[3], other.box[3]) <= mostUnlike * Math.min(one.box[3], other.box[3])

/** Parts of one line that were found apart become one; `aspect` is width over height of the picture. */
const joinWords = (lines: readonly TextLine[], aspect: number): readonly TextLine[] => {
  const joined: TextLine[] = []
  for (const line of lines.toSorted((a, b) => a.box[0] - b.box[0])) {
    const at = joined.findIndex((before) => {
      const height = Math.min(before.box[3], line.box[3])
      const shared = Math.min(bottomOf(before), bottomOf(line)) - Math.max(before.box[1], line.box[1])
      const gap = (line.box[0] - rightOf(before)) * aspect
      return areAlike(before, line) && shared > height / 2 && gap > -height && gap < mostWordGap * height
    })
    const before = joined[at]
    if (before === undefined) joined.push(line)
    else
      joined[at] = {
        box: boxAround([before.box, line.box]),
        text: `${before.text} ${line.text}`,
        probability: Math.min(before.probability, line.probability),
      }
  }
  return joined.toSorted((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0])
}

const follows = (above: TextLine, below: TextLine): boolean => {
  const height = Math.min(above.box[3], below.box[3])
  const gap = below.box[1] - bottomOf(above)
  const shared = Math.min(rightOf(above), rightOf(below)) - Math.max(above.box[0], below.box[0])
  const isUnder = shared > Math.min(above.box[2], below.box[2]) / 2
  return areAlike(above, below) && gap < mostGap * height && gap > -height && isUnder
}

/** Puts the lines of a picture together into blocks, from top to bottom. `aspect` is width over height of the picture. */
export const textBlocks = (lines: readonly TextLine[], aspect: number): readonly TextBlock[] => {
  const blocks: TextLine[][] = []
  for (const line of joinWords(lines, aspect)) {
    const block = blocks.find((own) => own.some((above) => follows(above, line)))
    if (block === undefined) blocks.push([line])
    else block.push(line)
  }
  return blocks.map((own) => ({
    box: boxAround(own.map(({ box }) => box)),
    text: own.map(({ text }) => text.trim()).join('\n'),
    probability: Math.min(...own.map(({ probability }) => probability)),
  }))
}
