/** How a modality's similarities are spread over the scenes that have it. */
export interface Spread {
  readonly mean: number
  /** Population standard deviation; 0 when all scenes are alike. */
  readonly deviation: number
}

/** Where the straight part of `softClip` ends, in standard deviations. */
const knee = 3

/**
 * Bounds a standard score to (−6, 6): itself up to ±3, beyond that ±(6 − 9/|z|), smooth and strictly rising. A hard clip at ±3
 * would make equals of a thousand scenes in a million, and the noise of the other modalities would order them.
 */
export const softClip = (z: number): number => {
  const size = Math.abs(z)
  return size <= knee ? z : Math.sign(z) * (2 * knee - (knee * knee) / size)
}

/** Inverse of `softClip`: the standard score for a clipped one; infinite from ±6 on. */
export const softClipInverse = (clipped: number): number => {
  const size = Math.abs(clipped)
  if (size <= knee) return clipped
  return size >= 2 * knee
    ? Math.sign(clipped) * Number.POSITIVE_INFINITY
    : (Math.sign(clipped) * knee * knee) / (2 * knee - size)
}

/** Standard score of a similarity; 0 where all scenes are alike. */
export const standardScore = (similarity: number, { mean, deviation }: Spread): number =>
  deviation > 0 ? (similarity - mean) / deviation : 0

/** A similarity in (0, 1); the average scene has 0.5. */
export const normalise = (similarity: number, spread: Spread): number =>
  (softClip(standardScore(similarity, spread)) + 2 * knee) / (4 * knee)

/** Normalised similarity of a scene that lacks the modality: the average. */
export const neutral = 0.5

/** One weighted modality of a fused score. */
export interface WeightedSpread extends Spread {
  readonly weight: number
}

/**
 * Convex combination of normalised similarities (Bruch et al., arXiv 2210.11934), in (0, 1). A missing similarity (NaN) is neutral and
 * keeps its weight, so that scenes with few modalities have no advantage. NaN when all are missing.
 */
export const calibratedScore = (similarities: readonly number[], terms: readonly WeightedSpread[]): number => {
  let total = 0
  let weights = 0
  let present = false
  terms.forEach((term, index) => {
    const similarity = similarities[index] ?? Number.NaN
    weights += term.weight
    if (Number.isNaN(similarity)) total += term.weight * neutral
    else {
      present = true
      total += term.weight * normalise(similarity, term)
    }
  })
  return present && weights > 0 ? total / weights : Number.NaN
}

/** −Σ weight · (1 − cosine); NaN when a modality is missing. `similarities` are cosines. */
export const rawScore = (similarities: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum - weight * (1 - (similarities[index] ?? Number.NaN)), 0)

/** Constant of reciprocal rank fusion (Cormack et al., SIGIR 2009). */
export const rankConstant = 60

/** How many of each modality's best scenes take part in reciprocal rank fusion. */
export const rankWindow = 1000

/** Σ weight / (60 + rank); ranks count from 1, NaN where the scene is not among the modality's best `rankWindow`. */
export const reciprocalRankScore = (ranks: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => {
    const rank = ranks[index] ?? Number.NaN
    return Number.isNaN(rank) ? sum : sum + weight / (rankConstant + rank)
  }, 0)
