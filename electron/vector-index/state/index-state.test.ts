import { describe, expect, it } from 'vitest'
import { choosesLowMemory } from './index-state.ts'

describe('little memory', () => {
  const million = [
    { vectors: 1_000_000, dimension: 512 },
    { vectors: 700_000, dimension: 512 },
    { vectors: 500_000, dimension: 768 },
  ]
  it.each([
    ['auto', 4, true],
    ['auto', 8, false],
    ['auto', 64, false],
    ['full', 4, false],
    ['low', 64, true],
  ] as const)('is %s on a machine of %d GiB: %s', (memory, gibibytes, low) => {
    expect(choosesLowMemory({ folder: 'x', memory }, million, gibibytes * 2 ** 30)).toBe(low)
    expect(choosesLowMemory({ folder: null, memory }, million, gibibytes * 2 ** 30)).toBe(false)
  })
})
