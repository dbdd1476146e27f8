import { describe, expect, it } from 'vitest'
import { createFeatureRecorder, detectorColumnCount, detectorColumnStarts, shareCode } from '../cuts/features.ts'
import type { ReadPicture, TextLine } from '../ports/index.ts'
import { pictureCues, screenCues } from './screen-cues.ts'
import { textBlocks } from './text-blocks.ts'
import { changeBetween, textFrames } from './text-frames.ts'
import { boxOverlap, textLikeness } from './text-likeness.ts'

const line = (text: string, y: number, height = 0.05, x = 0.2, width = 0.6): TextLine => ({
  box: [x, y, width, height],
  text,
  probability: 0.95,
})

/** A film of 25 frames a second, given by the share of blocks that change with each frame. */
const film = (changes: readonly number[], deviation: (frame: number) => number = () => 40) => {
  const features = createFeatureRecorder({ width: 448, height: 252, comparedPixels: 1 })
  for (const [frame, change] of changes.entries()) {
    const detectorColumns = new Uint8Array(detectorColumnCount)
    detectorColumns[detectorColumnStarts.fineShare] = shareCode.encode(change)
    const measures = { lumaMean: 100, lumaDeviation: deviation(frame), sharpness: 10 }
    const deltas = { hueDelta: 0, saturationDelta: 0, valueDelta: 0 }
    features.append({ ...measures, ...deltas, detectorColumns }, frame * 40, frame)
  }
  return features
}

const still = (frames: number, jumps: readonly number[] = [], share = 0.02): readonly number[] =>
  Array.from({ length: frames }, (_, frame) => (jumps.includes(frame) ? share : 0))

