import { expect, test } from 'vitest'
import { type PacketMark, realCut } from './real-cut.ts'

/** Packets in storage order; frames are 40 ms, `k` marks key frames. */
const packets = (order: string): readonly PacketMark[] =>
  order.split(' ').map((word) => ({ time: Number.parseInt(word, 10) * 0.04, key: word.endsWith('k') }))

const closed = packets('0k 3 1 2 6 4 5 9 7 8 10k 13 11 12 16 14 15 19 17 18 20k 23 21 22')

test('begins at the key frame before, and ends where no frame is missing', () => {
  const cut = realCut(closed, 12 * 0.04, 15 * 0.04)
  expect(cut).toMatchObject({
    firstFrame: -2,
    endFrame: 5,
    keyFrames: { beforeIn: -2, afterIn: 8, beforeOut: -2, afterOut: 8 },
  })
  expect(cut?.start).toBeCloseTo(0.4)
  // Frame 14 is stored behind 16, and 15 behind it.
  expect(cut?.end).toBeCloseTo(17 * 0.04)
  expect(cut?.wanted.frames).toBe(3)
})

test('a range from key frame to key frame comes out as it is', () => {
  expect(realCut(closed, 10 * 0.04, 20 * 0.04)).toMatchObject({ firstFrame: 0, endFrame: 10, wanted: { frames: 10 } })
})

test('times that are kept in whole ms mean the frame', () => {
  expect(realCut(closed, 0.4805, 0.5995)).toMatchObject({ firstFrame: -2, wanted: { frames: 3 } })
})

test('frames that are shown before their key frame are not counted', () => {
  const open = packets('0k 3 1 2 6k 4 5 9 7 8')
  expect(realCut(open, 7 * 0.04, 9 * 0.04)).toMatchObject({ firstFrame: -1, endFrame: 3 })
  expect(realCut(open, 5 * 0.04, 6 * 0.04)).toMatchObject({ firstFrame: -5, endFrame: 2 })
})

test('to the end of the film, and where nothing can be cut', () => {
  expect(realCut(closed, 21 * 0.04, 60)).toMatchObject({ firstFrame: -1, endFrame: 3, wanted: { frames: 3 } })
  expect(realCut(packets('1 2 3k'), 0.04, 0.08)).toBeNull()
  expect(realCut([], 0, 1)).toBeNull()
})
