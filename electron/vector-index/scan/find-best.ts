import type { SharedMemory } from '../arena/arena.ts'
import {
  blockSlots,
  flagAll,
  flagLinear,
  pieceBlocks,
  pieceSlots,
  recordBytes,
  termBytes,
  termOffset,
} from '../arena/memory-layout.ts'
import type { SlotTable } from '../codes/slot-table.ts'
import type { RowCache } from '../compact/row-cache.ts'
import { exactSimilarity } from '../fusion/exact-similarity.ts'
import { byScore, type ScoredScene } from '../fusion/scored-scenes.ts'
import { kthLargest } from '../fusion/select-kth.ts'
import type { ThreadPool } from '../threads/thread-pool.ts'
import type { EstimatedQuery } from './estimate-cache.ts'

/** A term of what is looked for. The score is Σ weight · softClip((similarity − mean) · inverse), or without softClip when linear. */
export interface FindTerm {
  /** Null: no scene has this modality. */
  readonly query: EstimatedQuery | null
  readonly weight: number
  readonly mean: number
  /** 1 / deviation, or 0. */
  readonly inverse: number
}

/** What to look for. */
export interface FindRequest {
  readonly terms: readonly FindTerm[]
  /** Linear scores; scenes that lack a term have none. */
  readonly linear: boolean
  /** A byte a slot: 255 where the scene takes part. */
  readonly maskAt: number
  readonly limit: number
  /** Score as it is answered, of exact similarities (NaN: missing), and the same in the scale of `FindTerm`. */
  readonly scoreOf: (similarities: readonly number[]) => number
  readonly innerScoreOf: (similarities: readonly number[]) => number
  /** Counts scenes whose score is at least `score`, which is `inner` in the other scale. */
  readonly countFrom: { readonly score: number; readonly inner: number } | null
  readonly signal: AbortSignal
}

/** What was found: best first. */
export interface Found {
  readonly best: readonly ScoredScene[]
  readonly candidates: number
  readonly reaching: number
}

/** What finding works with. */
export interface FindTools {
  readonly shared: SharedMemory
  readonly pool: ThreadPool
  readonly slots: SlotTable
  readonly rows: RowCache
}

/**
 * How many standard deviations an estimate of the short codes may be wrong: one-sided, so that a scene that belongs to the best is
 * overlooked with a probability of 1e-9.
 */
const estimateDeviations = 6
/** The same for the long codes, where the bound that always holds is not lower. */
const codeDeviations = 6.5
/** Of single precision: of a similarity relative to the query's length, and of a score relative to the weight. */
const similarityRounding = 2e-6
const scoreRounding = 1e-5
/** Scenes at the border of `countFrom` that are looked at exactly; when there are more, their codes decide. */
const mostUnsure = 4096
/** Scenes beyond `limit` that are read at once without waiting for what the others say. */
const spareReads = 64

/** Below every score; tasks go to threads as JSON, which knows no infinity. */
const lowestScore = -1e38

interface Candidate {
  readonly slot: number
  readonly low: number
  readonly high: number
}

const slackOf = ({ query, weight, inverse }: FindTerm): number =>
  weight * ((query === null ? 0 : query.prepared.length * similarityRounding * inverse) + scoreRounding)

/** What the short codes leave open of the score. */
const errorOf = ({ query, weight, inverse }: FindTerm): number => (query?.prepared.errorLength ?? 0) * weight * inverse

const writeTerms = (shared: SharedMemory, at: number, terms: readonly FindTerm[]): void => {
  terms.forEach((term, index) => {
    const { query, weight, mean, inverse } = term
    if (query === null) return
    const { space, prepared, estimatesAt } = query
    const view = new DataView(shared.memory.buffer, at + index * termBytes, termBytes)
    const real = (offset: number, value: number): void => view.setFloat32(offset, value, true)
    const address = (offset: number, value: number): void => view.setUint32(offset, value, true)
    address(termOffset.estimates, estimatesAt)
    address(termOffset.errors, space.errorsAt())
    address(termOffset.blockErrors, space.blockErrorsAt())
    real(termOffset.weight, weight)
    real(termOffset.mean, mean)
    real(termOffset.inverse, inverse)
    real(termOffset.errorScale, estimateDeviations * prepared.errorLength * weight * inverse)
    real(termOffset.slack, slackOf(term))
    address(termOffset.rows, space.rowsAt())
    address(termOffset.chunks, space.chunksAt)
    address(termOffset.codes, space.codesAt)
    address(termOffset.query, prepared.at)
    address(termOffset.padded, space.frame.padded)
    const likely = codeDeviations / Math.sqrt(Math.max(1, space.frame.dimension - 1))
    real(termOffset.residualScale, prepared.restLength * Math.min(1, likely))
    real(termOffset.similaritySlack, prepared.rounding + prepared.length * similarityRounding)
  })
}

