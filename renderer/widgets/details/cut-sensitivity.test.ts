import { expect, it } from 'vitest'
import { detectorThresholds, sensitivityOf, thresholdOf } from './cut-sensitivity.ts'

const detectors = ['persistent', 'content', 'adaptive'] as const

it('takes the detector’s own threshold in the middle', () => {
  for (const detector of detectors) {
    expect(thresholdOf(detector, 0)).toBeNull()
    expect(sensitivityOf(detector, null)).toBe(0)
    expect(sensitivityOf(detector, detectorThresholds[detector].own)).toBeCloseTo(0)
  }
})

it('goes to lower thresholds for more cuts and back to the same place', () => {
  for (const detector of detectors) {
    for (const place of [-50, -20, 10, 35, 50]) {
      const threshold = thresholdOf(detector, place)
      expect(Math.sign(detectorThresholds[detector].own - (threshold ?? 0))).toBe(Math.sign(place))
      expect(Math.abs(sensitivityOf(detector, threshold) - place)).toBeLessThanOrEqual(1)
    }
  }
})

it('shows thresholds beyond the slider at its ends', () => {
  expect(sensitivityOf('content', 250)).toBe(-50)
  expect(sensitivityOf('content', 0.5)).toBe(50)
})
