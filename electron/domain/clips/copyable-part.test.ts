import { expect, test } from 'vitest'
import { copyablePart, type FirstKeyFrame } from './copyable-part.ts'
import type { PacketMark } from './packet-mark.ts'

/** Packets in storage order; frames are 40 ms, `k` marks key frames. */
const packets = (order: string): readonly PacketMark[] =>
  order.split(' ').map((word) => ({ time: Number.parseInt(word, 10) * 0.04, key: word.endsWith('k') }))

const part = (film: readonly PacketMark[], from: number, to: number, firstKey: FirstKeyFrame = 'closed') => {
  const found = copyablePart(film, from * 0.04, (to - 1) * 0.04, to * 0.04, firstKey)
  return found === null ? null : [found.before, found.frames, Math.round(found.end / 0.04)]
}

const closed = packets('0k 3 1 2 6 4 5 9 7 8 10k 13 11 12 16 14 15 19 17 18 20k 23 21 22')

test('from the first key frame in the range to the last place where no frame is missing', () => {
  expect(part(closed, 7, 20)).toEqual([3, 10, 20])
  // 19 is stored before 17 and 18: they are encoded.
  expect(part(closed, 7, 19)).toEqual([3, 7, 17])
  expect(part(closed, 10, 12)).toEqual([0, 1, 11])
  expect(part(closed, 10, 24)).toEqual([0, 14, 24])
})

test('nothing where no key frame is in the range', () => {
  expect(part(closed, 1, 10)).toBeNull()
  expect(part(closed, 21, 24)).toBeNull()
})

test('a key frame with frames that lead it is passed over', () => {
  const open = packets('0k 3 1 2 6k 4 5 9 7 8 10k 12 11')
  expect(part(open, 2, 13)).toEqual([8, 3, 13])
  expect(part(open, 2, 9)).toBeNull()
})

test('where a codec allows it, a key frame counts and the frames that lead it are encoded', () => {
  const open = packets('0k 3 1 2 6k 4 5 9 7 8 10k 12 11')
  expect(part(open, 2, 13, 'any')).toEqual([4, 7, 13])
  expect(part(open, 5, 9, 'any')).toEqual([1, 1, 7])
  expect(copyablePart(open, 0.08, 0.48, 0.52, 'any')?.leading).toBe(2)
  expect(copyablePart(open, 0.28, 0.48, 0.52, 'any')?.leading).toBe(0)
})

test('nothing of films that keep only times of decoding or hide frames', () => {
  expect(
    part(
      closed.map((packet) => ({ ...packet, stored: packet.time ?? 0 })),
      7,
      20,
    ),
  ).toBeNull()
  expect(
    part(
      closed.map((packet) => ({ ...packet, hidden: true })),
      7,
      20,
    ),
  ).toBeNull()
})
