import { expect, test } from 'vitest'
import { createPacketLength } from './packet-length.ts'

const lengthOf = (starts: readonly number[]): number => {
  const length = createPacketLength()
  for (const start of starts) length.add(start, 1)
  return length.seconds()
}

test('a clock that jumps adds no length, forwards or back', () => {
  expect(lengthOf([0, 1, 2, 3])).toBe(4)
  expect(lengthOf([0, 1, 1000, 1001])).toBe(4)
  expect(lengthOf([95_000, 95_001, 5, 6, 7])).toBe(5)
})

test('pictures stored out of order, and gaps that a still screen makes, are no jumps', () => {
  expect(lengthOf([0, 3, 1, 2])).toBe(4)
  expect(lengthOf([0, 9])).toBe(10)
  expect(lengthOf([])).toBe(0)
})
