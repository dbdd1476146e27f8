import { toUnitLength } from '../../electron/vector-index/fixtures/clustered-library.ts'
import { seededRandom } from '../../electron/vector-index/fixtures/seeded-random.ts'
import { clusterInSpace, clusterOf, mixturesFor } from './mixture.ts'
import { benchSpaces, queryDistances } from './shape.ts'

/** A query of all spaces, with the weights of its first search and those that a slider goes through after it. */
export interface BenchQuery {
  /** Of unit length, by space. */
  readonly vectors: readonly Float32Array[]
  readonly weights: readonly number[]
  readonly slider: readonly (readonly number[])[]
}

const sliderSteps = 5

/** Queries near scenes of the same mixture that are not in the library. */
export const makeQueries = (scenes: number, count: number): readonly BenchQuery[] => {
  const mixtures = mixturesFor(benchSpaces, scenes)
  const random = seededRandom(4242)
  const weight = (): number => Math.round(20 * (0.1 + 0.9 * random.uniform())) / 20
  return Array.from({ length: count }, (_, query) => {
    const topic = clusterOf(random, mixtures[0]?.clusters ?? 1)
    const distance = queryDistances[query % queryDistances.length] ?? 1
    const vectors = mixtures.map((mixture, position) => {
      const vector = mixture.member(clusterInSpace(topic, position, mixture.clusters, random), random)
      random.addNormals(vector, distance / Math.sqrt(vector.length))
      return toUnitLength(vector)
    })
    const weights = vectors.map(weight)
    // One of the three moves, as when a person drags it.
    const moved = random.below(weights.length)
    const slider = Array.from({ length: sliderSteps }, (_step, step) =>
      weights.map((value, position) => (position === moved ? (step + 1) / (sliderSteps + 0.5) : value)),
    )
    return { vectors, weights, slider }
  })
}

/** Vectors of scenes to import, by scene and space (null: the scene has none), the same every time. */
export const makeImport = (scenes: number, count: number): readonly (readonly (Float32Array | null)[])[] => {
  const mixtures = mixturesFor(benchSpaces, scenes)
  const random = seededRandom(911)
  return Array.from({ length: count }, () => {
    const topic = clusterOf(random, mixtures[0]?.clusters ?? 1)
    return mixtures.map((mixture, position) => {
      const vector = mixture.member(clusterInSpace(topic, position, mixture.clusters, random), random)
      return random.uniform() < mixture.space.present ? vector : null
    })
  })
}
