import { expect, it } from 'vitest'
import { choosePoster, type PosterCandidate } from './choose-poster.ts'

const frame = (frameNumber: number, changes: Partial<PosterCandidate> = {}): PosterCandidate => ({
  frameNumber,
  timeMs: frameNumber * 100,
  quality: 0.5,
  fitness: 0.8,
  isKeyframe: true,
  ...changes,
})

it('takes the fittest picture, whatever stands for its scene well but shows nothing', () => {
  const credits = frame(950, { quality: 0.9, fitness: 0.05 })
  expect(choosePoster([frame(300), frame(400, { fitness: 0.9 }), credits], 100_000, null)).toBe(400)
})

it('prefers the first half, after its beginning, and the earliest of equals', () => {
  const all = [10, 200, 300, 600, 900].map((number) => frame(number))
  expect(choosePoster(all, 100_000, null)).toBe(200)
  expect(choosePoster([frame(600, { quality: 0.9 }), frame(200)], 100_000, null)).toBe(600)
})

it('prefers keyframes, and takes what there is where there is none', () => {
  const other = frame(200, { isKeyframe: false, quality: 0.6 })
  expect(choosePoster([other, frame(300)], 100_000, null)).toBe(300)
  expect(choosePoster([other], 100_000, null)).toBe(200)
  expect(choosePoster([], 100_000, null)).toBeNull()
})

it('goes by quality and place where fitness was never measured', () => {
  const old = [frame(200, { fitness: null }), frame(300, { fitness: null, quality: 0.7 })]
  expect(choosePoster(old, 100_000, null)).toBe(300)
})

it('keeps to what a person chose, or to the nearest frame that is left of it', () => {
  const all = [frame(100, { quality: 0.9 }), frame(500, { quality: 0.01, isKeyframe: false }), frame(900)]
  expect(choosePoster(all, 100_000, 500)).toBe(500)
  expect(choosePoster(all, 100_000, 640)).toBe(500)
})
