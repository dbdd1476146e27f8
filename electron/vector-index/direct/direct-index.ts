import {
  calibratedScore,
  neutral,
  normalise,
  rankWindow,
  rawScore,
  reciprocalRankScore,
} from '../../domain/fusion/score.ts'
import type { FusionTerm, SceneIndex, TopRequest, TopScenes } from '../../domain/ports/index.ts'
import { checkQuery, checkTerm } from '../fusion/check-query.ts'
import { byScore, columnsOf, type ScoredScene } from '../fusion/scored-scenes.ts'
import { kthLargest } from '../fusion/select-kth.ts'
import type { IndexStore } from '../index-options.ts'
import { openSimilarityColumns, type SimilarityColumn, type SimilarityColumns } from './similarity-columns.ts'

/** A term with what is known of it. */
interface Part {
  readonly term: FusionTerm
  readonly column: SimilarityColumn
}

/** Scores within `error` of the exact ones; NaN where a slot takes no part or has no score. */
interface RoughScores {
  readonly scores: Float64Array
  readonly error: number
}

/** Slots that take part: of `within`, not of `without`, with a vector of one of the terms. */
const slotsTaking = (
  scenes: Float64Array,
  parts: readonly Part[],
  { within, without }: TopRequest,
): readonly number[] => {
  const left = within === null ? null : new Set(within)
  const never = new Set(without)
  const slots: number[] = []
  scenes.forEach((scene, slot) => {
    if (left !== null && !left.has(scene)) return
    if (never.has(scene)) return
    if (parts.some(({ column }) => !Number.isNaN(column.similarities[slot]))) slots.push(slot)
  })
  return slots
}

/** Twelve: `normalise` rises by at most one twelfth a standard deviation. */
const steepest = 1 / 12
/** Of adding up a few numbers in double precision. */
const rounding = 1e-12

const roughCalibrated = (parts: readonly Part[], slots: readonly number[]): RoughScores => {
  const scores = new Float64Array(slots.length)
  const weights = parts.reduce((sum, { term }) => sum + term.weight, 0)
  let error = rounding
  for (const { term, column } of parts) {
    slots.forEach((slot, place) => {
      const similarity = column.similarities[slot] ?? Number.NaN
      const part = Number.isNaN(similarity) ? neutral : normalise(similarity, term)
      scores[place] = (scores[place] ?? 0) + (term.weight * part) / weights
    })
    if (term.deviation > 0) error += (term.weight / weights) * Math.min(1, (steepest * column.margin) / term.deviation)
  }
  return { scores, error }
}

const roughRaw = (parts: readonly Part[], slots: readonly number[]): RoughScores => {
  const scores = new Float64Array(slots.length)
  for (const { term, column } of parts) {
    slots.forEach((slot, place) => {
      scores[place] = (scores[place] ?? 0) - term.weight * (1 - (column.similarities[slot] ?? Number.NaN))
    })
  }
  const error = parts.reduce((sum, { term, column }) => sum + term.weight * (column.margin + rounding), rounding)
  return { scores, error }
}

/**
 * Places that may belong to the best `limit`: that many have a rough score of at least T, so the last of the best has an exact one of
 * at least T − error, which a rough score below T − 2 · error cannot reach.
 */
const placesNearBest = ({ scores, error }: RoughScores, limit: number): readonly number[] => {
  const least = kthLargest(
    scores.filter((score) => !Number.isNaN(score)),
    limit,
  )
  const places: number[] = []
  scores.forEach((score, place) => {
    if (score >= least - 2 * error) places.push(place)
  })
  return places
}

/** Exact similarities by slot and term; NaN where a scene has no vector. */
const exactSimilarities = async (parts: readonly Part[], slots: readonly number[]) => {
  const known = await Promise.all(
    parts.map(({ column }) => column.exact(slots.filter((slot) => !Number.isNaN(column.similarities[slot])))),
  )
  return (slot: number): readonly number[] => known.map((one) => one.get(slot) ?? Number.NaN)
}

type Fused = Pick<TopScenes, 'reaching'> & { readonly best: readonly ScoredScene[] }

const topCalibrated = async (
  scenes: Float64Array,
  parts: readonly Part[],
  slots: readonly number[],
  { limit, countFrom }: TopRequest,
): Promise<Fused> => {
  const rough = roughCalibrated(parts, slots)
  const near = new Set(placesNearBest(rough, limit))
  const mark = countFrom ?? Number.POSITIVE_INFINITY
  let reaching = 0
  const unsure: number[] = []
  rough.scores.forEach((score, place) => {
    if (score >= mark + rough.error) reaching += 1
    else if (score >= mark - rough.error) unsure.push(place)
  })
  const wanted = [...new Set([...near, ...unsure])]
  const similaritiesOf = await exactSimilarities(
    parts,
    wanted.map((place) => slots[place] ?? 0),
  )
  const terms = parts.map(({ term }) => term)
  const scored = new Map<number, ScoredScene>()
  for (const place of wanted) {
    const slot = slots[place] ?? 0
    const similarities = similaritiesOf(slot)
    const score = calibratedScore(similarities, terms)
    // Without a score it lost its vectors meanwhile.
    if (!Number.isNaN(score)) scored.set(place, { scene: scenes[slot] ?? 0, score, similarities })
  }
  for (const place of unsure) if ((scored.get(place)?.score ?? Number.NEGATIVE_INFINITY) >= mark) reaching += 1
  const best = [...scored].filter(([place]) => near.has(place)).map(([, scene]) => scene)
  return { best: best.sort(byScore).slice(0, limit), reaching }
}

