import {
  calibratedScore,
  rankWindow,
  rawScore,
  reciprocalRankScore,
  softClip,
  standardScore,
} from '../../domain/fusion/score.ts'
import type { FusionTerm, IndexQuery, TopRequest, TopScenes } from '../../domain/ports/index.ts'
import type { Estimates, FoundScenes, Scoring } from './estimates.ts'
import { byScore, columnsOf } from './scored-scenes.ts'

/** Throws a RangeError where a query is not finite. Callers compose queries of vectors that were checked, so this is a bug. */
export const checkQuery = ({ spaceId, vector }: IndexQuery): void => {
  if (!vector.every(Number.isFinite)) throw new RangeError(`the query of ${spaceId} is not finite`)
}

/** Throws a RangeError where a term is not what `FusionTerm` promises. */
export const checkTerm = (term: FusionTerm): void => {
  checkQuery(term)
  const { spaceId, weight } = term
  if (!(weight > 0 && Number.isFinite(weight))) throw new RangeError(`the weight of ${spaceId} is ${weight}`)
}

const calibratedScoring = ({ terms, limit, countFrom }: TopRequest): Scoring => {
  const weights = terms.reduce((sum, { weight }) => sum + weight, 0)
  return {
    terms: terms.map(({ weight, mean, deviation }, term) => ({
      term,
      weight,
      mean,
      inverse: deviation > 0 ? 1 / deviation : 0,
    })),
    linear: false,
    limit,
    scoreOf: (similarities) => calibratedScore(similarities, terms),
    innerScoreOf: (similarities) => {
      if (similarities.every(Number.isNaN)) return Number.NaN
      return terms.reduce((sum, term, index) => {
        const similarity = similarities[index] ?? Number.NaN
        return Number.isNaN(similarity) ? sum : sum + term.weight * softClip(standardScore(similarity, term))
      }, 0)
    },
    // A calibrated score is (inner + 6 · weights) / (12 · weights), solved for the inner one.
    countFrom: countFrom === null ? null : { score: countFrom, inner: (12 * countFrom - 6) * weights },
  }
}

const linear = { mean: 0, inverse: 1 } as const

const rawScoring = ({ terms, limit }: TopRequest): Scoring => {
  const weights = terms.map(({ weight }) => weight)
  return {
    terms: weights.map((weight, term) => ({ term, weight, ...linear })),
    linear: true,
    limit,
    scoreOf: (similarities) => rawScore(similarities, weights),
    innerScoreOf: (similarities) =>
      weights.reduce((sum, weight, index) => sum + weight * (similarities[index] ?? Number.NaN), 0),
    countFrom: null,
  }
}

/** Orders scenes by the similarity to one term of a query. */
export const similarityScoring = (term: number, limit: number): Scoring => {
  const only = ([similarity = Number.NaN]: readonly number[]): number => similarity
  return {
    terms: [{ term, weight: 1, ...linear }],
    linear: true,
    limit,
    scoreOf: only,
    innerScoreOf: only,
    countFrom: null,
  }
}

/** After all scenes that have a score come those that lack a modality, by scene number. */
const topRaw = async (request: TopRequest, estimates: Estimates): Promise<FoundScenes> => {
  const found = await estimates.findBest(rawScoring(request))
  const missing = request.limit - found.best.length
  if (missing <= 0) return found
  const scenes = estimates.incompleteScenes(missing)
  const similarities = await estimates.similaritiesOf(scenes)
  const rest = scenes.map((scene, index) => ({ scene, score: Number.NaN, similarities: similarities[index] ?? [] }))
  return { ...found, best: [...found.best, ...rest] }
}

/** Scenes that are not among the best 1,000 of any term have no rank and are not found. */
const topRanked = async ({ terms, limit }: TopRequest, estimates: Estimates): Promise<FoundScenes> => {
  const weights = terms.map(({ weight }) => weight)
  const candidates = await estimates.countCandidates()
  const ranks = await Promise.all(
    terms.map(async (_, term) => {
      const { best } = await estimates.findBest(similarityScoring(term, rankWindow))
      return new Map(best.map(({ scene }, index) => [scene, index + 1]))
    }),
  )
  const scored = [...new Set(ranks.flatMap((one) => [...one.keys()]))].map((scene) => {
    const own = ranks.map((one) => one.get(scene) ?? Number.NaN)
    return { scene, score: reciprocalRankScore(own, weights), similarities: [] }
  })
  const best = scored.sort(byScore).slice(0, limit)
  const similarities = await estimates.similaritiesOf(best.map(({ scene }) => scene))
  return {
    best: best.map((one, index) => ({ ...one, similarities: similarities[index] ?? [] })),
    candidates,
    reaching: 0,
  }
}

const findTop = (request: TopRequest, estimates: Estimates): Promise<FoundScenes> => {
  switch (request.fusion) {
    case 'calibrated':
      return estimates.findBest(calibratedScoring(request))
    case 'raw':
      return topRaw(request, estimates)
    case 'rrf':
      return topRanked(request, estimates)
  }
}

/**
 * The best scenes of a fused query, the same for every index: exact scores in the order of `byScore`. Rejects with the signal's reason
 * when it is aborted.
 */
export const topScenes = async (request: TopRequest, estimates: Estimates): Promise<TopScenes> => {
  const { best, candidates, reaching } = await findTop(request, estimates)
  request.signal.throwIfAborted()
  return { ...columnsOf(best.slice(0, request.limit), request.terms.length), candidates, reaching }
}
