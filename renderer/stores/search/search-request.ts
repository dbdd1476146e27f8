import type {
  CaptionSearch,
  SearchStatus,
  SemanticSearch,
  SemanticSearchInput,
} from '../../../electron/contract/index.ts'
import { splitNegatives } from './negative-words.ts'
import { asksNothing, emptyQuery, hasExamples, hasScenes, type SearchQuery } from './search-query.ts'
import { isMuted, valuesOf, weightsOf } from './weights.ts'

/** What is sent for a query. */
export type SearchRequest =
  /** There is nothing to look for. */
  | { readonly kind: 'nothing' }
  /** Every slider that counts is at zero. */
  | { readonly kind: 'muted' }
  | { readonly kind: 'captions'; readonly body: Pick<CaptionSearch, 'query' | 'videoIds'> }
  | { readonly kind: 'semantic'; readonly body: SemanticSearchInput }

/** Whether words can be searched by meaning at all now. */
export const takesWords = (status: SearchStatus | null): boolean =>
  status?.modalities.some(({ takesText, state }) => takesText && ['ready', 'sleeping', 'loading'].includes(state)) ===
  true

/** Whether a query is answered word for word: because a person wants it so, or because nothing else can. */
export const isExact = (query: SearchQuery, status: SearchStatus | null): boolean =>
  !hasExamples(query) && (query.exact || !takesWords(status))

type Ingredients = Pick<
  SemanticSearchInput,
  'query' | 'not' | 'pictures' | 'sounds' | 'anchors' | 'lessLike' | 'weights'
>

/** What the scenes of one film are compared with for a query; the same as in a search over all. */
export const ingredientsBody = (query: SearchQuery): Ingredients => {
  const typed = splitNegatives(query.words)
  const words = typed.words.trim()
  const not = [...query.not, ...typed.not].join(', ')
  const weights = weightsOf(query.weights, hasScenes(query))
  return {
    ...(words === '' ? {} : { query: words }),
    ...(not === '' ? {} : { not }),
    ...(query.pictures.length === 0 ? {} : { pictures: [...query.pictures] }),
    ...(query.sounds.length === 0 ? {} : { sounds: [...query.sounds] }),
    ...(query.anchors.length === 0 ? {} : { anchors: [...query.anchors] }),
    ...(query.lessLike.length === 0 ? {} : { lessLike: [...query.lessLike] }),
    ...(weights === undefined ? {} : { weights }),
  }
}

/** The request for a query, given what can be answered now. */
export const requestOf = (query: SearchQuery, status: SearchStatus | null): SearchRequest => {
  if (asksNothing(query)) return { kind: 'nothing' }
  if (isExact(query, status)) {
    const { videoIds } = query.filter
    return { kind: 'captions', body: { query: query.words, ...(videoIds === undefined ? {} : { videoIds }) } }
  }
  if (isMuted(query.weights, hasScenes(query))) return { kind: 'muted' }
  const body = ingredientsBody(query)
  // Only words that are not wanted: there is nothing yet that could be.
  if (Object.keys(body).every((name) => name === 'not' || name === 'weights')) return { kind: 'nothing' }
  const then = query.followedBy?.words.trim() ?? ''
  return {
    kind: 'semantic',
    body: {
      ...body,
      ...(Object.keys(query.filter).length === 0 ? {} : { filter: query.filter }),
      ...(query.followedBy === null || then === ''
        ? {}
        : { followedBy: { query: then, withinSeconds: query.followedBy.withinSeconds } }),
      ...(query.groupByVideo ? { groupByVideo: true } : {}),
      ...(query.mergeNeighbours ? { mergeNeighbours: true } : {}),
      // In order of time the line between good and weak cannot be drawn: only the good are asked for.
      ...(query.sort === 'relevance' ? {} : { sort: query.sort, includeWeak: false }),
    },
  }
}

/** The query that a request came from, for searches that were kept. */
export const queryOfRequest = (request: SemanticSearch): SearchQuery => ({
  ...emptyQuery,
  words: request.query ?? '',
  not: request.not === undefined || request.not === '' ? [] : request.not.split(', '),
  pictures: request.pictures ?? [],
  sounds: request.sounds ?? [],
  anchors: request.anchors ?? [],
  lessLike: request.lessLike ?? [],
  followedBy:
    request.followedBy?.query === undefined
      ? null
      : { words: request.followedBy.query, withinSeconds: request.followedBy.withinSeconds },
  filter: request.filter ?? {},
  groupByVideo: request.groupByVideo,
  mergeNeighbours: request.mergeNeighbours,
  sort: request.sort,
  weights: valuesOf(request.weights),
})
