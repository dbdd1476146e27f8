import type { Anchor } from '../../../electron/contract/index.ts'
import { filterCount, type SearchQuery } from './search-query.ts'

const scenesText = (kind: string, anchors: readonly Anchor[], anchorText: (anchor: Anchor) => string): string => {
  const [first, ...others] = anchors
  if (first === undefined) return ''
  return `${kind} ${anchorText(first)}${others.length > 0 ? ` + ${others.length}` : ''}`
}

const counted = (count: number, one: string, several: string): string =>
  count === 0 ? '' : count === 1 ? one : `${count} ${several}`

/** What a search is called: its words, what it compares with, what follows and its filters. `anchorText` tells where a scene is. */
export const queryLabel = (query: SearchQuery, anchorText: (anchor: Anchor) => string): string => {
  const { words, anchors, lessLike, pictures, sounds, not, followedBy, filter } = query
  const then = followedBy?.words.trim() ?? ''
  const parts = [
    words.trim(),
    scenesText('like', anchors, anchorText),
    counted(pictures.length, 'a picture', 'pictures'),
    counted(sounds.length, 'a sound', 'sounds'),
    scenesText('unlike', lessLike, anchorText),
    not.length === 0 ? '' : `not ${not.join(', ')}`,
  ].filter((part) => part !== '')
  const more = [then === '' ? '' : `then ${then}`, counted(filterCount(filter), '1 filter', 'filters')]
  return [...(parts.length === 0 ? ['everything'] : parts), ...more.filter((part) => part !== '')].join(' · ')
}
