import { expect, test } from 'vitest'
import { isComplete, refusedVectors } from './refused-vectors.ts'

const counts = (present: number, missing: number, skipped: Readonly<Record<string, number>> = {}) => ({
  present,
  missing,
  skipped: Object.entries(skipped).map(([reason, count]) => ({ reason, count })),
})

test.each([
  ['nothing to embed', counts(0, 0), true],
  ['every scene', counts(24, 0), true],
  ['one scene waits', counts(23, 1), false],
  ['scenes that have nothing to embed', counts(0, 0, { no_captions: 24 }), true],
  ['all refused', counts(0, 0, { not_finite: 24 }), false],
  ['all refused but for those with nothing to embed', counts(0, 0, { no_audio: 20, invalid_vector: 4 }), false],
  ['half refused', counts(12, 0, { not_finite: 6, quarantined: 6 }), false],
  ['few refused', counts(22, 0, { quarantined: 2 }), true],
  ['one scene, refused', counts(0, 0, { not_finite: 1 }), false],
])('complete: %s', (_, space, expected) => {
  expect(isComplete(space)).toBe(expected)
})

test('a model that gives nothing usable is told, with how much and what to do', () => {
  expect(refusedVectors(counts(0, 0, { not_finite: 1024 }))).toMatchObject({
    code: 'vectors_refused',
    message: expect.stringContaining('1,024 of the 1,024'),
    remedy: expect.stringMatching(/install/),
  })
  expect(refusedVectors(counts(0, 0, { no_audio: 3 }))).toBeNull()
  // While it is being filled, a few at the beginning are no verdict; many are.
  expect(refusedVectors(counts(0, 500, { not_finite: 3 }))).toBeNull()
  expect(refusedVectors(counts(0, 500, { not_finite: 64 }))).not.toBeNull()
})
