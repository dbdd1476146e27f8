import { expect, it } from 'vitest'
import { detectorColumnCount, detectorColumnStarts, distanceCode } from '../cuts/features.ts'
import { seededRandom } from '../seeded-random.ts'
import { type ComparedScene, compareScenes } from './compare-scenes.ts'
import { align, type FilmCurves, filmCurves, stretchOf, turnsWithin } from './film-curves.ts'
import { groupScenes } from './group-scenes.ts'

/** Measured frames with this mean light and this much change against the frame before, `rate` a second. */
const measured = (light: ArrayLike<number>, motion: ArrayLike<number>, rate = 25): FilmCurves => {
  const frameCount = light.length
  const detectorColumns = new Uint8Array(frameCount * detectorColumnCount)
  for (let frame = 0; frame < frameCount; frame += 1)
    detectorColumns[frame * detectorColumnCount + detectorColumnStarts.fineMean] = distanceCode.encode(
      motion[frame] ?? 0,
    )
  const timesMs = Float64Array.from({ length: frameCount }, (_, frame) => (frame * 1000) / rate)
  return filmCurves({ frameCount, timesMs, lumaMean: light, detectorColumns })
}

/** A film whose light wanders, and whose picture moves more and less, at 25 frames a second. */
const film = (seed: number, seconds: number, change = (light: number) => light): FilmCurves => {
  const random = seededRandom(seed)
  const frameCount = seconds * 25
  const light = new Float32Array(frameCount)
  const motion = new Float32Array(frameCount)
  let level = 100
  let speed = 4
  for (let frame = 0; frame < frameCount; frame += 1) {
    level += (random() - 0.5) * 6
    speed = Math.max(0.2, speed + (random() - 0.5) * 2)
    light[frame] = change(level)
    motion[frame] = Math.abs(change(speed) - change(0))
  }
  return measured(light, motion)
}
const scene = (sceneId: string, startMs: number, endMs: number): ComparedScene => ({
  sceneId,
  videoId: `video of ${sceneId}`,
  startMs,
  endMs,
  look: new Float32Array(2),
})

it('keeps how light changes, ten values a second, of frames of any rate', () => {
  const frames = { frameCount: 3, timesMs: [0, 100, 500], lumaMean: [10, 20, 30], detectorColumns: [] }
  expect([...filmCurves(frames).light]).toEqual([0, 0, 10, 0, 0, 10])
  expect(filmCurves({ ...frames, frameCount: 0 })).toMatchObject({ length: 0 })
})

it('keeps how much of the picture changes, whatever the frame rate', () => {
  const level = (frames: number) => new Float32Array(frames).fill(90)
  const moving = Float32Array.from({ length: 50 }, (_, frame) => (frame < 25 ? 1 : 4))
  // Every frame twice: the second of two does not change.
  const doubled = Float32Array.from({ length: 100 }, (_, frame) => (frame % 2 === 0 ? (moving[frame / 2] ?? 0) : 0))
  const [slow, fast] = [measured(level(50), moving), measured(level(100), doubled, 50)]
  expect(slow.motion).toHaveLength(20)
  for (const at of [3, 5, 15, 17]) expect(fast.motion[at]).toBeCloseTo(slow.motion[at] ?? 0, 0)
  expect(slow.motion[15]).toBeGreaterThan((slow.motion[5] ?? 0) + 1)
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

const compared = (curve: FilmCurves, first: FilmCurves, start: number, look: number) =>
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
  expect(
    compared(
      film(1, 10, () => 90),
      still,
      0,
      0.99,
    ),
  ).toMatchObject({ kind: 'alternate', correlation: null })
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

it('puts the pieces of a scene that is cut more often elsewhere with it, when most of the group goes along with them', () => {
  const pair = (a: number, b: number) => ({
    a,
    b,
    kind: 'duplicate' as const,
    look: 0.9,
    correlation: null,
    shiftMs: 0,
  })
  const videoOf = (scene: number): number => (scene >= 10 ? 10 : scene)
  const groups = (pairs: Parameters<typeof groupScenes>[0]) =>
    groupScenes(pairs, { rank: (place) => place, videoOf }).map(({ members }) => members.map(({ scene }) => scene))
  const whole = [pair(0, 1), pair(0, 10), pair(1, 10)]
  expect(groups([...whole, pair(0, 11), pair(1, 11), pair(0, 12), pair(1, 12)])).toEqual([[0, 1, 10, 11, 12]])
  expect(groups([...whole, pair(0, 11)])).toEqual([[0, 1, 10]])
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
  const fade = (seed: number): FilmCurves => {
    const random = seededRandom(seed)
    const lumaMean = Float32Array.from({ length: 250 }, (_, frame) => {
      const part = Math.min(1, Math.max(0, (frame - 100) / 50))
      return 16 + 80 * part * part * (3 - 2 * part) + random() * 0.1
    })
    return measured(
      lumaMean,
      lumaMean.map((value, frame) => Math.abs(value - (lumaMean[frame - 1] ?? value))),
    )
  }
  expect(align(fade(1), { start: 0, end: 100 }, fade(2), { start: 0, end: 100 }, 50)?.correlation).toBeGreaterThan(0.99)
  expect(compared(fade(1), fade(2), 0, 0.82)).toBeNull()
})

it('counts how often light turns, and small movements not at all', () => {
  const wave = Float32Array.from({ length: 40 }, (_, at) => Math.sin((at / 10) * 2 * Math.PI))
  expect(turnsWithin({ light: wave }, { start: 0, end: 40 })).toBe(7)
  expect(turnsWithin({ light: wave }, { start: 0, end: 10 })).toBe(1)
  const bump = Float32Array.from({ length: 40 }, (_, at) => (at > 15 && at < 22 ? 10 : Math.sin(at)))
  expect(turnsWithin({ light: bump }, { start: 0, end: 40 })).toBeLessThanOrEqual(2)
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
