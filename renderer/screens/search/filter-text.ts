import type { SearchFilter } from '../../../electron/contract/index.ts'
import { flagNames, starsText } from '../../widgets/filters/mark-filter-text.ts'

/** Name of one filter. */
export type FilterName = keyof SearchFilter

/** Filters a person can add, in the order of the menu. */
export const filterNames: readonly (readonly [FilterName, string])[] = [
  ['videoIds', 'Videos'],
  ['name', 'Name of the video'],
  ['rating', 'Rating'],
  ['flag', 'Flag'],
  ['labels', 'Label'],
  ['tags', 'Tags'],
  ['people', 'People'],
  ['captionPhrase', 'Words in captions'],
  ['hasAudio', 'Has sound'],
  ['hasCaptions', 'Has captions'],
  ['sceneLengthMs', 'Length of the scene'],
  ['durationMs', 'Length of the video'],
  ['recordedAt', 'Date recorded'],
  ['addedAt', 'Date added'],
  ['resolution', 'Resolution'],
]

/** What a filter is called. */
export const filterName = (name: FilterName): string => filterNames.find(([other]) => other === name)?.[1] ?? name

interface Range<Value> {
  readonly min?: Value | undefined
  readonly max?: Value | undefined
}

const rangeText = <Value>(range: Range<Value>, text: (value: Value) => string): string => {
  if (range.min !== undefined && range.max !== undefined) return `${text(range.min)} – ${text(range.max)}`
  if (range.min !== undefined) return `from ${text(range.min)}`
  return range.max === undefined ? 'any' : `up to ${text(range.max)}`
}

const rounded = (value: number): string => String(Number(value.toFixed(2)))
const secondsText = (ms: number): string => `${rounded(ms / 1000)} s`
const minutesText = (ms: number): string => `${rounded(ms / 60_000)} min`
const dayText = (moment: string): string => moment.slice(0, 10)

/** The chip of a filter that is set; `titleOf` names a video. */
export const filterText = (filter: SearchFilter, name: FilterName, titleOf: (videoId: string) => string): string => {
  switch (name) {
    case 'videoIds': {
      const [first, ...others] = filter.videoIds ?? []
      if (first === undefined) return 'in no video'
      return others.length === 0 ? `in ${titleOf(first)}` : `in ${others.length + 1} videos`
    }
    case 'name':
      return `named ${filter.name ?? ''}`
    case 'tags':
      return `tagged ${(filter.tags ?? []).join(' + ')}`
    case 'rating':
      return starsText(filter.rating?.min, filter.rating?.max)
    case 'flag':
      return filter.flag === undefined ? '' : flagNames[filter.flag].toLowerCase()
    case 'labels':
      return `label ${(filter.labels ?? []).join(' or ')}`
    case 'people':
      return `with ${(filter.people ?? []).join(' + ')}`
    case 'captionPhrase':
      return `captions: ${filter.captionPhrase ?? ''}`
    case 'hasAudio':
      return filter.hasAudio === false ? 'without sound' : 'with sound'
    case 'hasCaptions':
      return filter.hasCaptions === false ? 'without captions' : 'with captions'
    case 'sceneLengthMs':
      return `scene ${rangeText(filter.sceneLengthMs ?? {}, secondsText)}`
    case 'durationMs':
      return `video ${rangeText(filter.durationMs ?? {}, minutesText)}`
    case 'recordedAt':
      return `recorded ${rangeText(filter.recordedAt ?? {}, dayText)}`
    case 'addedAt':
      return `added ${rangeText(filter.addedAt ?? {}, dayText)}`
    case 'resolution':
      return `picture ${rangeText(filter.resolution ?? {}, (lines) => `${lines}p`)}`
  }
}

/** Filters that are set, in the order of the menu. */
export const setFilters = (filter: SearchFilter): readonly FilterName[] =>
  filterNames.map(([name]) => name).filter((name) => filter[name] !== undefined)

/** The filter without one of its parts. */
export const withoutFilter = (filter: SearchFilter, name: FilterName): SearchFilter =>
  Object.fromEntries(Object.entries(filter).filter(([other]) => other !== name))

/** A range from what was typed; undefined where neither end was. */
export const rangeOfTyped = <Value>(
  min: Value | undefined,
  max: Value | undefined,
): { min?: Value; max?: Value } | undefined =>
  min === undefined && max === undefined
    ? undefined
    : { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
