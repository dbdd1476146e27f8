import {
  type LibraryFilter,
  type LibraryFilterId,
  libraryFilters,
  type VideoState,
} from '../../../electron/contract/index.ts'
import { flagNames, starsText } from '../../widgets/filters/mark-filter-text.ts'

/** What the states of a video are called in filters. */
export const stateNames: Readonly<Record<VideoState, string>> = {
  queued: 'Waiting',
  processing: 'In work',
  ready: 'Ready',
  partial: 'Incomplete',
  failed: 'Failed',
}

type Row = (typeof libraryFilters)[number]

const fieldsOf = (row: Row): readonly (keyof LibraryFilter)[] => Object.keys(row.fields) as (keyof LibraryFilter)[]

/** The row of a filter. */
export const filterRow = (id: LibraryFilterId): Row => {
  const row = libraryFilters.find((each) => each.id === id)
  if (row === undefined) throw new Error(`there is no filter ${id}`)
  return row
}

/** The filters that are set, in the order of their table. */
export const filtersSet = (filter: LibraryFilter): readonly Row[] =>
  libraryFilters.filter((row) => fieldsOf(row).some((field) => filter[field] !== undefined))

/** The filter with one of the table's filters set anew; without it where nothing is given. */
export const withFilter = (filter: LibraryFilter, id: LibraryFilterId, values: LibraryFilter): LibraryFilter => {
  const own = new Set<string>(fieldsOf(filterRow(id)))
  const rest = Object.entries(filter).filter(([field]) => !own.has(field))
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries([...rest, ...given])
}

const range = (from: string | undefined, to: string | undefined): string => {
  if (from !== undefined && to !== undefined) return from === to ? from : `${from} – ${to}`
  return from === undefined ? `up to ${to ?? ''}` : `from ${from}`
}
const lines = (value: number | undefined): string | undefined => (value === undefined ? undefined : `${value}p`)
const day = (moment: string | undefined): string | undefined => moment?.slice(0, 10)

/** The chip of a filter that is set. */
export const libraryFilterText = (filter: LibraryFilter, id: LibraryFilterId): string => {
  switch (id) {
    case 'state':
      return filter.state === undefined ? '' : stateNames[filter.state].toLowerCase()
    case 'tags':
      return `tagged ${(filter.tag ?? []).join(' + ')}`
    case 'rating':
      return starsText(filter.minRating, filter.maxRating)
    case 'flag':
      return filter.flag === undefined ? '' : flagNames[filter.flag].toLowerCase()
    case 'label':
      return `label ${(filter.label ?? []).join(' or ')}`
    case 'folder':
      return `in ${filter.folder?.replace(/^.*[\\/](?=[^\\/]+[\\/]?$)/, '') ?? ''}`
    case 'added':
      return `added ${range(day(filter.addedFrom), day(filter.addedTo))}`
    case 'recorded':
      return `recorded ${range(day(filter.recordedFrom), day(filter.recordedTo))}`
    case 'resolution':
      return `picture ${range(lines(filter.minHeight), lines(filter.maxHeight))}`
    case 'camera':
      return filter.camera ?? ''
    case 'sound':
      return filter.hasSound === false ? 'without sound' : 'with sound'
    case 'captions':
      return filter.hasCaptions === false ? 'without captions' : 'with captions'
    case 'missing':
      return filter.missing === false ? 'file there' : 'file missing'
  }
}

/** A filter that needs no more than yes or no, turned round; `yes` where it is not set. */
export const turnedFilter = (filter: LibraryFilter, id: LibraryFilterId): LibraryFilter => {
  const [field] = fieldsOf(filterRow(id))
  return field === undefined ? {} : { [field]: filter[field] !== true }
}

/** Says that nothing is left, and of what. */
export const noneText = (q: string, filter: LibraryFilter): string => {
  const words = q.trim() === '' ? '' : `“${q.trim()}” in its name`
  const rows = filtersSet(filter)
  if (rows.length === 0) return `No video has ${words}`
  return `No video${words === '' ? '' : ` with ${words}`} passes the ${rows.length === 1 ? 'filter' : 'filters'}`
}
