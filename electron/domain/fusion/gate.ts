import { type Spread, softClip, standardScore } from './score.ts'

/** How one query fares in one space: its best similarity, and how all similarities are spread. */
export interface Sample extends Spread {
  readonly best: number
}

/** Where values of background queries lie, told so that a third of them may be real matches without moving it. */
export interface Level {
  readonly centre: number
  /** About one standard deviation upwards. */
  readonly spread: number
}

/** What queries find that have nothing to do with the library. */
export interface Background {
  /** Of the standard scores of their best scenes. */
  readonly standard: Level
  /** Of their best similarities; null while nobody measured. */
  readonly similarity: Level | null
  /** Evidence of each background query by its own background, in their order; empty while nobody measured. */
  readonly evidences: readonly number[]
}

/** A quantile of ascending numbers, between neighbours linear. NaN of none. */
export const quantile = (ascending: readonly number[], share: number): number => {
  const at = (ascending.length - 1) * share
  const low = ascending[Math.floor(at)] ?? Number.NaN
  const high = ascending[Math.ceil(at)] ?? Number.NaN
  return low + (high - low) * (at - Math.floor(at))
}

/** Median to the tenth percentile of a normal distribution is 1.2816 deviations; upwards, maxima reach a quarter further. */
const lowerToUpper = 1.25 / 1.2816

/** Centre and upward spread from the lower half of the values, which real matches among them do not reach. */
export const levelOf = (values: readonly number[], smallest: number): Level => {
  const ascending = values.toSorted((a, b) => a - b)
  const centre = quantile(ascending, 0.5)
  return { centre, spread: Math.max(smallest, (centre - quantile(ascending, 0.1)) * lowerToUpper) }
}

/** Expected standard score of the best of so many scenes when all are noise (first order of extreme value theory). */
const expectedMaximum = (scenes: number): number => {
  if (scenes < 3) return 1
  const root = Math.sqrt(2 * Math.log(scenes))
  return root - (Math.log(Math.log(scenes)) + Math.log(4 * Math.PI)) / (2 * root)
}

/** What to believe before background queries were measured: similarities of noise are normally distributed. */
export const priorBackground = (scenes: number): Background => ({
  standard: { centre: expectedMaximum(scenes), spread: 0.35 },
  similarity: null,
  evidences: [],
})

/** The background of measured queries; spaces that are all alike keep the prior. */
export const backgroundOf = (samples: readonly Sample[], scenes: number): Background => {
  const spreadOut = samples.filter(({ deviation }) => deviation > 0)
  if (spreadOut.length < 8) return priorBackground(scenes)
  const standard = levelOf(
    spreadOut.map((sample) => standardScore(sample.best, sample)),
    0.15,
  )
  const similarity = levelOf(
    samples.map(({ best }) => best),
    0.01,
  )
  const measured = { standard, similarity, evidences: [] }
  return { ...measured, evidences: samples.map((sample) => evidenceOf(sample, measured)) }
}

/** What any scene of a library finds besides itself is a match, not noise: it lies this far above where noise would end. */
const sceneHeadStart = 4

/**
 * The background of pictures, sounds and scenes: what scenes of the library find besides themselves, moved down, so that
 * what finds as much as they do stands out, and what is far less alike than they are does not.
 */
export const sceneBackgroundOf = (samples: readonly Sample[], scenes: number): Background => {
  const measured = backgroundOf(samples, scenes)
  const { centre, spread } = measured.standard
  return { standard: { centre: centre - sceneHeadStart * spread, spread }, similarity: null, evidences: [] }
}

/** A best similarity counts by itself only when it is this much further out than its standard score would have to be. */
const similarityHandicap = 3

/**
 * How far the best scene stands out from what background queries find, in their spreads: by its standard score, or, where so
 * much of the library matches that standard scores stay small, by the similarity itself.
 */
export const evidenceOf = (sample: Sample, background: Background): number => {
  const { standard, similarity } = background
  const byStandard =
    sample.deviation > 0
      ? (standardScore(sample.best, sample) - standard.centre) / standard.spread
      : Number.NEGATIVE_INFINITY
  const bySimilarity =
    similarity === null
      ? Number.NEGATIVE_INFINITY
      : (sample.best - similarity.centre) / similarity.spread - similarityHandicap
  return Math.max(byStandard, bySimilarity)
}

