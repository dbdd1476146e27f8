import type { TextBox } from '../../contract/index.ts'
import { editDistance } from '../words/edit-distance.ts'

/** Letters that are compared: what stands beside them (case, marks, spaces) is what models differ in from frame to frame. */
export const lettersOnly = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')

const mostLetters = 400

/** How alike two texts are, 0…1: 1 less the edit distance over the longer one's letters (Levenshtein). */
export const textLikeness = (left: string, right: string): number => {
  const [one, other] = [lettersOnly(left).slice(0, mostLetters), lettersOnly(right).slice(0, mostLetters)]
  if (one === other) return 1
  const longer = Math.max(one.length, other.length)
  return longer === 0 ? 1 : 1 - editDistance([...one], [...other]) / longer
}

/** Intersection over union of two boxes, 0…1. */
export const boxOverlap = (left: Readonly<TextBox>, right: Readonly<TextBox>): number => {
  const width = Math.min(left[0] + left[2], right[0] + right[2]) - Math.max(left[0], right[0])
  const height = Math.min(left[1] + left[3], right[1] + right[3]) - Math.max(left[1], right[1])
  if (width <= 0 || height <= 0) return 0
  const shared = width * height
  return shared / (left[2] * left[3] + right[2] * right[3] - shared)
}

/** The smallest box around boxes; at least one is given. */
export const boxAround = (boxes: readonly Readonly<TextBox>[]): TextBox => {
  const left = Math.min(...boxes.map(([x]) => x))
  const top = Math.min(...boxes.map(([, y]) => y))
  const right = Math.max(...boxes.map(([x, , width]) => x + width))
  const bottom = Math.max(...boxes.map(([, y, , height]) => y + height))
  return [left, top, Math.min(1, right - left), Math.min(1, bottom - top)]
}
