import { describe, expect, test } from 'vitest'
import { createFlashFilter } from './flash-filter.ts'

/** Cuts that the filter makes of the frames above the threshold, in a film of so many frames. */
const cuts = (above: readonly number[], frames: number, length: number): readonly number[] => {
  const filter = createFlashFilter(length)
  return Array.from({ length: frames }, (_, frame) => filter.push(frame, above.includes(frame))).filter(
    (cut) => cut !== null,
  )
}

const run = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('the flash filter', () => {
  test('lets cuts pass that are long enough after the last frame above', () => {
    expect(cuts([15, 30, 60], 100, 15)).toEqual([15, 30, 60])
  })

  test('makes no cut before the length is over', () => {
    expect(cuts([14], 100, 15)).toEqual([])
    expect(cuts([14, 28], 100, 15)).toEqual([])
    expect(cuts([14, 29], 100, 15)).toEqual([29])
  })

  test('counts from the last frame above, even from one that made no cut', () => {
    expect(cuts([20, 30, 44], 100, 15)).toEqual([20])
  })

  test('merges a run and cuts at its last frame once it was quiet and long', () => {
    expect(cuts([20, ...run(25, 45)], 100, 15)).toEqual([20, 45])
  })

  test('keeps merging while the run is short, and into the next frame above', () => {
    expect(cuts([20, 25, 30], 100, 15)).toEqual([20])
    expect(cuts([20, 25, 30, 60], 100, 15)).toEqual([20, 60])
  })

  test('loses what is pending at the end', () => {
    expect(cuts([20, ...run(25, 45)], 59, 15)).toEqual([20])
    expect(cuts([20, ...run(25, 45)], 61, 15)).toEqual([20, 45])
  })

  test('does not merge before a first cut was made', () => {
    expect(cuts(run(1, 12), 100, 15)).toEqual([])
    expect(cuts([...run(1, 12), 40], 100, 15)).toEqual([40])
  })

  test('with length 1 every frame above is a cut', () => {
    expect(cuts([1, 2, 9], 20, 1)).toEqual([1, 2, 9])
  })

  test('says before which frame nothing can come any more', () => {
    const filter = createFlashFilter(15)
    for (let frame = 0; frame <= 30; frame++) filter.push(frame, frame === 20 || frame === 26)
    expect(filter.settledBefore(31)).toBe(26)
    expect(createFlashFilter(15).settledBefore(7)).toBe(7)
  })
})
