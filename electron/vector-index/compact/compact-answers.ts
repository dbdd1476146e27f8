import {
  calibratedScore,
  rankWindow,
  rawScore,
  reciprocalRankScore,
  softClip,
  standardScore,
} from '../../domain/fusion/score.ts'
import type {
  FusionTerm,
  IndexQuery,
  IndexStatistics,
  SceneNumber,
  TopRequest,
  TopScenes,
} from '../../domain/ports/search-port.ts'
import { exactSimilarity } from '../fusion/exact-similarity.ts'
import { byScore, columnsOf, type ScoredScene } from '../fusion/scored-scenes.ts'
import type { EstimatedQuery } from '../scan/estimate-cache.ts'
import { countCandidates, type FindRequest, type Found, findBest } from '../scan/find-best.ts'
import type { IndexState } from './index-state.ts'

/** Estimates of queries; null where no scene has the modality. All are given back by `done`. */
const takeEstimates = async (state: IndexState, queries: readonly IndexQuery[], signal: AbortSignal) => {
  const taken = await Promise.allSettled(
    queries.map(async (query) => {
      const space = state.spaces.get(query.spaceId)
      if (space === undefined || space.count() === 0) return null
      const { dimension } = space.frame
      if (query.vector.length !== dimension) {
        throw new RangeError(`the query of ${query.spaceId} has ${query.vector.length} dimensions, not ${dimension}`)
      }
      return state.estimates.take(space, query, signal)
    }),
  )
  const held = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const done = (): void => {
    for (const one of held) one?.done()
  }
  const refused = taken.find((one) => one.status === 'rejected')
  if (refused !== undefined) {
    done()
    throw refused.reason
  }
  return { estimates: held.map((one): EstimatedQuery | null => one?.query ?? null), done }
}

/** Count, mean and deviation follow from the moments, `best` from a search for the one best scene. */
export const answerStatistics = async (
  state: IndexState,
  query: IndexQuery,
  signal: AbortSignal,
): Promise<IndexStatistics> => {
  const space = state.spaces.get(query.spaceId)
  const nothing = { count: 0, mean: 0, deviation: 0, best: null }
  const taken = takeEstimates(state, [query], signal)
  // While the threads scan.
  const isFitting = space !== undefined && space.frame.dimension === query.vector.length
  const spread = isFitting ? space.moments.spread(query.vector) : { mean: 0, deviation: 0 }
  const { estimates, done } = await taken
  try {
    const count = space?.moments.state().count ?? 0
    if (space === undefined || count === 0) return nothing
    const { best } = await findBest(state, {
      terms: estimates.map((estimate) => ({ query: estimate, weight: 1, mean: 0, inverse: 1 })),
      linear: true,
      maskAt: state.slots.visibleAt(),
      limit: 1,
      scoreOf: ([similarity]) => similarity ?? Number.NaN,
      innerScoreOf: ([similarity]) => similarity ?? Number.NaN,
      countFrom: null,
      signal,
    })
    return { count, ...spread, best: best[0]?.score ?? null }
  } finally {
    done()
  }
}

/** A byte a slot for the scenes that may be found; the memory is the caller's to free. */
const makeMask = (state: IndexState, { within, without }: TopRequest) => {
  const { shared, slots } = state
  if (within === null && without.length === 0) return { at: slots.visibleAt(), done: () => undefined }
  const capacity = slots.capacity()
  const at = shared.allocate(capacity)
  const mask = shared.bytes(at, capacity)
  const visible = shared.bytes(slots.visibleAt(), capacity)
  if (within === null) mask.set(visible)
  else {
    for (const scene of within) {
      const slot = slots.slotOf(scene)
      if (slot >= 0) mask[slot] = visible[slot] ?? 0
    }
  }
  for (const scene of without) {
    const slot = slots.slotOf(scene)
    if (slot >= 0) mask[slot] = 0
  }
  return { at, done: () => shared.free(at, capacity) }
}

const inverseOf = ({ deviation }: FusionTerm): number => (deviation > 0 ? 1 / deviation : 0)

type Common = Pick<FindRequest, 'maskAt' | 'signal'>