const topRaw = async (
  scenes: Float64Array,
  parts: readonly Part[],
  slots: readonly number[],
  { limit }: TopRequest,
): Promise<Fused> => {
  const rough = roughRaw(parts, slots)
  const places = [...placesNearBest(rough, limit)]
  // After all that have a score, those that have none, by scene number.
  for (let place = 0; place < slots.length && places.length < limit; place += 1) {
    if (Number.isNaN(rough.scores[place])) places.push(place)
  }
  const wanted = places.map((place) => slots[place] ?? 0)
  const similaritiesOf = await exactSimilarities(parts, wanted)
  const weights = parts.map(({ term }) => term.weight)
  const scored = wanted.map((slot) => {
    const similarities = similaritiesOf(slot)
    return { scene: scenes[slot] ?? 0, score: rawScore(similarities, weights), similarities }
  })
  return { best: scored.sort(byScore).slice(0, limit), reaching: 0 }
}

/** Rank from 1 of the scenes with the highest similarities of one term. */
const ranksOf = async ({ column }: Part, slots: readonly number[]): Promise<ReadonlyMap<number, number>> => {
  const scores = Float64Array.from(slots, (slot) => column.similarities[slot] ?? Number.NaN)
  const near = placesNearBest({ scores, error: column.margin }, rankWindow).map((place) => slots[place] ?? 0)
  const exact = await column.exact(near)
  const best = near
    .filter((slot) => exact.has(slot))
    .sort((one, other) => (exact.get(other) ?? 0) - (exact.get(one) ?? 0) || one - other)
    .slice(0, rankWindow)
  return new Map(best.map((slot, place) => [slot, place + 1]))
}

/** Scenes that are among no term's best have no rank and are not found. */
const topRanked = async (
  scenes: Float64Array,
  parts: readonly Part[],
  slots: readonly number[],
  { limit }: TopRequest,
): Promise<Fused> => {
  const ranks = await Promise.all(parts.map((part) => ranksOf(part, slots)))
  const weights = parts.map(({ term }) => term.weight)
  const scored = [...new Set(ranks.flatMap((one) => [...one.keys()]))].map((slot) => {
    const own = ranks.map((one) => one.get(slot) ?? Number.NaN)
    return { slot, scene: scenes[slot] ?? 0, score: reciprocalRankScore(own, weights), similarities: [] }
  })
  const best = scored.sort(byScore).slice(0, limit)
  const similaritiesOf = await exactSimilarities(
    parts,
    best.map(({ slot }) => slot),
  )
  return { best: best.map((one) => ({ ...one, similarities: similaritiesOf(one.slot) })), reaching: 0 }
}

const tops = { calibrated: topCalibrated, raw: topRaw, rrf: topRanked } as const

/**
 * An index that keeps nothing but the similarities of the last queries, which sqlite-vec computes for all scenes; those that can matter
 * are computed again exactly. For small libraries, and while another index is being built. It reads no feed, and forgets none.
 */
export const createDirectIndex = (store: IndexStore): SceneIndex => {
  let columns: Promise<SimilarityColumns> | null = null
  let opened: SimilarityColumns | null = null
  let seen: readonly number[] = []
  let stale = true
  let closed = false

  const refresh = async (previous: Promise<SimilarityColumns> | null): Promise<SimilarityColumns> => {
    const now = await Promise.all([store.vectorSequence(), store.filterRevision()])
    const same = now.every((value, place) => value === seen[place])
    const kept = same && previous !== null ? await previous.catch(() => null) : null
    opened = kept ?? (await openSimilarityColumns(store))
    seen = now
    return opened
  }

  const current = (): Promise<SimilarityColumns> => {
    if (closed) return Promise.reject(new Error('the index is closed'))
    if (stale || columns === null) {
      stale = false
      const reading = refresh(columns)
      columns = reading
      reading.catch(() => {
        stale = true
      })
    }
    return columns
  }

  return {
    status: () => ({
      mode: 'direct',
      state: 'ready',
      progress: 1,
      scenes: opened?.scenes.length ?? 0,
      memoryBytes: opened?.bytes() ?? 0,
    }),
    statistics: async (query, signal) => {
      signal.throwIfAborted()
      checkQuery(query)
      const { statistics } = await (await current()).of(query)
      signal.throwIfAborted()
      return statistics
    },
    top: async (request) => {
      const { terms, signal, limit, fusion } = request
      signal.throwIfAborted()
      terms.forEach(checkTerm)
      const known = await current()
      signal.throwIfAborted()
      const parts = await Promise.all(terms.map(async (term) => ({ term, column: await known.of(term) })))
      signal.throwIfAborted()
      const slots = slotsTaking(known.scenes, parts, request)
      const { best, reaching } = await tops[fusion](known.scenes, parts, slots, request)
      signal.throwIfAborted()
      return { ...columnsOf(best.slice(0, limit), terms.length), candidates: slots.length, reaching }
    },
    changed: () => {
      stale = true
    },
    close: async () => {
      closed = true
      columns = null
      opened = null
    },
  }
}
