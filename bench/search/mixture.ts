import { toUnitLength } from '../../electron/vector-index/fixtures/clustered-library.ts'
import { type SeededRandom, seededRandom } from '../../electron/vector-index/fixtures/seeded-random.ts'
import type { BenchSpace } from './shape.ts'

/** Directions in which the members of a cluster differ most. */
const rank = 10

/** A mixture of clusters in one space. */
export interface Mixture {
  readonly space: BenchSpace
  readonly clusters: number
  /** A new unit vector of a cluster. */
  readonly member: (cluster: number, random: SeededRandom) => Float32Array
}

const direction = (random: SeededRandom, dimension: number): Float32Array => {
  const vector = new Float32Array(dimension)
  random.addNormals(vector, 1)
  return toUnitLength(vector)
}

/**
 * Clusters around random centres beside a shared direction. Members spread in a few directions of their cluster, the first most, and a
 * little in all (as encoders do: the vectors of one kind of picture fill few dimensions of hundreds).
 */
export const createMixture = (space: BenchSpace, clusters: number, seed: number): Mixture => {
  const random = seededRandom(seed)
  const { dimension } = space
  const shared = direction(random, dimension).map((value) => value * space.shared)
  const centres = new Float32Array(clusters * dimension)
  const axes = new Float32Array(clusters * rank * dimension)
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    const centre = direction(random, dimension).map((value, index) => value + (shared[index] ?? 0))
    centres.set(centre, cluster * dimension)
    for (let axis = 0; axis < rank; axis += 1) {
      axes.set(direction(random, dimension), (cluster * rank + axis) * dimension)
    }
  }
  // Lengths fall as 1, 1/√2, 1/√3 …; together `spread`.
  const lengths = Array.from({ length: rank }, (_, axis) => 1 / Math.sqrt(axis + 1))
  const scale = space.spread / Math.sqrt(lengths.reduce((sum, length) => sum + length * length, 0))
  return {
    space,
    clusters,
    member: (cluster, own) => {
      const vector = centres.slice(cluster * dimension, (cluster + 1) * dimension)
      for (let axis = 0; axis < rank; axis += 1) {
        const amount = scale * (lengths[axis] ?? 0) * own.normal()
        const start = (cluster * rank + axis) * dimension
        for (let index = 0; index < dimension; index += 1) {
          vector[index] = (vector[index] ?? 0) + amount * (axes[start + index] ?? 0)
        }
      }
      own.addNormals(vector, space.noise / Math.sqrt(dimension))
      let squares = 0
      for (let index = 0; index < dimension; index += 1) squares += (vector[index] ?? 0) ** 2
      const shrink = 1 / Math.sqrt(squares)
      for (let index = 0; index < dimension; index += 1) vector[index] = (vector[index] ?? 0) * shrink
      return vector
    },
  }
}

/** Many small clusters and few large ones: the n-th has a part of about 1/n. */
export const clusterOf = (random: SeededRandom, clusters: number): number =>
  Math.min(clusters - 1, Math.floor(clusters ** random.uniform()) - 1 + random.below(2))

/** How many clusters a library of this size has in each space. */
export const clustersFor = (scenes: number): number => Math.max(16, Math.round(Math.sqrt(scenes)))

/** The mixtures of all spaces of a library of this size. */
export const mixturesFor = (spaces: readonly BenchSpace[], scenes: number): readonly Mixture[] =>
  spaces.map((space, position) => createMixture(space, clustersFor(scenes), 1000 + position))

/** What is in one space mostly comes with the same thing in another. */
export const clusterInSpace = (topic: number, space: number, clusters: number, random: SeededRandom): number =>
  random.uniform() < 0.6 ? (topic * (1 + 2 * space) + 7 * space) % clusters : clusterOf(random, clusters)
