import { markSortSchema, type SemanticSearch } from '../contract/index.ts'
import type { KnownCopies } from '../domain/alike/known-copies.ts'
import type { SceneNumber } from '../domain/ports/index.ts'
import { ok, type Result } from '../domain/result.ts'
import {
  type Arranged,
  type FoundPair,
  groupByVideo,
  mergeNeighbours,
  pairWithNext,
  type ScenePosition,
  scenePositions,
  sortByRank,
  sortByTime,
} from './arrange.ts'
import { foldCopies, withCopies } from './fold-copies.ts'
import type { RankedWindow, Ranking } from './ranking.ts'
import { rerankFound } from './rerank.ts'
import type { SearchParts } from './search-parts.ts'
import type { SearchProblem } from './search-problem.ts'

/** Pairs, runs and times are looked for among so many of the best scenes. */
export const wideWindow = 5_000
const widest = 200_000
/** In another order than relevance, so many are shown when nothing is relevant. */
const weakInOrder = 100

/** What to find. */
export interface FindRequest
  extends Pick<SemanticSearch, 'groupByVideo' | 'mergeNeighbours' | 'sort' | 'includeWeak' | 'rerank'> {
  readonly within: Float64Array | null
  readonly offset: number
  readonly limit: number
  readonly anchors: readonly SceneNumber[]
  /** Scenes of which only the best one is to be a hit; null: every scene is one. */
  readonly copies: KnownCopies | null
  readonly next: { readonly ranking: Ranking; readonly withinMs: number } | null
}

/** How many scenes are relevant to what comes first, and to what follows, each for itself. */
export interface PairHalves {
  readonly first: number
  readonly next: number
}

/** One page of hits. */
export interface FoundPage {
  readonly hits: readonly Arranged[]
  readonly positions: ReadonlyMap<SceneNumber, ScenePosition>
  readonly hasMore: boolean
  readonly relevant: number
  readonly candidates: number
  /** The best scene of all, whatever page this is. */
  readonly best: FoundPair | null
  /** With `next`: how many scenes are relevant to each half alone; null without. */
  readonly halves: PairHalves | null
}

/** Finds one page of hits: ranks, pairs, orders anew, merges, groups and sorts; widens the window until there are enough. */
export const findHits = async (
  parts: Pick<SearchParts, 'store'>,
  ranking: Ranking,
  request: FindRequest,
  signal: AbortSignal,
): Promise<Result<FoundPage, SearchProblem>> => {
  const { store } = parts
  const { offset, limit, within } = request
  const needed = offset + limit + 1
  const isOrdered = request.sort !== 'relevance'
  const needsPositions = request.groupByVideo || request.mergeNeighbours || isOrdered || request.next !== null

  const pairs = async (
    window: RankedWindow,
    size: number,
  ): Promise<RankedWindow & { readonly scenes: readonly FoundPair[]; readonly halves: PairHalves | null }> => {
    if (request.next === null) return { ...window, halves: null }
    const after = await request.next.ranking.top(null, Math.max(size, wideWindow), signal)
    const positions = await scenePositions(store.scenes, [
      ...new Set([...window.scenes, ...after.scenes].map(({ scene }) => scene)),
    ])
    const scenes = pairWithNext(window.scenes, after.scenes, positions, request.next.withinMs)
    return {
      scenes,
      isAll: window.isAll,
      candidates: scenes.length,
      relevant: scenes.filter(({ relevant }) => relevant).length,
      halves: { first: window.relevant, next: after.relevant },
    }
  }

  const arrange = async (
    found: readonly FoundPair[],
  ): Promise<{ readonly hits: readonly Arranged[]; readonly positions: ReadonlyMap<SceneNumber, ScenePosition> }> => {
    const kept = request.includeWeak ? found : found.filter(({ relevant }) => relevant)
    const positions = needsPositions
      ? await scenePositions(
          store.scenes,
          kept.map(({ scene }) => scene),
        )
      : new Map<SceneNumber, ScenePosition>()
    let hits: readonly Arranged[] = request.mergeNeighbours
      ? mergeNeighbours(kept, positions)
      : kept.map((lead) => ({ lead, run: [lead.scene] }))
    if (request.copies !== null) hits = foldCopies(hits, request.copies)
    if (request.groupByVideo) hits = groupByVideo(hits, positions)
    if (isOrdered) {
      const relevant = hits.filter(({ lead }) => lead.relevant)
      const ordered = relevant.length > 0 ? relevant : hits.slice(0, weakInOrder)
      const byMark = markSortSchema.safeParse(request.sort)
      hits = byMark.success
        ? sortByRank(
            ordered,
            await store.sceneFilters.markRanks(
              Float64Array.from(ordered, ({ lead }) => lead.scene),
              byMark.data,
            ),
          )
        : sortByTime(ordered, positions)
    }
    return { hits, positions }
  }

  let size = needsPositions ? Math.max(needed * 4, wideWindow) : needed
  if (request.rerank !== undefined) size = Math.max(size, request.rerank.top)
  for (;;) {
    const window = await pairs(await ranking.top(within, size, signal), size)
    const ordered =
      request.rerank === undefined
        ? ok(window.scenes)
        : await rerankFound(parts, window.scenes, request.rerank, request.anchors)
    if (!ordered.ok) return ordered
    const { hits, positions } = await arrange(ordered.value)
    const isEnough = hits.length >= needed || window.isAll || size >= widest
    // Another order is of all relevant scenes, not of the first that fill a page.
    const isWhole = !isOrdered || window.isAll || size >= window.relevant || size >= widest
    // Weak scenes that are not wanted and hits in another order do not get more by widening.
    const isExhausted = (!request.includeWeak || isOrdered) && size > window.relevant
    if ((isEnough && isWhole) || isExhausted) {
      return ok({
        hits:
          request.copies === null
            ? hits.slice(offset, offset + limit)
            : withCopies(hits.slice(offset, offset + limit), request.copies, within, request.anchors),
        positions,
        hasMore: hits.length > offset + limit,
        relevant: window.relevant,
        candidates: window.candidates,
        best: window.scenes[0] ?? null,
        halves: window.halves,
      })
    }
    size = Math.min(widest, Math.max(size * 4, Math.min(window.relevant + 1, widest)))
  }
}
