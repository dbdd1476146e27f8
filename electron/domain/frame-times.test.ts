import { expect, it } from 'vitest'
import { frameTimeMs } from './frame-times.ts'

const ntsc = { num: 30_000, den: 1001 }
const scene = { startFrame: 30, endFrame: 90, startMs: 1041, endMs: 3043 }

it('counts on from the measured start of the scene', () => {
  const rate = { frameRate: ntsc, variableFrameRate: false }
  expect(frameTimeMs(30, scene, rate)).toBe(1041)
  expect(frameTimeMs(60, scene, rate)).toBe(1041 + 1001)
  expect(frameTimeMs(90, scene, rate)).toBe(3043)
})

it('ends the last frame by the rate, also where sound outlasts the picture', () => {
  const last = { startFrame: 0, endFrame: 25, startMs: 0, endMs: 60_000 }
  expect(frameTimeMs(25, last, { frameRate: { num: 25, den: 1 }, variableFrameRate: false })).toBe(1000)
})

it('spreads frames over the scene where the rate varies', () => {
  const slow = { startFrame: 0, endFrame: 10, startMs: 0, endMs: 2000 }
  expect(frameTimeMs(5, slow, { frameRate: { num: 25, den: 1 }, variableFrameRate: true })).toBe(1000)
})

it('goes by the rate while a video is not cut, and by nothing while that is unknown', () => {
  expect(frameTimeMs(50, null, { frameRate: { num: 25, den: 1 }, variableFrameRate: false })).toBe(2000)
  expect(frameTimeMs(50, null, { frameRate: null, variableFrameRate: false })).toBe(0)
})
