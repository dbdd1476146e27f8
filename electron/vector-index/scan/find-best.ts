import type { MemoryView } from '../arena/arena.ts'
import type { CodeTools } from '../codes/space-codes.ts'
import type { FoundScenes, Scoring } from '../fusion/estimates.ts'
import { byScore, exactSimilarity, kthLargest, type ScoredScene } from '../fusion/scored-scenes.ts'
import type { EstimatedQuery } from './estimate-cache.ts'
import type { RowCache } from './row-cache.ts'
import { type Candidate, openSearch, type ScanTerm, slackOf } from './search-passes.ts'

/** What finding works with. */
export interface FindTools extends CodeTools {
  readonly rows: RowCache
}

/** Where to look for the best scenes. */
export interface ScanScope {
  /** By term of the query: its estimates, or null where no scene has this modality. */
  readonly queries: readonly (EstimatedQuery | null)[]
  /** By slot a byte: 255 where the scene takes part. */
  readonly mask: MemoryView
  readonly signal: AbortSignal
}

/** Scenes at the border of `countFrom` that are looked at exactly; when there are more, their codes decide. */
const mostUnsure = 4096
/** Vectors that are read at once beyond `limit`, without waiting for what the others say. */
const spareReads = 64

interface ExactScene {
  readonly slot: number
  readonly scored: ScoredScene
  /** Its score in the inner scale. */
  readonly inner: number
}

/** Reads vectors from the library so that `query.exact` has the similarities of these slots. */
const readTerm = async (
  { slots, rows }: FindTools,
  { space, vector, exact }: EstimatedQuery,
  wanted: readonly number[],
  signal: AbortSignal,
): Promise<void> => {
  const missing = wanted.filter((slot) => !exact.has(slot))
  if (missing.length === 0) return
  const scenes = missing.map((slot) => slots.sceneOf(slot))
  const vectors = await rows.read(space.spaceId, scenes, signal)
  missing.forEach((slot, index) => {
    const own = vectors.get(scenes[index] ?? -1)
    exact.set(slot, own === undefined ? Number.NaN : exactSimilarity(vector, own, 0))
  })
}

/** Exact similarities of slots, by slot and term of the query. */
export const readSimilarities = async (
  tools: FindTools,
  { queries, signal }: ScanScope,
  wanted: readonly number[],
): Promise<readonly (readonly number[])[]> => {
  await Promise.all(queries.map((query) => (query === null ? undefined : readTerm(tools, query, wanted, signal))))
  return wanted.map((slot) => queries.map((query) => query?.exact.get(slot) ?? Number.NaN))
}

/** One search, with its scoring. */
interface BestSearch {
  readonly tools: FindTools
  readonly scope: ScanScope
  readonly scoring: Scoring
  /** What rounding may add to a score. */
  readonly slack: number
}

const readExact = async (
  { tools, scope, scoring }: BestSearch,
  wanted: readonly number[],
): Promise<readonly ExactScene[]> => {
  const queries = scoring.terms.map(({ term }) => scope.queries[term] ?? null)
  const similarities = await readSimilarities(tools, { ...scope, queries }, wanted)
  return wanted.map((slot, index) => {
    const own = similarities[index] ?? []
    const scored = { scene: tools.slots.sceneOf(slot), score: scoring.scoreOf(own), similarities: own }
    return { slot, scored, inner: scoring.innerScoreOf(own) }
  })
}

/**
 * Exact scores of the candidates that may belong to the best: those with the highest upper bounds are read first, until no bound of the
 * others reaches the score of the last of the best.
 */
