import {
  type CaptionSearchInput,
  type ListVideosQuery,
  type Modality,
  markSortSchema,
  modalitySchema,
  type SearchFilter,
  type SearchStatus,
  type SemanticSearch,
  type SemanticSearchInput,
  type Texts,
  wordsForNames,
} from '../../../electron/contract/index.ts'
import { splitNegatives } from './negative-words.ts'
import { readTyped, typedOf } from './search-prefixes.ts'
import { asksNothing, emptyQuery, hasExamples, hasScenes, listsByFilter, type SearchQuery } from './search-query.ts'
import { isMuted, valuesOf, weightsOf } from './weights.ts'
import { sourcesBody, sourcesOfRequest } from './word-sources.ts'

/** What is sent for a query. */
export type SearchRequest =
  /** There is nothing to look for. */
  | { readonly kind: 'nothing' }
  /** Every slider that counts is at zero. */
  | { readonly kind: 'muted' }
  | { readonly kind: 'captions'; readonly body: Omit<CaptionSearchInput, 'typing' | 'limit' | 'cursor'> }
  | { readonly kind: 'semantic'; readonly body: SemanticSearchInput }
  /** Only names or tags of videos were typed. */
  | { readonly kind: 'videos'; readonly wanted: VideosWanted }

/** Words and tags by which videos are looked for, as the list of videos takes them. */
export type VideosWanted = Pick<ListVideosQuery, 'q' | 'tag' | 'minRating' | 'maxRating' | 'flag' | 'label'>

const answering: readonly SearchStatus['modalities'][number]['state'][] = ['ready', 'sleeping', 'loading', 'exact']

/** Whether words can be searched in scenes at all now, by meaning or as they are said. */
export const takesWords = (status: SearchStatus | null): boolean =>
  status?.modalities.some(({ takesText, state }) => takesText && answering.includes(state)) === true

/** Whether words can be searched by meaning at all now. */
export const takesMeaning = (status: SearchStatus | null): boolean =>
  status?.modalities.some(({ takesText, state }) => takesText && state !== 'exact' && answering.includes(state)) ===
  true

/** What was typed, with the words that are not wanted taken out of it. */
const askedOf = (typed: string) => {
  const { words, texts, name, tags } = readTyped(typed)
  const plain = splitNegatives(words)
  const own = modalitySchema.options.flatMap((modality) => {
    const text = (texts as Partial<Record<Modality, string>>)[modality]
    return text === undefined ? [] : [[modality, splitNegatives(text)] as const]
  })
  const left = own.flatMap(([modality, text]) => (text.words.trim() === '' ? [] : [[modality, text.words.trim()]]))
  return {
    words: plain.words.trim(),
    texts: Object.fromEntries(left) as Texts,
    not: [...plain.not, ...own.flatMap(([, text]) => text.not)],
    name,
    tags,
  }
}

/** The words that captions are searched for word for word. */
export const exactWords = (query: SearchQuery): string => {
  const { words, texts } = readTyped(query.words)
  return [words, texts.captions ?? ''].filter((text) => text !== '').join(' ')
}

/** Whether a query is answered word for word: because a person wants it so, or because nothing else can. */
export const isExact = (query: SearchQuery, status: SearchStatus | null): boolean => {
  if (hasExamples(query)) return false
  const { captions: _, ...others } = readTyped(query.words).texts
  // What is asked of pictures or sound, captions cannot answer.
  if (Object.keys(others).length > 0) return false
  return query.exact || !takesWords(status)
}

type Ingredients = Pick<
  SemanticSearchInput,
  'query' | 'texts' | 'not' | 'pictures' | 'sounds' | 'anchors' | 'lessLike' | 'sources' | 'weights'
>

/** The modalities whose sliders count for a query; undefined: all that can take part. */
const spokenIn = (query: SearchQuery): readonly Modality[] | undefined => {
  const { words, texts } = askedOf(query.words)
  return words !== '' || hasExamples(query) || Object.keys(texts).length === 0
    ? undefined
    : modalitySchema.options.filter((modality) => modality in texts)
}

/** What the scenes of one film are compared with for a query; the same as in a search over all. */
export const ingredientsBody = (query: SearchQuery): Ingredients => {
  const { words, texts, not: typedNot } = askedOf(query.words)
  const not = [...query.not, ...typedNot].join(', ')
  const weights = weightsOf(query.weights, hasScenes(query), spokenIn(query))
  return {
    ...(words === '' ? {} : { query: words }),
    ...(Object.keys(texts).length === 0 ? {} : { texts }),
    ...(not === '' ? {} : { not }),
    ...(query.pictures.length === 0 ? {} : { pictures: [...query.pictures] }),
    ...(query.sounds.length === 0 ? {} : { sounds: [...query.sounds] }),
    ...(query.anchors.length === 0 ? {} : { anchors: [...query.anchors] }),
    ...(query.lessLike.length === 0 ? {} : { lessLike: [...query.lessLike] }),
    ...sourcesBody(query.sources),
    ...(weights === undefined ? {} : { weights }),
  }
}

/** Filters that are set, with those that prefixes set. */
export const filterOf = (query: SearchQuery): SearchFilter => {
  const { tags, name } = askedOf(query.words)
  const all = [...new Set([...(query.filter.tags ?? []), ...tags])]
  const names = [query.filter.name ?? '', name].filter((text) => text !== '').join(' ')
  return {
    ...query.filter,
    ...(all.length === 0 ? {} : { tags: all }),
    ...(names === '' ? {} : { name: names }),
  }
}

