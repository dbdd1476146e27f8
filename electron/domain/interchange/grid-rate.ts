import type { Rational } from '../../contract/index.ts'

/** Rates that editors know, as exact ratios. */
export const editorRates: readonly Rational[] = [
  { num: 24_000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 30, den: 1 },
  { num: 48_000, den: 1001 },
  { num: 48, den: 1 },
  { num: 50, den: 1 },
  { num: 60_000, den: 1001 },
  { num: 60, den: 1 },
  { num: 100, den: 1 },
  { num: 120_000, den: 1001 },
  { num: 120, den: 1 },
]

const perSecond = ({ num, den }: Rational): number => num / den

/**
 * The rate that an editor counts a film at. Rates are measured and rounded (`2997/100`): one within 0.02 % of a rate that
 * editors know is that one. Others stay as they are, but a variable one goes to the nearest.
 */
export const gridRate = (rate: Rational, variable: boolean): Rational => {
  const near = (candidate: Rational): number => Math.abs(perSecond(candidate) / perSecond(rate) - 1)
  const nearest = editorRates.reduce((best, candidate) => (near(candidate) < near(best) ? candidate : best))
  return variable || near(nearest) < 0.0002 ? nearest : rate
}
