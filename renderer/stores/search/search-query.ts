import type {
  Anchor,
  CaptionSourceId,
  PictureQuery,
  SearchFilter,
  SearchSort,
  SoundQuery,
} from '../../../electron/contract/index.ts'
import { balancedValues, type SliderValues } from './weights.ts'
import { allSources } from './word-sources.ts'

/** Everything a person said they look for; what the field, the sliders and the address hold. */
export interface SearchQuery {
  /** As typed, prefixes included (`readTyped`). */
  readonly words: string
  /** Words and phrases that are not wanted. */
  readonly not: readonly string[]
  /** Word for word in captions, instead of by meaning. */
  readonly exact: boolean
  readonly pictures: readonly PictureQuery[]
  readonly sounds: readonly SoundQuery[]
  /** More like these. */
  readonly anchors: readonly Anchor[]
  /** Less like these. */
  readonly lessLike: readonly Anchor[]
  /** Only scenes after which one of these words follows. */
  readonly followedBy: { readonly words: string; readonly withinSeconds: number } | null
  readonly filter: SearchFilter
  readonly groupByVideo: boolean
  readonly mergeNeighbours: boolean
  /** Copies are one result. */
  readonly foldAlike: boolean
  readonly sort: SearchSort
  readonly weights: SliderValues
  /** Whose words are searched; never none. */
  readonly sources: readonly CaptionSourceId[]
  /** Chips that stay when a new search is typed, by `chipKey`. */
  readonly pinned: readonly string[]
  /** Earlier searches that led here, as addresses, oldest first. */
  readonly trail: readonly string[]
}

/** Nothing asked for. */
export const emptyQuery: SearchQuery = {
  words: '',
  not: [],
  exact: false,
  pictures: [],
  sounds: [],
  anchors: [],
  lessLike: [],
  followedBy: null,
  filter: {},
  groupByVideo: false,
  mergeNeighbours: false,
  foldAlike: true,
  sort: 'relevance',
  weights: balancedValues,
  sources: allSources,
  pinned: [],
  trail: [],
}

/** How far apart “A then B” may be unless a person says otherwise. */
export const usualWithinSeconds = 30

/** Whether nothing is looked for: filters alone list what they leave. */
export const asksNothing = (query: SearchQuery): boolean =>
  query.words.trim() === '' &&
  query.pictures.length === 0 &&
  query.sounds.length === 0 &&
  query.anchors.length === 0 &&
  query.lessLike.length === 0

/** Whether it compares with scenes or files, which words in captions cannot answer. */
export const hasExamples = (query: SearchQuery): boolean =>
  query.pictures.length > 0 || query.sounds.length > 0 || query.anchors.length > 0 || query.lessLike.length > 0

/** Whether it compares with scenes, so that likeness, look and sound texture can answer. */
export const hasScenes = (query: SearchQuery): boolean => query.anchors.length > 0 || query.lessLike.length > 0

/** A scene as an anchor: by its video and start, which also tell a person where it is. */
export const anchorOf = (scene: { readonly videoId: string; readonly startMs: number }): Anchor => ({
  videoId: scene.videoId,
  timeMs: scene.startMs,
})

const isSameAnchor = (a: Anchor, b: Anchor): boolean => JSON.stringify(a) === JSON.stringify(b)
const without = (anchors: readonly Anchor[], anchor: Anchor): readonly Anchor[] =>
  anchors.filter((other) => !isSameAnchor(other, anchor))

/** More (or less) like a scene, besides what was asked; a scene is never both. */
export const withAnchor = (query: SearchQuery, anchor: Anchor, side: 'anchors' | 'lessLike'): SearchQuery => ({
  ...query,
  anchors: without(query.anchors, anchor),
  lessLike: without(query.lessLike, anchor),
  exact: false,
  [side]: [...without(query[side], anchor), anchor],
})

/** One thing besides the words that a search is made of, as a chip of the field shows it. */
export type QueryChip =
  | { readonly kind: 'anchor' | 'less'; readonly anchor: Anchor }
  | { readonly kind: 'picture'; readonly picture: PictureQuery }
  | { readonly kind: 'sound'; readonly sound: SoundQuery }
  | { readonly kind: 'not'; readonly words: string }

