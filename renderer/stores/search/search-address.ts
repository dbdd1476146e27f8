import {
  type Anchor,
  idSchema,
  type PictureQuery,
  searchFilterSchema,
  searchSortSchema,
} from '../../../electron/contract/index.ts'
import { chipKey, chipsOf, emptyQuery, isPinned, type SearchQuery, usualWithinSeconds } from './search-query.ts'
import { valuesOfText, weightsText } from './weights.ts'
import { sourcesOfText, sourcesText } from './word-sources.ts'

/** A long way back is of no use, and addresses have an end. */
const maxTrail = 12

const anchorText = (anchor: Anchor): string => {
  if ('sceneId' in anchor) return anchor.sceneId
  return 'index' in anchor ? `${anchor.videoId}~${anchor.index}` : `${anchor.videoId}@${anchor.timeMs}`
}

/** Reads `scene`, `video@ms` or `video~index`; null for anything else. */
export const anchorOfText = (text: string): Anchor | null => {
  const [, id, sign, digits] = /^([\w-]{1,64})(?:([@~])(\d+(?:\.\d+)?))?$/.exec(text) ?? []
  if (id === undefined) return null
  if (sign === undefined) return { sceneId: id }
  return sign === '@' ? { videoId: id, timeMs: Number(digits) } : { videoId: id, index: Math.trunc(Number(digits)) }
}

const pictureText = (picture: PictureQuery): string =>
  'reference' in picture ? picture.reference : `${picture.videoId}@${picture.timeMs}`

const pictureOfText = (text: string): PictureQuery | null => {
  const anchor = anchorOfText(text)
  if (anchor === null || 'index' in anchor) return null
  return 'sceneId' in anchor ? { reference: anchor.sceneId } : anchor
}

const given = <Value>(values: readonly (Value | null)[]): readonly Value[] =>
  values.filter((value): value is NonNullable<typeof value> => value !== null)

/** What comes after `/search` in the address of a query; empty when there is nothing to say. */
export const addressText = (query: SearchQuery): string => {
  const text = new URLSearchParams()
  if (query.words !== '') text.set('q', query.words)
  for (const words of query.not) text.append('not', words)
  if (query.exact) text.set('exact', '1')
  for (const anchor of query.anchors) text.append('like', anchorText(anchor))
  for (const anchor of query.lessLike) text.append('unlike', anchorText(anchor))
  for (const picture of query.pictures) text.append('picture', pictureText(picture))
  for (const { reference } of query.sounds) text.append('sound', reference)
  if (query.followedBy !== null) {
    text.set('then', query.followedBy.words)
    if (query.followedBy.withinSeconds !== usualWithinSeconds)
      text.set('within', String(query.followedBy.withinSeconds))
  }
  const filter = JSON.stringify(query.filter)
  if (filter !== '{}') text.set('filter', filter)
  if (query.groupByVideo) text.set('group', '1')
  if (query.mergeNeighbours) text.set('merge', '1')
  if (!query.foldAlike) text.set('fold', '0')
  if (query.sort !== 'relevance') text.set('sort', query.sort)
  const weights = weightsText(query.weights)
  if (weights !== '') text.set('weights', weights)
  const sources = sourcesText(query.sources)
  if (sources !== '') text.set('sources', sources)
  // Chips by their place: the address has them already.
  const pinned = chipsOf(query).flatMap((part, place) => (isPinned(query, part) ? place : []))
  if (pinned.length > 0) text.set('pin', pinned.join('.'))
  for (const crumb of query.trail.slice(-maxTrail)) text.append('trail', crumb)
  return text.toString()
}

/** The address of the results of a query. */
export const searchPath = (query: SearchQuery): string => {
  const text = addressText(query)
  return text === '' ? '/search' : `/search?${text}`
}

const filterOfText = (text: string | null): SearchQuery['filter'] => {
  if (text === null) return {}
  try {
    const parsed = searchFilterSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : {}
  } catch {
    return {}
  }
}

/** Reads an address; what makes no sense in it is left out. */
export const queryOfAddress = (search: string): SearchQuery => {
  const text = new URLSearchParams(search)
  const within = Number(text.get('within'))
  const then = text.get('then')
  const read: SearchQuery = {
    ...emptyQuery,
    words: text.get('q') ?? '',
    not: text.getAll('not').filter((words) => words !== ''),
    exact: text.get('exact') === '1',
    anchors: given(text.getAll('like').map(anchorOfText)),
    lessLike: given(text.getAll('unlike').map(anchorOfText)),
    pictures: given(text.getAll('picture').map(pictureOfText)),
    sounds: text.getAll('sound').flatMap((reference) => (idSchema.safeParse(reference).success ? { reference } : [])),
    followedBy: then === null ? null : { words: then, withinSeconds: within > 0 ? within : usualWithinSeconds },
    filter: filterOfText(text.get('filter')),
    groupByVideo: text.get('group') === '1',
    mergeNeighbours: text.get('merge') === '1',
    foldAlike: text.get('fold') !== '0',
    sort: searchSortSchema.catch('relevance').parse(text.get('sort')),
    weights: valuesOfText(text.get('weights') ?? ''),
    sources: sourcesOfText(text.get('sources') ?? ''),
    trail: text.getAll('trail').slice(-maxTrail),
  }
  const places = (text.get('pin') ?? '').split('.')
  const pinned = chipsOf(read).filter((_, place) => places.includes(String(place)))
  return { ...read, pinned: pinned.map(chipKey) }
}

/** What tells two searches apart whose results are not the same list in another order. */
export const searchKey = (query: SearchQuery): string =>
  addressText({ ...query, weights: emptyQuery.weights, sort: 'relevance', pinned: [], trail: [] })

/** What is asked, whatever filters, grouping, order and sliders do to the answer. Another one is a new search. */
export const questionKey = (query: SearchQuery): string =>
  searchKey({ ...query, filter: {}, groupByVideo: false, mergeNeighbours: false, foldAlike: true })