/** Which videos the words, names and tags of a query name; null where it has none of these. */
export const videosWanted = (query: SearchQuery): VideosWanted | null => {
  const { words, texts } = askedOf(query.words)
  const { name = '', tags = [], rating = {}, flag, labels = [] } = filterOf(query)
  const q = [wordsForNames({ query: words, texts }), name].filter((text) => text !== '').join(' ')
  if (q === '' && tags.length === 0) return null
  return {
    ...(q === '' ? {} : { q }),
    ...(tags.length === 0 ? {} : { tag: [...tags] }),
    ...(rating.min === undefined ? {} : { minRating: rating.min }),
    ...(rating.max === undefined ? {} : { maxRating: rating.max }),
    ...(flag === undefined ? {} : { flag }),
    ...(labels.length === 0 ? {} : { label: [...labels] }),
  }
}

/** Whether names or tags of videos were typed, and nothing that is looked for in scenes. */
const asksVideosOnly = (query: SearchQuery): boolean => {
  const { words, texts, name, tags } = askedOf(query.words)
  return !hasExamples(query) && words === '' && Object.keys(texts).length === 0 && (name !== '' || tags.length > 0)
}

/** “Then …”, when something is to follow. */
const followedByOf = ({ followedBy }: SearchQuery): Pick<SemanticSearchInput, 'followedBy'> => {
  const { words, texts } = askedOf(followedBy?.words ?? '')
  if (followedBy === null || (words === '' && Object.keys(texts).length === 0)) return {}
  const { withinSeconds } = followedBy
  return {
    followedBy: {
      ...(words === '' ? {} : { query: words }),
      ...(Object.keys(texts).length === 0 ? {} : { texts }),
      withinSeconds,
    },
  }
}

/** A filter of videos only also finds captions of films that are not cut yet. */
const captionFilter = ({ videoIds, ...filter }: SearchFilter): Pick<CaptionSearchInput, 'videoIds' | 'filter'> => ({
  ...(videoIds === undefined ? {} : { videoIds: [...videoIds] }),
  ...(Object.keys(filter).length === 0 ? {} : { filter }),
})

/** How hits are ordered and put together. */
const arranged = (query: SearchQuery): Partial<SemanticSearchInput> => ({
  foldAlike: query.foldAlike,
  ...(query.groupByVideo ? { groupByVideo: true } : {}),
  ...(query.mergeNeighbours ? { mergeNeighbours: true } : {}),
  ...(query.sort === 'relevance' ? {} : { sort: query.sort }),
})

/** Without anything to compare, the scenes that the filter leaves. */
const listed = (query: SearchQuery): SearchRequest =>
  listsByFilter(query)
    ? { kind: 'semantic', body: { filter: filterOf(query), ...arranged(query) } }
    : { kind: 'nothing' }

/** The request for a query, given what can be answered now. */
export const requestOf = (query: SearchQuery, status: SearchStatus | null): SearchRequest => {
  if (asksNothing(query)) return listed(query)
  const wanted = asksVideosOnly(query) ? videosWanted(query) : null
  if (wanted !== null) return { kind: 'videos', wanted }
  if (isExact(query, status)) {
    const filter = filterOf(query)
    const order = markSortSchema.safeParse(query.sort)
    const words = exactWords(query)
    if (words === '') return { kind: 'nothing' }
    const where = {
      ...captionFilter(filter),
      ...(order.success ? { sort: order.data } : {}),
      ...sourcesBody(query.sources),
    }
    return { kind: 'captions', body: { query: words, ...where, foldAlike: query.foldAlike } }
  }
  if (isMuted(query.weights, hasScenes(query), spokenIn(query))) return { kind: 'muted' }
  const body = ingredientsBody(query)
  // Only words that are not wanted: there is nothing yet that could be.
  if (Object.keys(body).every((name) => ['not', 'sources', 'weights'].includes(name))) return { kind: 'nothing' }
  const filter = filterOf(query)
  return {
    kind: 'semantic',
    body: {
      ...body,
      ...(Object.keys(filter).length === 0 ? {} : { filter }),
      ...followedByOf(query),
      ...arranged(query),
    },
  }
}

/** The query that a request came from, for searches that were kept. */
export const queryOfRequest = (request: SemanticSearch): SearchQuery => ({
  ...emptyQuery,
  words: typedOf(request.query ?? '', request.texts ?? {}),
  not: request.not === undefined || request.not === '' ? [] : request.not.split(', '),
  pictures: request.pictures ?? [],
  sounds: request.sounds ?? [],
  anchors: request.anchors ?? [],
  lessLike: request.lessLike ?? [],
  followedBy:
    request.followedBy === undefined
      ? null
      : {
          words: typedOf(request.followedBy.query ?? '', request.followedBy.texts ?? {}),
          withinSeconds: request.followedBy.withinSeconds,
        },
  filter: request.filter ?? {},
  groupByVideo: request.groupByVideo,
  mergeNeighbours: request.mergeNeighbours,
  foldAlike: request.foldAlike ?? true,
  sort: request.sort,
  weights: valuesOf(request.weights),
  sources: sourcesOfRequest(request.sources),
})
