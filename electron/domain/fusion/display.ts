import { neutral, softClipInverse } from './score.ts'

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

/**
 * How much each modality raises a scene above the average, as shares that add up to 1; all 0 when none does. `normalised` are
 * similarities in (0, 1), ½ for the average scene; a missing one (NaN) contributes nothing.
 */
export const sharesOf = (normalised: readonly number[], weights: readonly number[]): readonly number[] => {
  const lifts = weights.map((weight, index) => {
    const value = normalised[index] ?? Number.NaN
    return Number.isNaN(value) ? 0 : weight * Math.max(0, value - neutral)
  })
  const total = lifts.reduce((sum, lift) => sum + lift, 0)
  return lifts.map((lift) => (total > 0 ? lift / total : 0))
}