/** The chips of a query, in the order on show. */
export const chipsOf = (query: SearchQuery): readonly QueryChip[] => [
  ...query.anchors.map((anchor) => ({ kind: 'anchor' as const, anchor })),
  ...query.pictures.map((picture) => ({ kind: 'picture' as const, picture })),
  ...query.sounds.map((sound) => ({ kind: 'sound' as const, sound })),
  ...query.lessLike.map((anchor) => ({ kind: 'less' as const, anchor })),
  ...query.not.map((words) => ({ kind: 'not' as const, words })),
]

/** What tells a chip from the others of its query. */
export const chipKey = (part: QueryChip): string => JSON.stringify(part)

/** Whether a chip stays when a new search is typed. */
export const isPinned = (query: SearchQuery, part: QueryChip): boolean => query.pinned.includes(chipKey(part))

/** Pins a chip, or unpins it. */
export const withPinTurned = (query: SearchQuery, part: QueryChip): SearchQuery => ({
  ...query,
  pinned: isPinned(query, part)
    ? query.pinned.filter((key) => key !== chipKey(part))
    : [...query.pinned, chipKey(part)],
})

/** The query with those of its chips that are wanted. */
const withChips = (query: SearchQuery, isWanted: (part: QueryChip) => boolean): SearchQuery => {
  const left = chipsOf(query).filter(isWanted)
  const keys = left.map(chipKey)
  return {
    ...query,
    pinned: query.pinned.filter((key) => keys.includes(key)),
    anchors: left.flatMap((other) => (other.kind === 'anchor' ? other.anchor : [])),
    lessLike: left.flatMap((other) => (other.kind === 'less' ? other.anchor : [])),
    pictures: left.flatMap((other) => (other.kind === 'picture' ? other.picture : [])),
    sounds: left.flatMap((other) => (other.kind === 'sound' ? other.sound : [])),
    not: left.flatMap((other) => (other.kind === 'not' ? other.words : [])),
  }
}

/** The query without one of its chips. */
export const withoutChip = (query: SearchQuery, part: QueryChip): SearchQuery => {
  const next = withChips(query, (other) => chipKey(other) !== chipKey(part))
  return asksNothing(next) ? { ...next, trail: [] } : next
}

/** The query with nothing to look for; filters, order and sliders stay as they were set. */
export const withoutIngredients = (query: SearchQuery): SearchQuery => ({
  ...emptyQuery,
  filter: query.filter,
  exact: query.exact,
  groupByVideo: query.groupByVideo,
  foldAlike: query.foldAlike,
  mergeNeighbours: query.mergeNeighbours,
  sort: query.sort,
  weights: query.weights,
  sources: query.sources,
})

/**
 * A new search of these words in place of an old one: chips go unless they are pinned, and what follows goes; filters,
 * order and sliders stay.
 */
export const newSearch = (query: SearchQuery, words: string): SearchQuery => {
  const { anchors, lessLike, pictures, sounds, not, pinned } = withChips(query, (part) => isPinned(query, part))
  return { ...withoutIngredients(query), words, anchors, lessLike, pictures, sounds, not, pinned }
}

/** The one film that is searched; null where there is none or several. */
export const onlyFilmOf = ({ filter }: SearchQuery): string | null => {
  const [first, ...others] = filter.videoIds ?? []
  return first !== undefined && others.length === 0 ? first : null
}

/** The query in one film only, or (null) in no film in particular. */
export const withOnlyFilm = (query: SearchQuery, videoId: string | null): SearchQuery => {
  const { videoIds: _, ...filter } = query.filter
  return { ...query, filter: videoId === null ? filter : { ...filter, videoIds: [videoId] } }
}

/** The query as “Clear” leaves it: without anything that the field shows. */
export const cleared = (query: SearchQuery): SearchQuery => {
  const next = withoutIngredients(query)
  return onlyFilmOf(query) === null ? next : withOnlyFilm(next, null)
}

/** How many filters are set. */
export const filterCount = (filter: SearchFilter): number =>
  Object.values(filter).filter((value) => value !== undefined).length

/** Whether only what its filter leaves is listed. */
export const listsByFilter = (query: SearchQuery): boolean =>
  asksNothing(query) && query.not.length === 0 && query.followedBy === null && filterCount(query.filter) > 0
