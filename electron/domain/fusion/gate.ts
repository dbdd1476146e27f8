import { type Spread, softClip, standardScore } from './score.ts'

/** One query in one space: its best similarity, and the mean and deviation of all its similarities. */
export interface Sample extends Spread {
  readonly best: number
}

/** Centre and spread of the values of background queries, robust: up to a third of them may be real matches. */
export interface Level {
  readonly centre: number
  /** About one standard deviation upwards. */
  readonly spread: number
}

/**
 * What a space compares queries with. `other`: words with pictures or sounds, where all similarities of a query lie higher or lower with
 * its wording, so that a match is what stands out from the other scenes. `same`: words with words, where a similarity says the same of every
 * query, and what stands out says little: a library that speaks of what is asked in many places has nothing that does.
 */
export type Kinship = 'same' | 'other'

/** How many spreads further out each has to lie to count as evidence. */
const handicaps: Readonly<Record<Kinship, { readonly standard: number; readonly similarity: number }>> = {
  other: { standard: 0, similarity: 3 },
  same: { standard: 2, similarity: 0 },
}

/** What background queries find in a space: the level of noise that a real match has to exceed. */
export interface Background {
  readonly kinship: Kinship
  /** Level of the standard scores of each query's best scene. */
  readonly standard: Level
  /** Level of their best similarities; null while they have not been measured. */
  readonly similarity: Level | null
  /** Evidence of each background query against this background, in their order; empty while not measured. */
  readonly evidences: readonly number[]
}

/** A quantile of ascending numbers, interpolated linearly; NaN when there are none. */
export const quantile = (ascending: readonly number[], share: number): number => {
  const at = (ascending.length - 1) * share
  const low = ascending[Math.floor(at)] ?? Number.NaN
  const high = ascending[Math.ceil(at)] ?? Number.NaN
  return low + (high - low) * (at - Math.floor(at))
}

/**
 * From the median to the tenth percentile a normal distribution spans 1.2816 deviations; upwards, maxima spread a
 * quarter further.
 */
const lowerToUpper = 1.25 / 1.2816

/** Centre and upward spread, estimated from the lower half of the values, where there are no real matches. */
export const levelOf = (values: readonly number[], smallest: number): Level => {
  const ascending = values.toSorted((a, b) => a - b)
  const centre = quantile(ascending, 0.5)
  return { centre, spread: Math.max(smallest, (centre - quantile(ascending, 0.1)) * lowerToUpper) }
}

/**
 * Expected standard score of the best of so many scenes when all similarities are noise (first order of extreme value
 * theory).
 */
const expectedMaximum = (scenes: number): number => {
  if (scenes < 3) return 1
  const root = Math.sqrt(2 * Math.log(scenes))
  return root - (Math.log(Math.log(scenes)) + Math.log(4 * Math.PI)) / (2 * root)
}

/** The background assumed until background queries are measured: similarities of noise are normally distributed. */
export const priorBackground = (scenes: number): Background => ({
  kinship: 'other',
  standard: { centre: expectedMaximum(scenes), spread: 0.35 },
  similarity: null,
  evidences: [],
})

const fewestSamples = 8

/** The background from measured queries; a space whose similarities are all equal keeps the assumed one. */
export const backgroundOf = (samples: readonly Sample[], scenes: number, kinship: Kinship = 'other'): Background => {
  const spreadOut = samples.filter(({ deviation }) => deviation > 0)
  if (spreadOut.length < fewestSamples) return priorBackground(scenes)
  const standard = levelOf(
    spreadOut.map((sample) => standardScore(sample.best, sample)),
    0.15,
  )
  const similarity = levelOf(
    samples.map(({ best }) => best),
    0.01,
  )
  const measured = { kinship, standard, similarity, evidences: [] }
  return { ...measured, evidences: samples.map((sample) => evidenceOf(sample, measured)) }
}

/** Scenes of a library find real matches, not noise, so their level lies this many spreads above that of noise. */
const sceneHeadStart = 4

/**
 * The background for queries by picture, sound or scene: measured with scenes of the library, and lowered by
 * `sceneHeadStart`. So a query that matches as well as these scenes do stands out, and one that matches far worse does
 * not.
 */
export const sceneBackgroundOf = (samples: readonly Sample[], scenes: number): Background => {
  const { centre, spread } = backgroundOf(samples, scenes).standard
  return { ...priorBackground(scenes), standard: { centre: centre - sceneHeadStart * spread, spread } }
}

/**
 * How far the best scene exceeds what background queries find, in spreads, less the handicap of its space's kinship: by its standard score, or
 * by the similarity itself.
 */
export const evidenceOf = (
  sample: Sample,
  { standard, similarity, ...background }: Background,
  kinship: Kinship = background.kinship,
): number => {
  const handicap = handicaps[kinship]
  const byStandard =
    sample.deviation > 0
      ? (standardScore(sample.best, sample) - standard.centre) / standard.spread - handicap.standard
      : Number.NEGATIVE_INFINITY
  const bySimilarity =
    similarity === null
      ? Number.NEGATIVE_INFINITY
      : (sample.best - similarity.centre) / similarity.spread - handicap.similarity
  return Math.max(byStandard, bySimilarity)
}