const gateFrom = 1
const gateTo = 5

/** 0 for what background queries find, too, 1 for what clearly stands out, linear between (docs/search.md: measured). */
export const gateOf = (evidence: number): number =>
  Math.min(1, Math.max(0, (evidence - gateFrom) / (gateTo - gateFrom)))

/** What the gates of a query with no evidence are, for the modality that comes nearest to having some. */
const closedGate = 0.05
const closedSteepness = 0.7

/** The gates of a query's modalities. Where none opens, the one that comes nearest to it still leads, and the result is no random mixture. */
export const gatesOf = (evidences: readonly number[]): readonly number[] => {
  const best = Math.max(...evidences)
  if (gateOf(best) > closedGate || best === Number.NEGATIVE_INFINITY) return evidences.map(gateOf)
  return evidences.map((evidence) => closedGate * Math.exp(closedSteepness * (evidence - best)))
}

/** What is left of the weight of a modality that says nothing: it still orders what the others leave equal. */
export const gateFloor = 0.02

/** The weight that a modality has in a calibrated score. */
export const gatedWeight = (weight: number, gate: number): number => weight * (gateFloor + (1 - gateFloor) * gate)

/** Evidence from which a scene counts as relevant in one modality. */
const relevantFrom = 1

/** The standard score from which a scene is relevant in a modality. */
export const relevantScore = (spread: Spread, { standard, similarity }: Background): number => {
  const byStandard = standard.centre + relevantFrom * standard.spread
  if (similarity === null || spread.deviation <= 0) return byStandard
  const cosine = similarity.centre + (relevantFrom + similarityHandicap) * similarity.spread
  return Math.min(byStandard, standardScore(cosine, spread))
}

/** A weighted modality as the cut-off sees it. */
export interface CutTerm {
  /** Gated. */
  readonly weight: number
  /** `relevantScore`. */
  readonly relevantFrom: number
}

/**
 * The calibrated score from which a scene is relevant: where the weighted noise of all modalities together ends (their noises
 * are independent, so the squares add up).
 */
export const relevanceCut = (terms: readonly CutTerm[]): number => {
  const weights = terms.reduce((sum, { weight }) => sum + weight, 0)
  const squares = terms.reduce((sum, term) => sum + (term.weight * softClip(term.relevantFrom)) ** 2, 0)
  return weights > 0 ? 0.5 + Math.sqrt(squares) / (12 * weights) : 1
}

/** Evidence that noise reaches in one of so many modalities, while no background was measured. */
const usualNoise = [1.4, 1.8, 2, 2.1, 2.2, 2.3] as const
/** Of the background queries so many count as noise; a few of them any library answers. */
const noiseShare = 0.93
/** Bounds of what is measured: of so few queries, some of which may match, it could be anything. */
const leastNoise = 1
const mostNoise = 2.6
/** Evidence beyond noise from which a match is no longer weak. */
const clearly = 0.8

/** Where noise ends when several modalities may answer: what most background queries stay below in all of them. */
const noiseOf = (modalities: readonly MatchedModality[]): number => {
  const [first] = modalities
  const queries = first?.background.evidences.length ?? 0
  if (queries === 0 || modalities.some(({ background }) => background.evidences.length !== queries)) {
    return usualNoise[Math.min(usualNoise.length, Math.max(1, modalities.length)) - 1] ?? mostNoise
  }
  const together = Array.from({ length: queries }, (_, query) =>
    Math.max(...modalities.map(({ background }) => background.evidences[query] ?? Number.NEGATIVE_INFINITY)),
  )
  const measured = quantile(
    together.toSorted((a, b) => a - b),
    noiseShare,
  )
  return Math.min(mostNoise, Math.max(leastNoise, measured))
}

/** One modality of a query, as the verdict sees it. */
export interface MatchedModality {
  readonly evidence: number
  readonly background: Background
}

/** Whether the library holds what was asked for, in any of the modalities that were asked. */
export const matchQualityOf = (modalities: readonly MatchedModality[]): 'match' | 'weak' | 'no_good_match' => {
  const best = Math.max(Number.NEGATIVE_INFINITY, ...modalities.map(({ evidence }) => evidence))
  const noise = noiseOf(modalities)
  if (best < noise) return 'no_good_match'
  return best < noise + clearly ? 'weak' : 'match'
}
