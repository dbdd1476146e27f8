import type { IndexQuery, IndexStatistics, TopRequest, TopScenes } from '../../domain/ports/index.ts'
import type { MemoryView } from '../arena/arena.ts'
import { similarityScoring, topScenes } from '../fusion/top-scenes.ts'
import type { EstimatedQuery } from '../scan/estimate-cache.ts'
import { findBest } from '../scan/find-best.ts'
import { scanEstimates } from '../scan/scan-estimates.ts'
import type { IndexState } from '../state/index-state.ts'

/** Estimates of queries; null where no scene has the modality. `done` gives all of them back. */
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
  return { queries: held.map((one): EstimatedQuery | null => one?.query ?? null), done }
}

/** Count, mean and deviation follow from the moments, `best` from a search for the one best scene. Runs while the codes do not change. */
export const answerStatistics = async (
  state: IndexState,
  query: IndexQuery,
  signal: AbortSignal,
): Promise<IndexStatistics> => {
  const space = state.spaces.get(query.spaceId)
  const taking = takeEstimates(state, [query], signal)
  // Computed here while the threads scan.
  const isFitting = space !== undefined && space.frame.dimension === query.vector.length
  const spread = isFitting ? space.moments.spread(query.vector) : { mean: 0, deviation: 0 }
  const { queries, done } = await taking
  try {
    const count = space?.moments.state().count ?? 0
    if (count === 0) return { count: 0, mean: 0, deviation: 0, best: null }
    const scope = { queries, mask: state.slots.visible(), signal }
    const { best } = await findBest(state, scope, similarityScoring(0, 1))
    return { count, ...spread, best: best[0]?.score ?? null }
  } finally {
    done()
  }
}

interface Mask {
  /** By slot a byte: 255 where the scene may be found. */
  readonly view: MemoryView
  readonly done: () => void
}

const makeMask = ({ arena, slots }: IndexState, { within, without }: TopRequest): Mask => {
  const visible = slots.visible()
  if (within === null && without.length === 0) return { view: visible, done: () => undefined }
  const mask = arena.allocate(visible.byteLength)
  if (within === null) mask.bytes.set(visible.bytes)
  else {
    for (const scene of within) {
      const slot = slots.slotOf(scene)
      if (slot >= 0) mask.bytes[slot] = visible.bytes[slot] ?? 0
    }
  }
  for (const scene of without) {
    const slot = slots.slotOf(scene)
    if (slot >= 0) mask.bytes[slot] = 0
  }
  return { view: mask, done: () => mask.free() }
}

/** The best scenes of a fused query. Runs while the codes do not change. */
export const answerTop = async (state: IndexState, request: TopRequest): Promise<TopScenes> => {
  const { terms, signal } = request
  const { queries, done } = await takeEstimates(state, terms, signal)
  try {
    const mask = makeMask(state, request)
    try {
      return await topScenes(request, scanEstimates(state, { queries, mask: mask.view, signal }))
    } finally {
      mask.done()
    }
  } finally {
    done()
  }
}
