import { expect, test } from 'vitest'
import type { PacketMark } from './packet-mark.ts'
import { realCut } from './real-cut.ts'

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

test('frames that an edit list hides are not wanted, and come out', () => {
  const hiding = closed.map((packet) =>
    (packet.time ?? 0) < 0.07 || (packet.time ?? 0) > 0.9 ? { ...packet, hidden: true } : packet,
  )
  expect(realCut(hiding, 0.08, 0.16)).toMatchObject({
    firstFrame: -2,
    endFrame: 2,
    hiddenFrames: 2,
    wanted: { start: 0.08, frames: 2 },
  })
  // Frame 23 is stored before 21 and 22, and hidden.
  expect(realCut(hiding, 0.8, 60)).toMatchObject({ firstFrame: 0, endFrame: 4, hiddenFrames: 1, wanted: { frames: 3 } })
})

test('where a film keeps only times of decoding, packets are named by them', () => {
  // Shown two frames after the time of decoding; 4 and 5 lead the key frame and cannot be decoded after it.
  const packet = (shown: number | null, stored: number, key = false): PacketMark => ({
    time: shown === null ? null : shown * 0.04,
    key,
    stored: stored * 0.04,
  })
  const kept = [packet(2, 0, true), packet(5, 1), packet(3, 2), packet(4, 3), packet(8, 4, true), packet(6, 5)]
  const more = [...kept, packet(7, 6), packet(11, 7), packet(9, 8), packet(10, 9)]
  const cut = realCut([...more, packet(12, 10)], 9 * 0.04, 10 * 0.04)
  expect(cut).toMatchObject({ firstFrame: -1, endFrame: 3, hiddenFrames: 0, stored: { to: 10 * 0.04 } })
  expect(cut?.stored?.from).toBeCloseTo(0.16)
  expect(cut?.stored?.without.map((time) => Math.round(time / 0.04))).toEqual([5, 6])
  const undecoded = [packet(null, 0), packet(3, 1, true), packet(null, 2), packet(4, 3)]
  expect(realCut(undecoded, 0.12, 1)).toMatchObject({
    firstFrame: 0,
    endFrame: 2,
    stored: { to: null, without: [0.08] },
  })
})