/**
 * The same for gates, whatever is compared: how much a modality contributes beside others is a matter of how far its best scenes stand out, not
 * of how near they come.
 */
export const prominenceOf = (sample: Sample, background: Background): number => evidenceOf(sample, background, 'other')

const gateFrom = 1
const gateTo = 5

/**
 * Gate of a modality, 0…1: 0 for evidence that background queries reach too, 1 for clear evidence, linear between
 * (measured, see docs/search.md).
 */
export const gateOf = (evidence: number): number =>
  Math.min(1, Math.max(0, (evidence - gateFrom) / (gateTo - gateFrom)))

/** Scenes that say words, as evidence needs them. */
export interface SaidWords {
  /** Scenes that say every word. */
  readonly full: number
  /** The most that a scene says, 0…1. */
  readonly best: number
}

/** Evidence of words that are said exactly: clear when all are, else by how many are. */
export const exactEvidence = ({ full, best }: SaidWords): number => (full > 0 ? gateTo + 1 : 3 * best - 1)

/** What most of the words have to be for a weak match. */
const mostWords = 0.75

/** Match quality of exact words: a match when a scene says them all, a weak one when it says nearly all. */
export const exactQuality = ({ full, best }: SaidWords): 'match' | 'weak' | 'no_good_match' =>
  full > 0 ? 'match' : best >= mostWords ? 'weak' : 'no_good_match'

/** Gate of the modality with the most evidence when no gate opens. */
const closedGate = 0.05
const closedSteepness = 0.7

/**
 * The gates of a query's modalities. When none opens, the one with the most evidence is opened a little, so that it
 * decides the order instead of noise.
 */
export const gatesOf = (evidences: readonly number[]): readonly number[] => {
  const best = Math.max(...evidences)
  if (gateOf(best) > closedGate || best === Number.NEGATIVE_INFINITY) return evidences.map(gateOf)
  return evidences.map((evidence) => closedGate * Math.exp(closedSteepness * (evidence - best)))
}

/**
 * Share of its weight that a modality with a closed gate keeps, so that it still orders what the others leave equal.
 */
export const gateFloor = 0.02

/** Weight of a modality in the calibrated score, from its weight in the query and its gate. */
export const gatedWeight = (weight: number, gate: number): number => weight * (gateFloor + (1 - gateFloor) * gate)

/** Evidence from which a scene counts as relevant in one modality. */
const relevantFrom = 1

/** The standard score from which a scene is relevant in a modality. */
export const relevantScore = (spread: Spread, { kinship, standard, similarity }: Background): number => {
  const handicap = handicaps[kinship]
  const byStandard = standard.centre + (relevantFrom + handicap.standard) * standard.spread
  if (similarity === null || spread.deviation <= 0) return byStandard
  const cosine = similarity.centre + (relevantFrom + handicap.similarity) * similarity.spread
  return Math.min(byStandard, standardScore(cosine, spread))
}

/** A weighted modality, as the relevance threshold needs it. */
export interface CutTerm {
  /** Weight after the gate (`gatedWeight`). */
  readonly weight: number
  /** Standard score from which a scene is relevant in it (`relevantScore`). */
  readonly relevantFrom: number
}

/**
 * The relevance threshold: the calibrated score at which the weighted noise of all modalities ends. Their noises are
 * independent, so the squares add up.
 */
export const relevanceCut = (terms: readonly CutTerm[]): number => {
  const weights = terms.reduce((sum, { weight }) => sum + weight, 0)
  const squares = terms.reduce((sum, term) => {
    // Below the average where most of the library matches.
    const from = term.weight * softClip(term.relevantFrom)
    return sum + Math.sign(from) * from ** 2
  }, 0)
  return weights > 0 ? 0.5 + (Math.sign(squares) * Math.sqrt(Math.abs(squares))) / (12 * weights) : 1
}

/** Evidence that noise reaches in the best of one, two, … modalities, until a background is measured. */
const usualNoise = [1.4, 1.8, 2, 2.1, 2.2, 2.3] as const
/** Share of the background queries that count as noise; any library really holds what a few of them ask for. */
const noiseShare = 0.93
/** Bounds of the measured value: with few background queries, some of which may match, it could be anything. */
const leastNoise = 1
const mostNoise = 2.6
/** Evidence above noise from which a match is no longer weak. */
const clearly = 0.8

/**
 * Evidence where noise ends when several modalities may answer: most background queries stay below it in all of them.
 */
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

/** One modality of a query, as match quality needs it. */
export interface MatchedModality {
  readonly evidence: number
  readonly background: Background
}

/** Match quality of a query: whether the library holds what was asked for, in any modality of the query. */
export const matchQualityOf = (modalities: readonly MatchedModality[]): 'match' | 'weak' | 'no_good_match' => {
  const best = Math.max(Number.NEGATIVE_INFINITY, ...modalities.map(({ evidence }) => evidence))
  const noise = noiseOf(modalities)
  if (best < noise) return 'no_good_match'
  return best < noise + clearly ? 'weak' : 'match'
}
