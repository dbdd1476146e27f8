import { describe, expect, test } from 'vitest'
import type { CutSettings } from '../../contract/index.ts'
import { createCutTracker, detectBoundaries, settledFrame } from './detect.ts'
import { randomVideoFeatures } from './fixtures/random-features.ts'
import { lookAhead } from './persistent-detector.ts'
import { scenesFrom } from './scenes.ts'

const detectors = ['persistent', 'content', 'adaptive'] as const

describe.each(detectors)('%s', (detector) => {
  test.each([
    [1, 5],
    [2, 15],
    [3, 1],
    [4, 40],
  ])('finds the same while frames arrive as at the end (seed %i, scenes of %i)', (seed, minSceneFrames) => {
    const settings: CutSettings = { detector, threshold: null, minSceneFrames }
    const { features, append } = randomVideoFeatures(seed)
    const tracker = createCutTracker(features, settings)
    const seen: { readonly settled: number; readonly frames: readonly number[] }[] = []
    for (let frame = 0; frame < 700; frame++) {
      append()
      if (frame % 7 > 2) tracker.advance()
      seen.push({ settled: tracker.settledFrame, frames: tracker.boundaries.map((boundary) => boundary.frame) })
    }
    expect(settledFrame(features, settings)).toBeLessThanOrEqual(700)
    tracker.finish()
    expect(tracker.settledFrame).toBe(700)
    const batch = detectBoundaries(features, settings)
    expect(tracker.boundaries).toEqual(batch)
    expect(batch.length).toBeGreaterThan(2)
    for (const { settled, frames } of seen) {
      expect(frames.filter((frame) => frame < settled)).toEqual(
        batch.map(({ frame }) => frame).filter((frame) => frame < settled),
      )
    }
  })

  test('keeps scenes as long as asked', () => {
    const { features, append } = randomVideoFeatures(9)
    for (let frame = 0; frame < 900; frame++) append()
    const frames = detectBoundaries(features, { detector, threshold: null, minSceneFrames: 20 }).map(
      ({ frame }) => frame,
    )
    expect(frames.length).toBeGreaterThan(1)
    const gaps = frames.map((frame, index) => frame - (frames[index - 1] ?? 0))
    // Merging may cut at the end of a run that began earlier, never sooner than the length after the last cut.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20)
  })

  test('takes films of no frame and of one', () => {
    const settings: CutSettings = { detector, threshold: null, minSceneFrames: 5 }
    const { features, append } = randomVideoFeatures(5)
    expect(detectBoundaries(features, settings)).toEqual([])
    append()
    expect(detectBoundaries(features, settings)).toEqual([])
    append()
    expect(detectBoundaries(features, settings)).toEqual([])
  })
})

test('the persistent detector settles within its look-ahead', () => {
  const { features, append } = randomVideoFeatures(6)
  for (let frame = 0; frame < 500; frame++) append()
  expect(settledFrame(features, { detector: 'persistent', threshold: null, minSceneFrames: 5 })).toBe(500 - lookAhead)
})

describe('scenes', () => {
  const cut = (frame: number, gradual = false) => ({
    frame,
    gradual,
    startFrame: frame,
    endFrame: frame,
    score: 2,
    why: '',
  })

  test('cover the film without gaps', () => {
    const times = [0, 40, 80, 120, 200, 240]
    expect(scenesFrom([cut(2), cut(4, true)], 6, times)).toEqual([
      { startFrame: 0, endFrame: 2, startMs: 0, endMs: 80, gradual: false },
      { startFrame: 2, endFrame: 4, startMs: 80, endMs: 200, gradual: false },
      { startFrame: 4, endFrame: 6, startMs: 200, endMs: 280, gradual: true },
    ])
  })

  test('end where the film does when that is known', () => {
    expect(scenesFrom([], 1, [7], 50)).toEqual([{ startFrame: 0, endFrame: 1, startMs: 7, endMs: 50, gradual: false }])
    expect(scenesFrom([], 0, [])).toEqual([])
  })
})
