import { normalise, type Spread, softClipInverse } from './score.ts'

/** Steepness of the displayed score: half a standard deviation either way is about ten points. */
const steepness = 0.9

/**
 * The score that is shown for a calibrated score, 0…1: ½ at the relevance threshold `cut`, on a logistic curve. It
 * keeps the order; when nothing is relevant, all scores are below ½.
 */
export const displayedScore = (calibrated: number, cut: number): number => {
  const unclipped = (score: number): number => softClipInverse((score - 0.5) * 12)
  const distance = unclipped(calibrated) - unclipped(Math.min(cut, 0.95))
  return 1 / (1 + Math.exp(-steepness * distance))
}

/** One weighted modality of a hit. */
export interface SharedTerm extends Spread {
  readonly weight: number
}

/**
 * How much each modality raises a scene above the average, as shares that add up to 1; all 0 when none does. A missing
 * similarity (NaN) contributes nothing.
 */
export const sharesOf = (similarities: readonly number[], terms: readonly SharedTerm[]): readonly number[] => {
  const lifts = terms.map((term, index) => {
    const similarity = similarities[index] ?? Number.NaN
    return Number.isNaN(similarity) ? 0 : term.weight * Math.max(0, normalise(similarity, term) - 0.5)
  })
  const total = lifts.reduce((sum, lift) => sum + lift, 0)
  return lifts.map((lift) => (total > 0 ? lift / total : 0))
}
