import type { TextBox } from '../../contract/index.ts'
import type { Cue, ReadPicture } from '../ports/index.ts'
import { type TextBlock, textBlocks } from './text-blocks.ts'
import type { TextFrame } from './text-frames.ts'
import { boxOverlap, textLikeness } from './text-likeness.ts'

/** From here on two texts at the same place are one. */
const sameText = 0.8
/** Boxes that share so much of what they cover are at the same place. */
const samePlace = 0.4
/** Text that rolls, as end credits do, is elsewhere in the next frame, but the same to the letter. */
const sameRollingText = 0.95

/** Text that was seen in frames one after the other. */
interface Seen {
  readonly startMs: number
  readonly blocks: TextBlock[]
  lastIndex: number
}

/** What a person gets to read of text that was read several times: the reading that was surest. */
const surest = (blocks: readonly TextBlock[]): { readonly text: string; readonly box: TextBox } => {
  const readings = Map.groupBy(blocks, ({ text }) => text)
  const [best] = [...readings.values()].toSorted(
    (a, b) =>
      b.length - a.length ||
      Math.max(...b.map(({ probability }) => probability)) - Math.max(...a.map(({ probability }) => probability)),
  )
  const block = best?.[0] ?? { text: '', box: [0, 0, 0, 0] as TextBox }
  return { text: block.text, box: rounded(block.box) }
}

const rounded = (box: TextBox): TextBox => {
  const [x, y, width, height] = box.map((part) => Math.round(part * 10_000) / 10_000)
  return [x ?? 0, y ?? 0, width ?? 0, height ?? 0]
}

const digitsOf = (text: string): string => text.replaceAll(/\P{Nd}+/gu, ' ').trim()

const isSame = (before: TextBlock, block: TextBlock): boolean => {
  // “Slide 2” is another text than “Slide 1”.
  if (digitsOf(before.text) !== digitsOf(block.text)) return false
  const likeness = textLikeness(before.text, block.text)
  if (boxOverlap(before.box, block.box) >= samePlace) return likeness >= sameText
  return likeness >= sameRollingText && block.text.length > 3
}

/** How cues are made of frames. */
export interface ScreenCueOptions {
  /** Width over height of the film's picture. */
  readonly aspect: number
  /** End of the film in ms. */
  readonly durationMs: number
  /** When between two frames, one after the other, the picture changed (`changeBetween`). */
  readonly changeBetween: (before: TextFrame, after: TextFrame) => number
}

/**
 * Makes cues of the text in frames, which come in the order of time: equal text at one place in following frames is one cue, also
 * when one frame between does not show it. A cue begins and ends when the picture changed between a frame that shows it and
 * one that does not. By start, then from top to bottom.
 */
export const screenCues = (frames: readonly ReadPicture[], options: ScreenCueOptions): readonly Cue[] => {
  const cues: Cue[] = []
  let open: Seen[] = []
  const frameAt = (index: number): TextFrame | null => {
    const frame = frames[index]
    return frame === undefined ? null : { frameNumber: frame.number, timeMs: frame.startMs }
  }
  const close = ({ startMs, blocks, lastIndex }: Seen): void => {
    const last = frameAt(lastIndex)
    const next = frameAt(lastIndex + 1)
    const endMs = last === null || next === null ? options.durationMs : options.changeBetween(last, next)
    cues.push({ startMs, endMs: Math.max(endMs, startMs + 1), ...surest(blocks) })
  }
  for (const [index, frame] of frames.entries()) {
    const before = frameAt(index - 1)
    const now = { frameNumber: frame.number, timeMs: frame.startMs }
    const startMs = before === null ? 0 : options.changeBetween(before, now)
    const free = new Set(open)
    for (const block of textBlocks(frame.lines, options.aspect)) {
      const known = [...free].find(({ blocks }) => {
        const last = blocks.at(-1)
        return last !== undefined && isSame(last, block)
      })
      if (known === undefined) open.push({ startMs, blocks: [block], lastIndex: index })
      else {
        free.delete(known)
        known.blocks.push(block)
        known.lastIndex = index
      }
    }
    // A text that is missed once is waited for.
    for (const seen of open) if (seen.lastIndex < index - 1) close(seen)
    open = open.filter(({ lastIndex }) => lastIndex >= index - 1)
  }
  for (const seen of open) close(seen)
  return cues.toSorted((a, b) => a.startMs - b.startMs || (a.box?.[1] ?? 0) - (b.box?.[1] ?? 0))
}

/** Makes cues of captions that are pictures: one a picture with text, with the picture's times. Lines from top to bottom. */
export const pictureCues = (pictures: readonly ReadPicture[], aspect: number): readonly Cue[] =>
  pictures.flatMap(({ startMs, endMs, lines }) => {
    const text = textBlocks(lines, aspect)
      .map((block) => block.text)
      .join('\n')
    return text === '' ? [] : [{ startMs, endMs, text }]
  })
