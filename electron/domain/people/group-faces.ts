/** The nearest faces of two people are mostly farther apart than this, by Euclidean distance; dlib's own value for grouping. */
export const samePersonDistance = 0.5

/** So many faces of a person are compared with a new one: more change little and cost much. */
export const comparedFaces = 12

/** A face that is to be grouped. */
export interface NewFace {
  readonly key: number
  readonly frameNumber: number
  readonly vector: Float32Array
  /** People of whom somebody said that this is not them. */
  readonly notOf: ReadonlySet<number>
}

/** What is known of a person. */
export interface KnownPerson {
  readonly key: number
  /** At most `comparedFaces` are used. */
  readonly vectors: readonly Float32Array[]
}

/** Whose face it is; a number below zero stands for somebody new, the same for all faces of theirs. */
export interface GroupedFace {
  readonly key: number
  readonly person: number
}

interface Group {
  readonly person: number
  readonly vectors: Float32Array[]
  /** The last frame that got a face of theirs: one person has one face in a frame. */
  lastFrame: number
}

const squaredDistance = (one: Float32Array, other: Float32Array, limit: number): number => {
  let sum = 0
  for (let at = 0; at < one.length && sum < limit; at += 8) {
    for (let index = at; index < at + 8; index += 1) {
      const difference = (one[index] ?? 0) - (other[index] ?? 0)
      sum += difference * difference
    }
  }
  return sum
}

const nearestOf = (face: NewFace, groups: readonly Group[]): Group | null => {
  let nearest: Group | null = null
  let least = samePersonDistance * samePersonDistance
  for (const group of groups) {
    if (group.lastFrame === face.frameNumber || face.notOf.has(group.person)) continue
    for (const vector of group.vectors) {
      const distance = squaredDistance(face.vector, vector, least)
      if (distance >= least) continue
      least = distance
      nearest = group
    }
  }
  return nearest
}

/**
 * Says whose face each one is: the person with the nearest known face within `samePersonDistance`, else somebody new. The two faces of
 * one frame are never one person's. The same faces in the same order are grouped the same way.
 *
 * @param faces those of one video
 * @param known people from before
 */
export const groupFaces = (faces: readonly NewFace[], known: readonly KnownPerson[]): readonly GroupedFace[] => {
  const groups: Group[] = known.map(({ key, vectors }) => ({
    person: key,
    vectors: vectors.slice(0, comparedFaces),
    lastFrame: -1,
  }))
  let newcomers = 0
  return faces
    .toSorted((one, other) => one.frameNumber - other.frameNumber || one.key - other.key)
    .map((face) => {
      let group = nearestOf(face, groups)
      if (group === null) {
        newcomers += 1
        group = { person: -newcomers, vectors: [], lastFrame: -1 }
        groups.push(group)
      }
      group.lastFrame = face.frameNumber
      if (group.vectors.length < comparedFaces) group.vectors.push(face.vector)
      return { key: face.key, person: group.person }
    })
}
