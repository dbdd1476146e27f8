import type { Modality } from '../../electron/contract/index.ts'

/** A space of the generated library. */
export interface BenchSpace {
  readonly modality: Modality
  readonly dimension: number
  /** Part of the scenes that have a vector. */
  readonly present: number
  /** Length of what all vectors share, beside centres of length 1: similarities of text models lie high and close. */
  readonly shared: number
  /** Length of the spread within a cluster in few directions, and of the noise in all. */
  readonly spread: number
  readonly noise: number
}

/** Pictures, sounds of 70 % of the scenes, captions of 50 %. */
export const benchSpaces: readonly BenchSpace[] = [
  { modality: 'visual', dimension: 512, present: 1, shared: 0.9, spread: 0.55, noise: 0.45 },
  { modality: 'audio', dimension: 512, present: 0.7, shared: 0.4, spread: 0.6, noise: 0.6 },
  { modality: 'captions', dimension: 768, present: 0.5, shared: 1.8, spread: 0.5, noise: 0.6 },
]

export const scenesPerVideo = 100

/** Scenes without vectors at the end of the library, for what is imported while searching. */
export const scenesToImport = 4000

/** How many of the best are asked for. */
export const bestCount = 50

/**
 * How far a query lies from a scene that is not in the library, relative to its length: as near as another picture of the same, …, as
 * near as words are to pictures (cosines of about 0.97, 0.80, 0.55, 0.32).
 */
export const queryDistances: readonly number[] = [0.25, 0.75, 1.5, 3]

/** The median and so on: the value that a part of all values is not above. */
export const quantile = (values: readonly number[], part: number): number => {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN
}
