import type { HeatQuery, SceneSearch, SemanticSearch, Space, Verdict } from '../contract/index.ts'
import { modalitySchema } from '../contract/index.ts'
import { noCopies } from '../domain/alike/known-copies.ts'
import { ok, type Result } from '../domain/result.ts'
import { explainHits, type FoundHit } from './explain.ts'
import { type FoundPage, findHits, type PairHalves } from './find-hits.ts'
import { isList, listRanking, listVerdict } from './list-scenes.ts'
import { describeMatchQuality, matchQuality } from './match-quality.ts'
import { wordsFor } from './query-plan.ts'
import { createRanking, type RankedScene, type Ranking } from './ranking.ts'
import { createFileVectors, type EngineParts, type SearchNotice, type SearchParts } from './search-parts.ts'
import { refuseSearch, refuseVideos, type SearchProblem, unknownVideos } from './search-problem.ts'
import { type UnderstoodQuery, understandQuery } from './understand.ts'

const defaultLimit = 50

/** A short fingerprint (FNV-1a) of what a cursor belongs to. */
const fingerprint = (text: string): string => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(36)
}

const textOf = (request: object): string => JSON.stringify(request)

/** Names the rest of a search after so many hits. It goes with this very search only. */
const writeCursor = (request: object, offset: number): string => `${fingerprint(textOf(request))}-${offset}`

/** The offset that a cursor names; null when it is none, or of another search. */
const readCursor = (request: object, cursor: string): number | null => {
  const match = /^([0-9a-z]{1,7})-(\d{1,7})$/.exec(cursor)
  return match?.[1] === fingerprint(textOf(request)) ? Number(match[2]) : null
}

/** What a search found; scenes are as the store keeps them. */
export interface SearchAnswer {
  readonly hits: readonly FoundHit[]
  readonly verdict: Verdict
  readonly nextCursor: string | null
  readonly relevant: number
  readonly candidates: number
  /** With `followedBy`: how many scenes are relevant to each half alone. */
  readonly halves?: PairHalves
  readonly notices: readonly SearchNotice[]
  /** With `foldAlike`: copies are still looked for. */
  readonly foldingIsIncomplete?: true
}

/** How well every scene of a video answers a query, in order of time. */
export interface HeatAnswer {
  readonly scenes: readonly {
    readonly sceneId: string
    readonly startMs: number
    readonly endMs: number
    readonly score: number
    readonly relevant: boolean
    /** When the words are said that it was found by; null where it was found otherwise. */
    readonly said: { readonly startMs: number; readonly endMs: number } | null
  }[]
  readonly verdict: Verdict
}

/** Search by meaning in one library. */
export interface SearchEngine {
  readonly semantic: (request: SemanticSearch, signal: AbortSignal) => Promise<Result<SearchAnswer, SearchProblem>>
  /** Scenes like one scene, without that scene. */
  readonly scenes: (request: SceneSearch, signal: AbortSignal) => Promise<Result<SearchAnswer, SearchProblem>>
  readonly heat: (request: HeatQuery, signal: AbortSignal) => Promise<Result<HeatAnswer, SearchProblem>>
}

/** Between two queries, the one that is answered worse tells. */
const worse = (one: Verdict['kind'], other: Verdict['kind']): Verdict['kind'] => {
  const order = ['match', 'weak', 'no_good_match'] as const
  return order.indexOf(one) >= order.indexOf(other) ? one : other
}

/** What of a filter is left says nothing to the query: neither in sum nor in any one modality. */
const isBelowAll = ({ best, relevant }: FoundPage, ranking: Ranking): boolean => {
  if (relevant > 0) return false
  return best === null || !ranking.isRelevantInOne(best)
}

const saidIn = (found: RankedScene | undefined): HeatAnswer['scenes'][number]['said'] =>
  found?.exact?.full === true ? { startMs: found.exact.startMs, endMs: found.exact.endMs } : null

