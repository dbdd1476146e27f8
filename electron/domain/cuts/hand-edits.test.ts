import { describe, expect, it } from 'vitest'
import { seededRandom } from '../seeded-random.ts'
import {
  applyHandEdits,
  dropShortScenes,
  type HandEdits,
  mergeScenes,
  moveBoundary,
  noHandEdits,
  splitScene,
} from './hand-edits.ts'
import type { SceneSpan } from './scenes.ts'

const frameMs = 40
const cutAt = (frameCount: number, ...frames: readonly number[]): readonly SceneSpan[] =>
  [0, ...frames].map((startFrame, index, all) => ({
    startFrame,
    endFrame: all[index + 1] ?? frameCount,
    startMs: startFrame * frameMs,
    endMs: (all[index + 1] ?? frameCount) * frameMs,
    gradual: startFrame % 20 === 10,
  }))
const at = (frame: number) => ({ frame, timeMs: frame * frameMs })
const startsOf = (scenes: readonly SceneSpan[]): readonly number[] => scenes.map(({ startFrame }) => startFrame)
const cutBy = (scenes: readonly SceneSpan[], edits: HandEdits) => applyHandEdits(scenes, edits, (span) => span)
const must = (edits: { readonly ok: boolean; readonly value?: HandEdits }): HandEdits => {
  if (edits.value === undefined) throw new Error('refused')
  return edits.value
}

const found = cutAt(100, 20, 50, 70)

describe('splitting', () => {
  it('begins a scene with a frame, hard, and leaves the others as they are', () => {
    const scenes = cutBy(found, must(splitScene(found, noHandEdits, at(30))))
    expect(startsOf(scenes)).toEqual([0, 20, 30, 50, 70])
    expect(scenes[2]).toEqual({ startFrame: 30, endFrame: 50, startMs: 1200, endMs: 2000, gradual: false })
    expect(scenes[3]).toBe(found[2])
  })
  it('refuses a frame that begins a scene, the first one, and one that is not there', () => {
    for (const frame of [0, 20, 100, 500])
      expect(splitScene(found, noHandEdits, at(frame))).toMatchObject({ ok: false })
  })
  it('is pinned: other settings keep it, also where they cut beside it', () => {
    const edits = must(splitScene(found, noHandEdits, at(30)))
    expect(startsOf(cutBy(cutAt(100, 31), edits))).toEqual([0, 30, 31])
    expect(startsOf(cutBy(cutAt(100), edits))).toEqual([0, 30])
  })
})

describe('merging', () => {
  it('joins scenes, and keeps them joined where other settings cut inside', () => {
    const edits = must(mergeScenes(found, noHandEdits, { firstIndex: 1, lastIndex: 2 }))
    expect(startsOf(cutBy(found, edits))).toEqual([0, 20, 70])
    expect(startsOf(cutBy(cutAt(100, 19, 33, 70, 80), edits))).toEqual([0, 19, 70, 80])
  })
  it('leaves the boundary between two merged pairs', () => {
    const once = must(mergeScenes(found, noHandEdits, { firstIndex: 0, lastIndex: 1 }))
    const twice = must(mergeScenes(cutBy(found, once), once, { firstIndex: 1, lastIndex: 2 }))
    expect(startsOf(cutBy(found, twice))).toEqual([0, 50])
  })
  it('refuses one scene, and indexes that are not there', () => {
    for (const [firstIndex, lastIndex] of [
      [1, 1],
      [2, 1],
      [2, 4],
    ] as const) {
      expect(mergeScenes(found, noHandEdits, { firstIndex, lastIndex })).toMatchObject({ ok: false })
    }
  })
})

describe('moving a boundary', () => {
  it('moves it, and never back to where a detector finds it', () => {
    const edits = must(moveBoundary(found, noHandEdits, 2, at(45)))
    expect(startsOf(cutBy(found, edits))).toEqual([0, 20, 45, 70])
    expect(startsOf(cutBy(cutAt(100, 20, 47, 50, 51), edits))).toEqual([0, 20, 45, 51])
  })
  it('can be moved again, and back', () => {
    const once = must(moveBoundary(found, noHandEdits, 2, at(45)))
    const back = must(moveBoundary(cutBy(found, once), once, 2, at(50)))
    expect(startsOf(cutBy(found, back))).toEqual(startsOf(found))
  })
  it('leaves a frame on either side', () => {
    for (const frame of [20, 70, 99])
      expect(moveBoundary(found, noHandEdits, 2, at(frame))).toMatchObject({ ok: false })
    for (const index of [0, 4]) expect(moveBoundary(found, noHandEdits, index, at(45))).toMatchObject({ ok: false })
    expect(moveBoundary(found, noHandEdits, 2, at(69))).toMatchObject({ ok: true })
  })
})

it('drops scenes that are shorter: to the one before, the first to the one after', () => {
  const scenes = cutAt(100, 5, 40, 44, 48, 90)
  expect(startsOf(cutBy(scenes, dropShortScenes(scenes, noHandEdits, 10)))).toEqual([0, 48, 90])
  expect(startsOf(cutBy(scenes, dropShortScenes(scenes, noHandEdits, 3)))).toEqual(startsOf(scenes))
  expect(startsOf(cutBy(scenes, dropShortScenes(scenes, noHandEdits, 1000)))).toEqual([0])
})

it('is always a partition, and the same whether edits are applied to what was found or to what was shown', () => {
  const random = seededRandom(7)
  const whole = (below: number): number => Math.floor(random() * below)
  for (let round = 0; round < 300; round += 1) {
    const frameCount = 2 + whole(200)
    const frames = [...new Set(Array.from({ length: whole(12) }, () => 1 + whole(frameCount - 1)))].sort(
      (a, b) => a - b,
    )
    const automatic = cutAt(frameCount, ...frames)
    let edits = noHandEdits
    let shown = automatic
    for (let step = 0; step < 12; step += 1) {
      const index = whole(shown.length)
      const made = [
        () => splitScene(shown, edits, at(whole(frameCount))),
        () => mergeScenes(shown, edits, { firstIndex: index, lastIndex: index + 1 + whole(2) }),
        () => moveBoundary(shown, edits, index, at(whole(frameCount))),
        () => ({ ok: true, value: dropShortScenes(shown, edits, whole(6)) }) as const,
      ][whole(4)]?.()
      if (made?.ok !== true) continue
      edits = made.value
      const next = cutBy(automatic, edits)
      expect(startsOf(next)).toEqual(startsOf(cutBy(shown, edits)))
      shown = next
      expect(shown[0]?.startFrame).toBe(0)
      expect(shown.at(-1)?.endFrame).toBe(frameCount)
      for (const [place, { startFrame, endFrame, startMs, endMs }] of shown.entries()) {
        expect(endFrame).toBeGreaterThan(startFrame)
        expect([startMs, endMs]).toEqual([startFrame * frameMs, endFrame * frameMs])
        if (place > 0) expect(startFrame).toBe(shown[place - 1]?.endFrame)
      }
      // Whatever is cut otherwise, what was set by hand is there.
      const other = startsOf(cutBy(cutAt(frameCount, ...frames.filter((_, each) => each % 2 === 0)), edits))
      expect(other).toEqual(expect.arrayContaining(edits.cuts.map(({ frame }) => frame)))
    }
  }
})