const rescore = async (
  search: BestSearch,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<number, ExactScene>> => {
  const { slack } = search
  const { limit } = search.scoring
  const lowest = kthLargest(
    Float64Array.from(candidates, ({ low }) => low),
    limit,
  )
  const ordered = candidates
    .filter(({ high }) => high + slack >= lowest - slack)
    .sort((one, other) => other.high - one.high)
  const exact = new Map<number, ExactScene>()
  let from = 0
  while (from < ordered.length) {
    const threshold = kthLargest(
      Float64Array.from(exact.values(), ({ inner }) => (Number.isNaN(inner) ? Number.NEGATIVE_INFINITY : inner)),
      limit,
    )
    const rest = ordered.slice(from, from + (from === 0 ? limit + spareReads : 4 * limit + spareReads))
    const reaching = rest.filter(({ high }) => high + slack >= threshold)
    const read = await readExact(
      search,
      reaching.map(({ slot }) => slot),
    )
    for (const one of read) exact.set(one.slot, one)
    if (reaching.length < rest.length) break
    from += rest.length
  }
  return exact
}

/** How many scenes reach `countFrom`: by their bounds, and exactly where these leave it open. */
const countReaching = async (
  search: BestSearch,
  candidates: readonly Candidate[],
  exact: ReadonlyMap<number, ExactScene>,
): Promise<number> => {
  const { slack } = search
  const { countFrom } = search.scoring
  if (countFrom === null) return 0
  let count = 0
  const unsure: Candidate[] = []
  for (const candidate of candidates) {
    const known = exact.get(candidate.slot)
    if (known !== undefined) count += known.scored.score >= countFrom.score ? 1 : 0
    else if (candidate.low - slack >= countFrom.inner) count += 1
    else if (candidate.high + slack >= countFrom.inner) unsure.push(candidate)
  }
  if (unsure.length > mostUnsure) {
    return count + unsure.filter(({ low, high }) => (low + high) / 2 >= countFrom.inner).length
  }
  const read = await readExact(
    search,
    unsure.map(({ slot }) => slot),
  )
  return count + read.filter(({ scored }) => scored.score >= countFrom.score).length
}

const scanTermsOf = (scope: ScanScope, scoring: Scoring): readonly ScanTerm[] =>
  scoring.terms.flatMap((term) => {
    const query = scope.queries[term.term] ?? null
    return query === null ? [] : [{ ...term, query }]
  })

/**
 * The best scenes by a scoring, exactly:
 *
 * 1. The scores of all slots are estimated from the short codes.
 * 2. The long codes of a few times as many scenes as are wanted, the best by estimate, give a score that `limit` scenes certainly reach.
 * 3. The long codes of every scene whose upper bound (its estimate plus the deviations of its error) reaches that score are read.
 * 4. The scenes that may still belong to the best get their exact scores from the float32 vectors of the library.
 *
 * Everything that is answered is exact. A scene is overlooked only when the error of its estimate exceeds the bounds: 6 standard
 * deviations of the short codes, combined over the modalities (probability at most 1e-9), or of the long codes 6.5 (4e-11) or the bound
 * that always holds, whichever is less. The randomness is that of the rotation of the space, whatever the vectors are. `countFrom` is
 * exact as long as at most 4,096 scenes lie so near to it that their codes leave it open; beyond that the codes decide these.
 * `docs/vector-index.md` has the mathematics.
 */
export const findBest = async (tools: FindTools, scope: ScanScope, scoring: Scoring): Promise<FoundScenes> => {
  const { limit, linear, countFrom } = scoring
  const none = { best: [], candidates: 0, reaching: 0 }
  const terms = scanTermsOf(scope, scoring)
  if (terms.length === 0 || tools.slots.used() === 0) return none
  const passes = openSearch(tools, { ...scope, terms, linear })
  try {
    const candidates = await passes.fuse()
    if (candidates === 0 || (linear && terms.length < scoring.terms.length)) return { ...none, candidates }
    const slack = terms.reduce((sum, term) => sum + slackOf(term), 0)
    const search = { tools, scope, scoring, slack }
    const likely = await passes.find(false, passes.guessThreshold(limit))
    const reached = kthLargest(
      Float64Array.from(likely, ({ low }) => low),
      limit,
    )
    const mark = countFrom === null ? Number.POSITIVE_INFINITY : countFrom.inner
    const found = await passes.find(true, Math.min(reached, mark) - slack)
    const exact = await rescore(search, found)
    const best = [...exact.values()].map(({ scored }) => scored).filter(({ score }) => !Number.isNaN(score))
    const reaching = await countReaching(search, found, exact)
    return { best: best.sort(byScore).slice(0, limit), candidates, reaching }
  } finally {
    passes.free()
  }
}

/** How many scenes take part and have at least one of the terms. */
export const countCandidates = async (tools: FindTools, scope: ScanScope): Promise<number> => {
  const terms = scope.queries.flatMap((query, term) =>
    query === null ? [] : [{ term, query, weight: 1, mean: 0, inverse: 1 }],
  )
  if (terms.length === 0 || tools.slots.used() === 0) return 0
  const passes = openSearch(tools, { ...scope, terms, linear: true })
  try {
    return await passes.fuse()
  } finally {
    passes.free()
  }
}
