import { describe, expect, it } from 'vitest'
import { seededRandom } from '../seeded-random.ts'
import { comparedFaces, groupFaces, type NewFace, samePersonDistance } from './group-faces.ts'

const random = seededRandom(7)
const noise = (length: number): Float32Array => {
  const vector = Float32Array.from({ length: 128 }, () => random() - 0.5)
  const norm = Math.hypot(...vector)
  return vector.map((value) => (value * length) / norm)
}
const near = (centre: Float32Array, distance: number): Float32Array => {
  const off = noise(distance)
  return centre.map((value, index) => value + (off[index] ?? 0))
}
const face = (key: number, frameNumber: number, vector: Float32Array, notOf: readonly number[] = []): NewFace => ({
  key,
  frameNumber,
  vector,
  notOf: new Set(notOf),
})
const anna = noise(1)
const ben = noise(1)

describe('faces', () => {
  it('go to who is nearest, or become somebody new; those of one newcomer stay together', () => {
    const faces = [
      face(1, 10, near(anna, 0.2)),
      face(2, 10, near(ben, 0.2)),
      face(3, 20, near(ben, 0.2)),
      face(4, 30, noise(1)),
    ]
    expect(groupFaces(faces, [{ key: 7, vectors: [anna] }])).toEqual([
      { key: 1, person: 7 },
      { key: 2, person: -1 },
      { key: 3, person: -1 },
      { key: 4, person: -2 },
    ])
  })

  it('of one frame are never one person’s, however alike they are', () => {
    const [first, second] = groupFaces([face(1, 5, anna), face(2, 5, near(anna, 0.01))], [])
    expect(first?.person).not.toBe(second?.person)
  })

  it('that somebody said are not of a person stay away from that person', () => {
    const known = [{ key: 7, vectors: [anna] }]
    expect(groupFaces([face(1, 5, anna, [7])], known)).toEqual([{ key: 1, person: -1 }])
  })

  it('are told apart at the distance', () => {
    const known = [{ key: 7, vectors: [anna] }]
    expect(groupFaces([face(1, 5, near(anna, samePersonDistance - 0.01))], known)[0]?.person).toBe(7)
    expect(groupFaces([face(1, 5, near(anna, samePersonDistance + 0.01))], known)[0]?.person).toBe(-1)
  })

  it('are the same in any order of the call, and cost no more for a person with many', () => {
    const faces = Array.from({ length: 40 }, (_, index) => face(index, index, near(index % 2 ? anna : ben, 0.25)))
    const grouped = groupFaces(faces, [])
    expect(new Set(grouped.map(({ person }) => person)).size).toBe(2)
    expect(groupFaces(faces.toReversed(), [])).toEqual(grouped)
    const many = [{ key: 1, vectors: [...Array.from({ length: comparedFaces }, () => noise(1)), anna] }]
    expect(groupFaces([face(1, 5, anna)], many)[0]?.person).toBe(-1)
  })
})