describe('frames in which text is looked for', () => {
  it('are one a second while the picture changes', () => {
    const frames = textFrames(film(Array.from({ length: 250 }, () => 0.2)))
    expect(frames.map(({ timeMs }) => timeMs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((second) => second * 1000))
  })

  it('are hardly any while nothing moves', () => {
    expect(textFrames(film(still(1_000))).map(({ timeMs }) => timeMs)).toEqual([0, 15_000, 30_000])
  })

  it('are those behind each jump of a still picture, also when they come quickly one after the other', () => {
    const frames = textFrames(film(still(200, [50, 60, 120])))
    expect(frames.map(({ frameNumber }) => frameNumber)).toEqual([0, 50, 60, 120])
  })

  it('are the last ones before cuts, too: text that stood there for a moment is gone with them', () => {
    const changes = Array.from({ length: 100 }, (_, frame) => (frame === 40 ? 0.9 : 0.1))
    expect(textFrames(film(changes)).map(({ frameNumber }) => frameNumber)).toEqual([0, 25, 39, 64, 89])
  })

  it('leave out blank pictures', () => {
    const changes = Array.from({ length: 100 }, () => 0.1)
    const frames = textFrames(film(changes, (frame) => (frame < 30 ? 0.5 : 40)))
    expect(frames.map(({ timeMs }) => timeMs)).toEqual([2_000, 3_000])
  })

  it('tell when between them the picture changed', () => {
    const features = film(still(100, [37]))
    const at = (frameNumber: number) => ({ frameNumber, timeMs: frameNumber * 40 })
    expect(changeBetween(features, at(25), at(50))).toBe(37 * 40)
    expect(changeBetween(features, at(50), at(75))).toBe(2_500)
  })
})

describe('texts', () => {
  it('are compared by their letters alone', () => {
    expect(textLikeness('Hello, World!', 'hello world')).toBe(1)
    expect(textLikeness('', '…')).toBe(1)
    expect(textLikeness('harbour', 'harbor')).toBeCloseTo(6 / 7)
    expect(textLikeness('abc', 'xyz')).toBe(0)
  })

  it('have places that overlap or not', () => {
    expect(boxOverlap([0, 0, 0.5, 0.5], [0, 0, 0.5, 0.5])).toBe(1)
    expect(boxOverlap([0, 0, 0.5, 0.5], [0.25, 0, 0.5, 0.5])).toBeCloseTo(1 / 3)
    expect(boxOverlap([0, 0, 0.2, 0.2], [0.5, 0.5, 0.2, 0.2])).toBe(0)
  })
})

describe('lines of a picture', () => {
  it('become blocks where they stand close together and are alike', () => {
    const blocks = textBlocks(
      [
        line('TITLE', 0.2, 0.12, 0.3, 0.4),
        line('the second line.', 0.86, 0.05, 0.3, 0.4),
        line('The first line and', 0.8),
        line('Page 4', 0.95, 0.02, 0.9, 0.05),
      ],
      16 / 9,
    )
    expect(blocks.map(({ text }) => text)).toEqual(['TITLE', 'The first line and\nthe second line.', 'Page 4'])
    expect(blocks[1]?.box.map((part) => Number(part.toFixed(3)))).toEqual([0.2, 0.8, 0.6, 0.11])
  })

  it('are one where words of a line were found apart, but not across columns', () => {
    const words = [
      line('world', 0.5, 0.05, 0.42, 0.1),
      line('Hello', 0.5, 0.05, 0.3, 0.1),
      line('7', 0.5, 0.05, 0.9, 0.02),
    ]
    expect(textBlocks(words, 16 / 9).map(({ text }) => text)).toEqual(['Hello world', '7'])
  })
})

describe('cues of what was read', () => {
  const frame = (second: number, ...lines: readonly TextLine[]): ReadPicture => ({
    number: second * 25,
    startMs: second * 1000,
    endMs: second * 1000,
    lines,
  })
  const options = {
    aspect: 16 / 9,
    durationMs: 10_000,
    changeBetween: (before: { timeMs: number }, after: { timeMs: number }) => (before.timeMs + after.timeMs) / 2,
  }
  const cuesOf = (...frames: readonly ReadPicture[]) =>
    screenCues(frames, options).map(({ startMs, endMs, text }) => [startMs, endMs, text])

  it('are one for equal text at one place, and say what most readings say', () => {
    const seen = [
      frame(0),
      frame(1, line('Harb0ur', 0.8)),
      frame(2, line('Harbour', 0.801)),
      frame(3, line('Harbour', 0.8)),
      frame(4),
    ]
    // “0” is a digit, so that the first reading is another text.
    expect(cuesOf(...seen)).toEqual([
      [500, 1_500, 'Harb0ur'],
      [1_500, 3_500, 'Harbour'],
    ])
    const misread = [
      frame(0),
      frame(1, line('Harbaur', 0.8)),
      frame(2, line('Harbour', 0.8)),
      frame(3, line('Harbour', 0.8)),
    ]
    expect(cuesOf(...misread)).toEqual([[500, 10_000, 'Harbour']])
  })

  it('outlast one frame that does not show them, and no more', () => {
    const text = line('Harbour', 0.8)
    expect(cuesOf(frame(0, text), frame(1), frame(2, text), frame(3), frame(4), frame(5, text))).toEqual([
      [0, 2_500, 'Harbour'],
      [4_500, 10_000, 'Harbour'],
    ])
  })

  it('tell slides apart that differ in a number', () => {
    expect(cuesOf(frame(0, line('Slide number 1', 0.1)), frame(1, line('Slide number 2', 0.1)))).toEqual([
      [0, 500, 'Slide number 1'],
      [500, 10_000, 'Slide number 2'],
    ])
  })

  it('follow credits that roll', () => {
    const rolling = [0.9, 0.6, 0.3].map((y, second) => frame(second, line('Directed by Nobody', y)))
    expect(cuesOf(...rolling, frame(3))).toEqual([[0, 2_500, 'Directed by Nobody']])
  })

  it('are one for each caption that is a picture, lines from top to bottom', () => {
    const picture = { number: 0, startMs: 100, endMs: 900, lines: [line('second', 0.86), line('first', 0.8)] }
    const clear = { number: 1, startMs: 900, endMs: 1_000, lines: [] }
    expect(pictureCues([picture, clear], 16 / 9)).toEqual([{ startMs: 100, endMs: 900, text: 'first\nsecond' }])
  })
})