const calibratedRequest = (
  { terms, limit, countFrom }: TopRequest,
  estimates: readonly (EstimatedQuery | null)[],
  common: Common,
): FindRequest => {
  const weights = terms.reduce((sum, { weight }) => sum + weight, 0)
  return {
    ...common,
    terms: terms.map((term, index) => ({
      query: estimates[index] ?? null,
      weight: term.weight,
      mean: term.mean,
      inverse: inverseOf(term),
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
    // A score is (inner + 6 · weights) / (12 · weights).
    countFrom: countFrom === null ? null : { score: countFrom, inner: (12 * countFrom - 6) * weights },
  }
}

const linearRequest = (
  terms: readonly FusionTerm[],
  estimates: readonly (EstimatedQuery | null)[],
  limit: number,
  common: Common,
): FindRequest => {
  const weights = terms.map(({ weight }) => weight)
  return {
    ...common,
    terms: terms.map(({ weight }, index) => ({ query: estimates[index] ?? null, weight, mean: 0, inverse: 1 })),
    linear: true,
    limit,
    scoreOf: (similarities) => rawScore(similarities, weights),
    innerScoreOf: (similarities) =>
      weights.reduce((sum, weight, index) => sum + weight * (similarities[index] ?? Number.NaN), 0),
    countFrom: null,
  }
}

/** Exact similarities of scenes by term. */
const similaritiesOf = async (
  state: IndexState,
  estimates: readonly (EstimatedQuery | null)[],
  scenes: readonly SceneNumber[],
  signal: AbortSignal,
) => {
  const vectors = await Promise.all(
    estimates.map((query) => (query === null ? new Map() : state.rows.read(query.space.spaceId, scenes, signal))),
  )
  return scenes.map((scene) =>
    estimates.map((query, term) => {
      const vector = vectors[term]?.get(scene)
      return query === null || vector === undefined ? Number.NaN : exactSimilarity(query.vector, vector, 0)
    }),
  )
}

/** The first scenes, by number, that take part but lack a modality: they come last in `raw`. */
const withoutScore = (
  state: IndexState,
  estimates: readonly (EstimatedQuery | null)[],
  maskAt: number,
  limit: number,
): readonly SceneNumber[] => {
  const { shared, slots } = state
  const mask = shared.bytes(maskAt, slots.capacity())
  const rows = estimates.flatMap((query) =>
    query === null ? [] : [shared.integers(query.space.rowsAt(), slots.capacity())],
  )
  const scenes: SceneNumber[] = []
  for (let slot = 0; slot < slots.used(); slot += 1) {
    if (mask[slot] === 0) continue
    const present = rows.filter((one) => (one[slot] ?? -1) >= 0).length
    if (present > 0 && present < estimates.length) scenes.push(slots.sceneOf(slot))
  }
  return scenes.sort((one, other) => one - other).slice(0, limit)
}

const topRaw = async (
  state: IndexState,
  { terms, limit }: TopRequest,
  estimates: readonly (EstimatedQuery | null)[],
  common: Common,
): Promise<Found> => {
  const found = await findBest(state, linearRequest(terms, estimates, limit, common))
  const missing = limit - found.best.length
  if (missing <= 0) return found
  const scenes = withoutScore(state, estimates, common.maskAt, missing)
  const similarities = await similaritiesOf(state, estimates, scenes, common.signal)
  const rest = scenes.map((scene, index) => ({ scene, score: Number.NaN, similarities: similarities[index] ?? [] }))
  return { ...found, best: [...found.best, ...rest] }
}

const topRanked = async (
  state: IndexState,
  { terms, limit }: TopRequest,
  estimates: readonly (EstimatedQuery | null)[],
  common: Common,
): Promise<Found> => {
  const weights = terms.map(({ weight }) => weight)
  const candidates = await countCandidates(state, linearRequest(terms, estimates, limit, common))
  const ranks = await Promise.all(
    terms.map(async (term, index) => {
      const one = linearRequest([{ ...term, weight: 1 }], [estimates[index] ?? null], rankWindow, common)
      const { best } = await findBest(state, {
        ...one,
        scoreOf: ([similarity]) => similarity ?? Number.NaN,
      })
      return new Map(best.map(({ scene }, place) => [scene, place + 1]))
    }),
  )
  const scored: ScoredScene[] = [...new Set(ranks.flatMap((one) => [...one.keys()]))].map((scene) => {
    const own = ranks.map((one) => one.get(scene) ?? Number.NaN)
    return { scene, score: reciprocalRankScore(own, weights), similarities: [] }
  })
  const best = scored.sort(byScore).slice(0, limit)
  const similarities = await similaritiesOf(
    state,
    estimates,
    best.map(({ scene }) => scene),
    common.signal,
  )
  return {
    best: best.map((one, index) => ({ ...one, similarities: similarities[index] ?? [] })),
    candidates,
    reaching: 0,
  }
}

/** The best scenes of a fused query. Runs while the codes do not change. */
export const answerTop = async (state: IndexState, request: TopRequest): Promise<TopScenes> => {
  const { terms, signal, fusion, limit } = request
  const { estimates, done } = await takeEstimates(state, terms, signal)
  try {
    const mask = makeMask(state, request)
    try {
      const common = { maskAt: mask.at, signal }
      const found =
        fusion === 'calibrated'
          ? await findBest(state, calibratedRequest(request, estimates, common))
          : await (fusion === 'raw' ? topRaw : topRanked)(state, request, estimates, common)
      signal.throwIfAborted()
      const { best, candidates, reaching } = found
      return { ...columnsOf(best.slice(0, limit), terms.length), candidates, reaching }
    } finally {
      mask.done()
    }
  } finally {
    done()
  }
}