/** One search: memory for its steps, and the steps. */
const openSearch = (tools: FindTools, request: FindRequest) => {
  const { shared, pool, slots } = tools
  const { maskAt, signal } = request
  const terms = request.terms
    .filter(({ query }) => query !== null)
    .toSorted((one, other) => errorOf(other) - errorOf(one))
  const flags = request.linear ? flagLinear | flagAll : 0
  const blocks = Math.ceil(slots.used() / blockSlots)
  const pieces = Math.ceil(blocks / pieceBlocks)
  const sizes = {
    terms: Math.max(1, terms.length) * termBytes,
    scores: pieces * pieceSlots * 4,
    bests: pieces * pieceBlocks * 4,
    records: pieces * pieceSlots * recordBytes,
    counts: pieces * 4,
  }
  const termsAt = shared.allocate(sizes.terms)
  const scoresAt = shared.allocate(sizes.scores, false)
  const bestsAt = shared.allocate(sizes.bests, false)
  const recordsAt = shared.allocate(sizes.records, false)
  const countsAt = shared.allocate(sizes.counts)
  writeTerms(shared, termsAt, terms)
  const common = { blocks, termsAt, terms: terms.length, flags, scoresAt, bestsAt }

  const readRecords = (): readonly Candidate[] => {
    const found: Candidate[] = []
    const counts = shared.integers(countsAt, pieces)
    for (let piece = 0; piece < pieces; piece += 1) {
      const count = counts[piece] ?? 0
      const at = recordsAt + piece * pieceSlots * recordBytes
      const integers = shared.integers(at, count * 3)
      const reals = shared.floats(at, count * 3)
      for (let index = 0; index < count; index += 1) {
        found.push({
          slot: integers[index * 3] ?? 0,
          low: reals[index * 3 + 1] ?? 0,
          high: reals[index * 3 + 2] ?? 0,
        })
      }
    }
    return found
  }

  return {
    /** Fuses the estimates of all slots; answers how many take part. */
    fuse: () => pool.run({ kind: 'fuse', ...common, maskAt }, pieces, signal),
    /**
     * An estimated score that more than `limit` slots reach; −∞ when there are fewer. The more of them are looked up, the nearer
     * their score comes to the one that the best reach, and the fewer others have to be.
     */
    likely: (limit: number) => {
      const wanted = Math.min(Math.max(8 * limit, 64), Math.max(limit, blocks >> 3))
      return kthLargest(new Float64Array(shared.floats(bestsAt, blocks)), wanted)
    },
    /** Scenes whose estimated score, or its upper bound, reaches a threshold, with what their long codes say. */
    find: async (byUpper: boolean, wanted: number): Promise<readonly Candidate[]> => {
      const threshold = Math.max(wanted, lowestScore)
      const files = terms.map(({ query }) => query?.space.file() ?? null)
      const refineThreshold = byUpper ? threshold : lowestScore
      const places = { recordsAt, countsAt, files }
      await pool.run({ kind: 'find', ...common, byUpper, threshold, refineThreshold, ...places }, pieces, signal)
      return readRecords()
    },
    free: () => {
      shared.free(termsAt, sizes.terms)
      shared.free(scoresAt, sizes.scores)
      shared.free(bestsAt, sizes.bests)
      shared.free(recordsAt, sizes.records)
      shared.free(countsAt, sizes.counts)
    },
  }
}

