import { softClip } from '../../domain/fusion/score.ts'
import type { SceneNumber, TopRequest } from '../../domain/ports/index.ts'
import type { Estimates, FoundScenes, Scoring } from '../fusion/estimates.ts'
import { byScore, kthLargest, type ScoredScene } from '../fusion/scored-scenes.ts'
import type { SimilarityColumn } from './similarity-columns.ts'

/** What sqlite-vec says about the scenes of a query. */
interface DirectScope {
  /** Visible scenes, ascending; a slot is an index of this list. */
  readonly scenes: Float64Array
  /** By term of the query. */
  readonly columns: readonly SimilarityColumn[]
  /** Slots that take part and have at least one of the terms, ascending. */
  readonly taking: readonly number[]
}

/** Slots that take part: of `within`, not of `without`, with a vector of one of the terms. */
const slotsTaking = (
  scenes: Float64Array,
  columns: readonly SimilarityColumn[],
  { within, without }: TopRequest,
): readonly number[] => {
  const left = within === null ? null : new Set(within)
  const never = new Set(without)
  const slots: number[] = []
  scenes.forEach((scene, slot) => {
    if (left !== null && !left.has(scene)) return
    if (never.has(scene)) return
    if (columns.some(({ similarities }) => !Number.isNaN(similarities[slot]))) slots.push(slot)
  })
  return slots
}

/** Inner scores of the slots that take part, by their index, within `error` of the exact ones; NaN: no score. */
interface RoughScores {
  readonly scores: Float64Array
  readonly error: number
}

/** What adding up a few numbers in double precision may be off, relative to the weights. */
const rounding = 1e-11
/** A clipped standard score lies between −6 and 6, so it is never off by more. */
const mostOfClipped = 12

const roughScores = ({ columns, taking }: DirectScope, { terms, linear }: Scoring): RoughScores => {
  const scores = new Float64Array(taking.length)
  let error = rounding
  for (const { term, weight, mean, inverse } of terms) {
    const column = columns[term]
    if (column === undefined) continue
    const { similarities, margin } = column
    taking.forEach((slot, index) => {
      const similarity = similarities[slot] ?? Number.NaN
      const standard = (similarity - mean) * inverse
      if (linear) scores[index] = (scores[index] ?? 0) + weight * standard
      else if (!Number.isNaN(similarity)) scores[index] = (scores[index] ?? 0) + weight * softClip(standard)
    })
    // The slope of softClip is at most 1.
    const off = linear ? margin : Math.min(mostOfClipped, margin * inverse)
    error += weight * (off + rounding)
  }
  return { scores, error }
}

/**
 * Indexes that may belong to the best `limit`: that many have a rough score of at least T, so the last of the best has an exact one of
 * at least T − error, which a rough score below T − 2 · error cannot reach.
 */
const nearBest = ({ scores, error }: RoughScores, limit: number): readonly number[] => {
  const least = kthLargest(
    scores.filter((score) => !Number.isNaN(score)),
    limit,
  )
  const indexes: number[] = []
  scores.forEach((score, index) => {
    if (score >= least - 2 * error) indexes.push(index)
  })
  return indexes
}

/** How many scores certainly reach a mark, and the indexes of those that may. */
const reachingMark = ({ scores, error }: RoughScores, mark: number) => {
  let certain = 0
  const unsure: number[] = []
  scores.forEach((score, index) => {
    if (score >= mark + error) certain += 1
    else if (score >= mark - error) unsure.push(index)
  })
  return { certain, unsure }
}

/** Exact similarities of slots, by slot and column; NaN where a scene has no vector. */
const readExact = async (
  columns: readonly SimilarityColumn[],
  slots: readonly number[],
): Promise<readonly (readonly number[])[]> => {
  const known = await Promise.all(
    columns.map(({ similarities, exact }) => exact(slots.filter((slot) => !Number.isNaN(similarities[slot])))),
  )
  return slots.map((slot) => known.map((one) => one.get(slot) ?? Number.NaN))
}

const findBest = async (scope: DirectScope, scoring: Scoring): Promise<FoundScenes> => {
  const { scenes, columns, taking } = scope
  const { terms, limit, scoreOf, countFrom } = scoring
  const rough = roughScores(scope, scoring)
  const near = nearBest(rough, limit)
  const { certain, unsure } = reachingMark(rough, countFrom?.inner ?? Number.POSITIVE_INFINITY)
  const wanted = [...new Set([...near, ...unsure])]
  const slots = wanted.map((index) => taking[index] ?? 0)
  const exact = await readExact(
    terms.flatMap(({ term }) => columns[term] ?? []),
    slots,
  )
  const scored = new Map<number, ScoredScene>()
  wanted.forEach((index, position) => {
    const similarities = exact[position] ?? []
    const score = scoreOf(similarities)
    // A scene without a score has lost its vectors meanwhile.
    if (!Number.isNaN(score)) scored.set(index, { scene: scenes[slots[position] ?? 0] ?? 0, score, similarities })
  })
  const mark = countFrom?.score ?? Number.POSITIVE_INFINITY
  const reaching = unsure.filter((index) => (scored.get(index)?.score ?? Number.NEGATIVE_INFINITY) >= mark)
  const best = near.flatMap((index) => scored.get(index) ?? [])
  return {
    best: best.sort(byScore).slice(0, limit),
    candidates: taking.length,
    reaching: certain + reaching.length,
  }
}

/** The first scenes, by number, that take part and lack a term. */
const incompleteScenes = ({ scenes, columns, taking }: DirectScope, limit: number): readonly SceneNumber[] => {
  const found: SceneNumber[] = []
  for (const slot of taking) {
    if (found.length === limit) break
    if (columns.some(({ similarities }) => Number.isNaN(similarities[slot]))) found.push(scenes[slot] ?? 0)
  }
  return found
}

/** Index of a value in an ascending list that holds it. */
const indexIn = (ascending: Float64Array, value: number): number => {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Estimates from similarities that sqlite-vec has computed: `columns` by term of the request, `scenes` all visible ones, ascending. */
export const directEstimates = (
  request: TopRequest,
  scenes: Float64Array,
  columns: readonly SimilarityColumn[],
): Estimates => {
  const scope = { scenes, columns, taking: slotsTaking(scenes, columns, request) }
  return {
    findBest: (scoring) => findBest(scope, scoring),
    countCandidates: async () => scope.taking.length,
    similaritiesOf: (wanted) =>
      readExact(
        columns,
        wanted.map((scene) => indexIn(scenes, scene)),
      ),
    incompleteScenes: (limit) => incompleteScenes(scope, limit),
  }
}
