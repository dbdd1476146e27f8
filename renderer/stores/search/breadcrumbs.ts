import type { Anchor } from '../../../electron/contract/index.ts'
import { addressText, queryOfAddress, searchKey, searchPath } from './search-address.ts'
import { asksNothing, newSearch, type SearchQuery, withAnchor } from './search-query.ts'

/** The search for scenes like one, with the way that led to it. Filters, order and sliders stay. */
export const similarTo = (query: SearchQuery, anchor: Anchor): SearchQuery => ({
  ...withAnchor(newSearch(query, ''), anchor, 'anchors'),
  trail: asksNothing(query) ? [] : [...query.trail, addressText({ ...query, trail: [] })],
})

/** One step of the way: its search, and the address that goes back to it. */
export interface Crumb {
  readonly query: SearchQuery
  readonly path: string
}

/** The way to a search, oldest first, the search itself last; steps that look for the same are one. */
export const crumbsOf = (query: SearchQuery): readonly Crumb[] => {
  const steps = [
    ...query.trail.map((text, index): SearchQuery => ({ ...queryOfAddress(text), trail: query.trail.slice(0, index) })),
    query,
  ]
  const keys = steps.map(searchKey)
  return steps
    .filter((_, index) => index === steps.length - 1 || keys.indexOf(keys[index] ?? '', index + 1) < 0)
    .map((step) => ({ query: step, path: searchPath(step) }))
}