/** Exact similarities of slots by term, from the library's own vectors. */
const readExact = async (
  { slots, rows }: FindTools,
  { terms, scoreOf, innerScoreOf, signal }: FindRequest,
  wanted: readonly number[],
) => {
  await Promise.all(
    terms.map(async ({ query }) => {
      if (query === null) return
      const { space, vector, exact } = query
      const missing = wanted.filter((slot) => !exact.has(slot))
      if (missing.length === 0) return
      const scenes = missing.map((slot) => slots.sceneOf(slot))
      const vectors = await rows.read(space.spaceId, scenes, signal)
      missing.forEach((slot, index) => {
        const own = vectors.get(scenes[index] ?? -1)
        exact.set(slot, own === undefined ? Number.NaN : exactSimilarity(vector, own, 0))
      })
    }),
  )
  return wanted.map((slot) => {
    const similarities = terms.map(({ query }) => query?.exact.get(slot) ?? Number.NaN)
    const scored: ScoredScene = { scene: slots.sceneOf(slot), score: scoreOf(similarities), similarities }
    return { slot, scored, inner: innerScoreOf(similarities) }
  })
}

type ExactScene = Awaited<ReturnType<typeof readExact>>[number]

/**
 * The best of candidates among which the best are, by exact scores: those with the highest upper bounds are read first, until no bound
 * reaches the score of the last of the best.
 */
const rescore = async (
  tools: FindTools,
  request: FindRequest,
  candidates: readonly Candidate[],
  slack: number,
): Promise<ReadonlyMap<number, ExactScene>> => {
  const { limit } = request
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
    for (const one of await readExact(
      tools,
      request,
      reaching.map(({ slot }) => slot),
    )) {
      exact.set(one.slot, one)
    }
    if (reaching.length < rest.length) break
    from += rest.length
  }
  return exact
}

const countReaching = async (
  tools: FindTools,
  request: FindRequest,
  candidates: readonly Candidate[],
  exact: ReadonlyMap<number, ExactScene>,
  slack: number,
): Promise<number> => {
  const { countFrom } = request
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
    tools,
    request,
    unsure.map(({ slot }) => slot),
  )
  return count + read.filter(({ scored }) => scored.score >= countFrom.score).length
}

/**
 * The best scenes of a fused query, exactly. (1) Scores of all slots are estimated from the short codes. (2) The long codes of a few
 * times as many scenes as are wanted, the best by estimate, give a score that `limit` scenes certainly reach. (3) Every slot whose
 * upper bound (estimate and deviations of its error) reaches it is looked up in the long codes. (4) What may still belong to the best
 * is scored from the library's float32 vectors.
 *
 * What is proven: nothing is answered that is not exact, and a scene is overlooked only when the error of its estimate exceeds the
 * bounds: 6 standard deviations of the short codes (combined over the modalities; at most 1e-9), or of the long codes 6.5 (4e-11) or
 * the bound that always holds, whichever is less. The deviations are those of a random rotation of the space (RaBitQ, arXiv
 * 2405.12497), whatever the vectors are. `countFrom` is exact as long as at most 4,096 scenes lie so near to it that their codes
 * leave it open; beyond that the codes decide these.
 */
export const findBest = async (tools: FindTools, request: FindRequest): Promise<Found> => {
  const { terms, limit, linear, countFrom } = request
  const none = { best: [], candidates: 0, reaching: 0 }
  if (terms.every(({ query }) => query === null) || tools.slots.used() === 0) return none
  const search = openSearch(tools, request)
  try {
    const candidates = await search.fuse()
    if (candidates === 0 || (linear && terms.some(({ query }) => query === null))) return { ...none, candidates }
    const slack = terms.reduce((sum, term) => sum + slackOf(term), 0)
    const likely = await search.find(false, search.likely(limit))
    const reached = kthLargest(
      Float64Array.from(likely, ({ low }) => low),
      limit,
    )
    const mark = countFrom === null ? Number.POSITIVE_INFINITY : countFrom.inner
    const found = await search.find(true, Math.min(reached, mark) - slack)
    const exact = await rescore(tools, request, found, slack)
    const best = [...exact.values()].map(({ scored }) => scored).filter(({ score }) => !Number.isNaN(score))
    const reaching = await countReaching(tools, request, found, exact, slack)
    return { best: best.sort(byScore).slice(0, limit), candidates, reaching }
  } finally {
    search.free()
  }
}

/** How many scenes take part in a request. */
export const countCandidates = async (tools: FindTools, request: FindRequest): Promise<number> => {
  if (request.terms.every(({ query }) => query === null) || tools.slots.used() === 0) return 0
  const search = openSearch(tools, request)
  try {
    return await search.fuse()
  } finally {
    search.free()
  }
}
