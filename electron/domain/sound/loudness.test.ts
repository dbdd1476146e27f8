import { describe, expect, it } from 'vitest'
import { integratedLoudness } from './loudness.ts'

const whole = { startMs: 0, endMs: 1_000_000 }
const steps = (...parts: readonly (readonly [lufs: number, seconds: number])[]): readonly number[] =>
  parts.flatMap(([lufs, seconds]) => Array.from({ length: seconds * 10 }, () => lufs))

describe('integratedLoudness', () => {
  it('is the loudness of a steady sound', () => {
    expect(integratedLoudness(steps([-23, 20]), whole)).toBeCloseTo(-23, 6)
  })

  it('leaves out silence and pauses, as EBU Tech 3341 wants of its third test signal', () => {
    // −36, −23 and −36 LUFS for 10, 60 and 10 s: the quiet parts are more than 10 LU below.
    expect(integratedLoudness(steps([-36, 10], [-23, 60], [-36, 10]), whole)).toBeCloseTo(-23, 6)
    expect(integratedLoudness(steps([-120, 30], [-23, 5], [-120, 30]), whole)).toBeCloseTo(-23, 6)
  })

  it('averages energy, not decibels', () => {
    expect(integratedLoudness(steps([-20, 10], [-26, 10]), whole)).toBeCloseTo(-22.04, 1)
  })

  it('takes of a scene the blocks that lie in it', () => {
    const momentary = steps([-30, 2], [-20, 2])
    expect(integratedLoudness(momentary, { startMs: 0, endMs: 2_000 })).toBeCloseTo(-30, 6)
    // The block that ends 2.3 s after zero still reaches into what was before.
    expect(integratedLoudness(momentary, { startMs: 2_000, endMs: 2_400 })).toBeCloseTo(-20, 6)
    expect(integratedLoudness(momentary, { startMs: 1_990, endMs: 2_390 })).toBeNull()
  })

  it('has nothing to say of silence, of what is shorter than a block and of what has no sound', () => {
    expect(integratedLoudness(steps([-90, 10]), whole)).toBeNull()
    expect(integratedLoudness(steps([-23, 10]), { startMs: 1_000, endMs: 1_300 })).toBeNull()
    expect(integratedLoudness(steps([-23, 1]), { startMs: 5_000, endMs: 9_000 })).toBeNull()
    expect(integratedLoudness([], whole)).toBeNull()
  })
})