/** The engine over a store, an index and models. */
export const createSearchEngine = (given: EngineParts): SearchEngine => {
  const parts: SearchParts = { ...given, fileVectors: createFileVectors() }
  const { store, index } = parts

  const rankingOf = ({ query }: UnderstoodQuery, fusion: SemanticSearch['fusion'], hasNoMatch: boolean): Ranking =>
    createRanking(index, query, fusion, { hasNoMatch, without: query.anchors })

  /** The scenes that a filter leaves, by film and time or by marks. */
  const list = async (
    request: SemanticSearch,
    page: { readonly offset: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<Result<SearchAnswer, SearchProblem>> => {
    const { filter = {}, mergeNeighbours } = request
    const unknown = await unknownVideos(store.videos, filter.videoIds ?? [])
    if (unknown.length > 0) return refuseVideos(unknown)
    const within = await store.sceneFilters.scenes(filter)
    const copies = request.foldAlike === true ? await (parts.copies?.() ?? noCopies) : null
    const sort = request.sort === 'relevance' ? 'time' : request.sort
    const asked = { ...request, ...page, rerank: undefined, sort, within, anchors: [], copies, next: null }
    const found = await findHits(parts, listRanking, asked, signal)
    if (!found.ok) return found
    const { hits, positions, relevant, candidates, hasMore } = found.value
    return ok({
      hits: await explainHits(parts, hits, listRanking, positions, { words: '', typing: false, mergeNeighbours }),
      verdict: listVerdict(relevant),
      nextCursor: hasMore ? writeCursor(boundTo(request), page.offset + page.limit) : null,
      relevant,
      candidates,
      notices: [],
      ...(copies?.isComplete === false ? { foldingIsIncomplete: true } : {}),
    })
  }

  const searchUnderstood = async (
    understood: UnderstoodQuery,
    request: SemanticSearch,
    next: { readonly understood: UnderstoodQuery; readonly withinMs: number } | null,
    page: { readonly offset: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<Result<SearchAnswer, SearchProblem>> => {
    const { plan, query } = understood
    const { filter } = request
    const unknown = await unknownVideos(store.videos, filter?.videoIds ?? [])
    if (unknown.length > 0) return refuseVideos(unknown)
    const within = filter === undefined ? null : await store.sceneFilters.scenes(filter)
    const kind = matchQuality(query)
    const nextKind = next === null ? kind : matchQuality(next.understood.query)
    const ranking = rankingOf(understood, request.fusion, kind === 'no_good_match')
    const nextRanking = next === null ? null : rankingOf(next.understood, request.fusion, nextKind === 'no_good_match')
    const copies = request.foldAlike === true ? await (parts.copies?.() ?? noCopies) : null
    const found = await findHits(
      parts,
      ranking,
      {
        ...request,
        ...page,
        within,
        anchors: query.anchors,
        copies,
        next: next === null || nextRanking === null ? null : { ranking: nextRanking, withinMs: next.withinMs },
      },
      signal,
    )
    if (!found.ok) return found
    const { hits, positions, relevant, candidates, hasMore, best, halves } = found.value
    const both = worse(kind, nextKind)
    const isEmpty = best === null || (next !== null && relevant === 0)
    const isFiltered = filter !== undefined
    const shown = isEmpty || (isFiltered && isBelowAll(found.value, ranking)) ? 'no_good_match' : both
    const notices = next === null ? query.notices : [...query.notices, ...next.understood.query.notices]
    return ok({
      hits: await explainHits(parts, hits, ranking, positions, {
        words: wordsFor(plan, 'captions'),
        typing: plan.typing,
        mergeNeighbours: request.mergeNeighbours,
      }),
      verdict: describeMatchQuality(shown, { ...query, notices }, plan, { relevant, isFiltered }),
      nextCursor: hasMore ? writeCursor(boundTo(request), page.offset + page.limit) : null,
      relevant,
      candidates,
      ...(halves === null ? {} : { halves }),
      notices,
      ...(copies?.isComplete === false ? { foldingIsIncomplete: true } : {}),
    })
  }

  const unknownSpace = (id: string) =>
    refuseSearch('not_found', `There is no embedding space ${id}.`, 'List the spaces to see which there are.')

  return {
    semantic: async (request, signal) => {
      const bound = boundTo(request)
      const offset = request.cursor === undefined ? request.offset : readCursor(bound, request.cursor)
      if (offset === null) {
        return refuseSearch('bad_request', 'The cursor is not of this search.', 'Start again without a cursor.')
      }
      const limit = request.limit ?? defaultLimit
      if (isList(request)) return list(request, { offset, limit }, signal)
      const understood = await understandQuery(parts, request, signal)
      if (!understood.ok) return understood
      const { followedBy } = request
      const then =
        followedBy === undefined
          ? null
          : await understandQuery(parts, { sources: request.sources, ...followedBy }, signal)
      if (then !== null && !then.ok) return then
      const next =
        then === null || followedBy === undefined
          ? null
          : { understood: then.value, withinMs: followedBy.withinSeconds * 1000 }
      return searchUnderstood(understood.value, request, next, { offset, limit }, signal)
    },
    scenes: async (request, signal) => {
      const named = request.space
      const modality = modalitySchema.safeParse(named)
      let space: Space | null = null
      if (named !== undefined && !modality.success) {
        space = await store.vectors.get(named)
        if (space === null) return unknownSpace(named)
      }
      const asked = modality.success ? modality.data : space?.modality
      const weights = asked === undefined ? request.weights : { [asked]: 1 }
      const understood = await understandQuery(parts, { anchors: [request.anchor], weights }, signal, space)
      if (!understood.ok) return understood
      const plain: SemanticSearch = {
        anchors: [request.anchor],
        filter: request.filter,
        fusion: 'calibrated',
        groupByVideo: false,
        mergeNeighbours: false,
        sort: 'relevance',
        includeWeak: true,
        remember: false,
        offset: 0,
      }
      const answer = await searchUnderstood(understood.value, plain, null, { offset: 0, limit: request.limit }, signal)
      return answer.ok ? ok({ ...answer.value, nextCursor: null }) : answer
    },
    heat: async ({ videoId, ...fields }, signal) => {
      const video = await store.videos.get(videoId)
      if (video === null || video.removedAt !== null) {
        return refuseSearch('not_found', `There is no video ${videoId}.`, 'It may have been removed; reload the list.')
      }
      const understood = await understandQuery(parts, fields, signal)
      if (!understood.ok) return understood
      const { plan, query } = understood.value
      const kind = matchQuality(query)
      const own = await store.sceneFilters.scenes({ videoIds: [videoId] })
      const ranking = createRanking(index, query, 'calibrated', {
        hasNoMatch: kind === 'no_good_match',
        without: [],
      })
      const [window, scenes] = await Promise.all([
        ranking.top(own, Math.max(1, own.length), signal),
        store.scenes.byNumber([...own]),
      ])
      const ranked = new Map(window.scenes.map((found) => [found.scene, found]))
      return ok({
        scenes: scenes
          .toSorted((a, b) => a.startMs - b.startMs)
          .map((scene) => ({
            sceneId: scene.id,
            startMs: scene.startMs,
            endMs: scene.endMs,
            score: ranked.get(scene.number)?.score ?? 0,
            relevant: ranked.get(scene.number)?.relevant ?? false,
            said: saidIn(ranked.get(scene.number)),
          })),
        verdict: describeMatchQuality(kind, query, plan, { relevant: window.relevant, isFiltered: false }),
      })
    },
  }
}

/** What a cursor goes with: the search without what only says which part of it is wanted. */
const boundTo = (request: SemanticSearch): object => ({
  ...request,
  cursor: undefined,
  offset: undefined,
  limit: undefined,
  remember: undefined,
  typing: undefined,
})
