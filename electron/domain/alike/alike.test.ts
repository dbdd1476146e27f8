import { expect, it } from 'vitest'
import { seededRandom } from '../seeded-random.ts'
import { type ComparedScene, compareScenes } from './compare-scenes.ts'
import { groupScenes } from './group-scenes.ts'
import { align, type LightCurve, lightCurve, stretchOf, turnsWithin } from './light-curve.ts'

/** A film whose light wanders, at 25 frames a second. */
const film = (seed: number, seconds: number, change = (light: number) => light): LightCurve => {
  const random = seededRandom(seed)
  const frameCount = seconds * 25
  const light = new Float32Array(frameCount)
  let level = 100
  for (let frame = 0; frame < frameCount; frame += 1) {
    level += (random() - 0.5) * 6
    light[frame] = change(level)
  }
  return lightCurve({
    frameCount,
    timesMs: Float64Array.from({ length: frameCount }, (_, frame) => frame * 40),
    lumaMean: light,
  })
}
const scene = (sceneId: string, startMs: number, endMs: number): ComparedScene => ({
  sceneId,
  videoId: `video of ${sceneId}`,
  startMs,
  endMs,
  look: new Float32Array(2),
})

it('keeps how light changes, ten values a second, of frames of any rate', () => {
  const frames = { frameCount: 3, timesMs: [0, 100, 500], lumaMean: [10, 20, 30] }
  expect([...lightCurve(frames)]).toEqual([0, 0, 10, 0, 0, 10])
  expect(lightCurve({ ...frames, frameCount: 0 })).toHaveLength(0)
})

it('finds where a stretch lies in a darker copy of itself', () => {
  const original = film(1, 12)
  const copy = film(1, 12, (light) => light * 0.7 + 12)
  const found = align(original, { start: 20, end: 100 }, copy, { start: 0, end: 120 }, 40)
  expect(found?.shift).toBe(0)
  expect(found?.correlation).toBeGreaterThan(0.999)
  expect(align(original, { start: 0, end: 10 }, copy, { start: 0, end: 120 }, 40)).toBeNull()
})

it('keeps stretches within the curve', () => {
  expect(stretchOf(950, 5_000, film(1, 2))).toEqual({ start: 10, end: 20 })
  expect(stretchOf(9_000, 10_000, film(1, 2))).toEqual({ start: 20, end: 20 })
})

const compared = (curve: LightCurve, first: LightCurve, start: number, look: number) =>
  compareScenes([{ a: scene('a', 0, 10_000), b: scene('b', start, 10_000), look }], first, curve)[0] ?? null

it('tells a graded, cut copy from another take that looks alike, and from a stranger', () => {
  const original = film(1, 10)
  const graded = film(1, 10, (light) => 1.2 * light + 5)
  expect(compared(graded, original, 3_000, 0.6)).toMatchObject({ kind: 'duplicate' })
  expect(compared(film(2, 10), original, 0, 0.95)).toMatchObject({ kind: 'alternate' })
  expect(compared(film(2, 10), original, 0, 0.7)).toBeNull()
  // It goes along, but shows something else.
  expect(compared(graded, original, 0, 0.45)).toBeNull()
})

it('takes nothing for one take where nothing moves', () => {
  const still = film(1, 10, () => 90)
  expect(compared(still.slice(), still, 0, 0.99)).toMatchObject({ kind: 'alternate', correlation: null })
})

it('takes copies of copies together, each into one group of a kind, and alternates of one copy each', () => {
  const pair = (a: number, b: number, kind: 'duplicate' | 'alternate', value = 0.9) => ({
    a,
    b,
    kind,
    look: value,
    correlation: null,
    shiftMs: null,
  })
  const pairs = [
    pair(0, 1, 'duplicate', 0.8),
    pair(0, 2, 'duplicate'),
    pair(2, 3, 'duplicate'),
    pair(1, 4, 'alternate'),
    pair(0, 4, 'alternate'),
  ]
  const members = groupScenes(pairs, { rank: (place) => place }).map(({ kind, members: all }) => [
    kind,
    all.map((member) => member.scene),
  ])
  expect(members).toEqual([
    ['duplicate', [0, 2, 3, 1]],
    ['alternate', [0, 4]],
  ])
})

