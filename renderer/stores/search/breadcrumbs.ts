import type { Anchor } from '../../../electron/contract/index.ts'
import { addressText, queryOfAddress, searchPath } from './search-address.ts'
import { asksNothing, type SearchQuery, withoutIngredients } from './search-query.ts'

/** The search for scenes like one, with the way that led to it. Filters, order and sliders stay. */
export const similarTo = (query: SearchQuery, anchor: Anchor): SearchQuery => ({
  ...withoutIngredients(query),
  exact: false,
  anchors: [anchor],
  trail: asksNothing(query) ? [] : [...query.trail, addressText({ ...query, trail: [] })],
})

/** One step of the way: its search, and the address that goes back to it. */
export interface Crumb {
  readonly query: SearchQuery
  readonly path: string
}

/** The way to a search, oldest first, the search itself last. */
export const crumbsOf = (query: SearchQuery): readonly Crumb[] => [
  ...query.trail.map((text, index): Crumb => {
    const earlier: SearchQuery = { ...queryOfAddress(text), trail: query.trail.slice(0, index) }
    return { query: earlier, path: searchPath(earlier) }
  }),
  { query, path: searchPath(query) },
]

/** What a step is called: its words, else what it compares with. `anchorText` tells where an anchor is. */
export const crumbLabel = (query: SearchQuery, anchorText: (anchor: Anchor) => string): string => {
  const words = query.words.trim()
  const [first, ...others] = query.anchors
  const like = first === undefined ? '' : `like ${anchorText(first)}${others.length > 0 ? ` + ${others.length}` : ''}`
  if (words !== '') return like === '' ? words : `${words}, ${like}`
  if (like !== '') return like
  if (query.pictures.length > 0) return 'a picture'
  if (query.sounds.length > 0) return 'a sound'
  return query.lessLike[0] === undefined ? 'everything' : `unlike ${anchorText(query.lessLike[0])}`
}