it('never puts scenes into one group that a person said are not alike, also not over a third', () => {
  const pair = (a: number, b: number) => ({
    a,
    b,
    kind: 'duplicate' as const,
    look: 0.9,
    correlation: null,
    shiftMs: null,
  })
  const apart = (...of: readonly (readonly [number, number])[]) => ({
    rank: (place: number) => place,
    areApart: (a: number, b: number) => of.some((two) => two.includes(a) && two.includes(b)),
  })
  const groups = (pairs: Parameters<typeof groupScenes>[0], grouping: Parameters<typeof groupScenes>[1]) =>
    groupScenes(pairs, grouping).map(({ members }) => members.map(({ scene }) => scene))
  const all = [pair(0, 1), pair(1, 2), pair(0, 2), pair(2, 3)]
  expect(groups(all, apart([0, 1], [0, 2]))).toEqual([[1, 2, 3]])
  expect(groups(all, apart([0, 3]))).toEqual([[0, 1, 2]])
  expect(groups([pair(0, 1), pair(1, 2)], apart([0, 2]))).toEqual([[0, 1]])
})

it('tells how much later the same moment is in each copy, also in a copy of a copy', () => {
  const pair = (a: number, b: number, shiftMs: number | null) => ({
    a,
    b,
    kind: 'duplicate' as const,
    look: 0.9,
    correlation: null,
    shiftMs,
  })
  const [group] = groupScenes([pair(1, 0, 2_000), pair(1, 2, 500), pair(2, 3, null)], { rank: (place) => place })
  expect(group?.members.map(({ scene, offsetMs }) => [scene, offsetMs])).toEqual([
    [0, 0],
    [1, -2_000],
    [2, -1_500],
    [3, null],
  ])
})

it('does not take one fade for another, however alike they are', () => {
  const fade = (seed: number): LightCurve => {
    const random = seededRandom(seed)
    const lumaMean = Float32Array.from({ length: 250 }, (_, frame) => {
      const part = Math.min(1, Math.max(0, (frame - 100) / 50))
      return 16 + 80 * part * part * (3 - 2 * part) + random() * 0.1
    })
    return lightCurve({
      frameCount: 250,
      timesMs: Float64Array.from({ length: 250 }, (_, frame) => frame * 40),
      lumaMean,
    })
  }
  expect(align(fade(1), { start: 0, end: 100 }, fade(2), { start: 0, end: 100 }, 50)?.correlation).toBeGreaterThan(0.99)
  expect(compared(fade(1), fade(2), 0, 0.82)).toBeNull()
})

it('counts how often light turns, and small movements not at all', () => {
  const wave = Float32Array.from({ length: 40 }, (_, at) => Math.sin((at / 10) * 2 * Math.PI))
  expect(turnsWithin(wave, { start: 0, end: 40 })).toBe(7)
  expect(turnsWithin(wave, { start: 0, end: 10 })).toBe(1)
  const bump = Float32Array.from({ length: 40 }, (_, at) => (at > 15 && at < 22 ? 10 : Math.sin(at)))
  expect(turnsWithin(bump, { start: 0, end: 40 })).toBeLessThanOrEqual(2)
})

it('does not put scenes of one video together because a copy is cut less often', () => {
  const pair = (a: number, b: number) => ({
    a,
    b,
    kind: 'duplicate' as const,
    look: 0.9,
    correlation: null,
    shiftMs: null,
  })
  const rank = (place: number): number => place
  // 0 and 1 follow each other in one video, 2 is a copy of both in one.
  const videoOf = (place: number): string => (place < 2 ? 'one' : 'other')
  const groups = (pairs: Parameters<typeof groupScenes>[0]) =>
    groupScenes(pairs, { rank, videoOf }).map(({ members }) => members.map(({ scene }) => scene))
  expect(groups([pair(0, 2), pair(1, 2)])).toEqual([[0, 2]])
  expect(groups([pair(0, 2), pair(1, 2), pair(0, 1)])).toEqual([[0, 1, 2]])
})
