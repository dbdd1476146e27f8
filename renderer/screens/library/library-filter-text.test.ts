import { expect, it } from 'vitest'
import { libraryFilters } from '../../../electron/contract/index.ts'
import { filtersSet, libraryFilterText, noneText, turnedFilter, withFilter } from './library-filter-text.ts'

const full = {
  state: 'failed',
  tag: ['sea', 'kite'],
  minRating: 3,
  flag: 'pick',
  label: ['red', 'blue'],
  folder: '/Volumes/Card/B_CAM',
  addedFrom: '2026-01-02T00:00:00.000Z',
  recordedFrom: '2026-01-02',
  recordedTo: '2026-01-02',
  minHeight: 720,
  maxHeight: 1080,
  camera: 'Sony ILCE-7M4',
  hasSound: false,
  hasCaptions: true,
  missing: true,
} as const

it('calls every filter of the table by its chip', () => {
  expect(filtersSet(full as never).map(({ id }) => id)).toEqual(libraryFilters.map(({ id }) => id))
  expect(libraryFilters.map(({ id }) => libraryFilterText(full as never, id))).toEqual([
    'failed',
    'tagged sea + kite',
    '★★★ and more',
    'picked',
    'label red or blue',
    'in B_CAM',
    'added from 2026-01-02',
    'recorded 2026-01-02',
    'picture 720p – 1080p',
    'Sony ILCE-7M4',
    'without sound',
    'with captions',
    'file missing',
  ])
  expect(libraryFilterText({ folder: 'C:\\Films\\Trip' }, 'folder')).toBe('in Trip')
})

it('sets one filter anew and leaves the others', () => {
  expect(withFilter({ state: 'ready', minHeight: 1, maxHeight: 2 }, 'resolution', { minHeight: 720 })).toEqual({
    state: 'ready',
    minHeight: 720,
  })
  expect(withFilter({ state: 'ready', hasSound: true }, 'sound', {})).toEqual({ state: 'ready' })
  expect([turnedFilter({}, 'sound'), turnedFilter({ hasSound: true }, 'sound')]).toEqual([
    { hasSound: true },
    { hasSound: false },
  ])
})

it('says of what nothing is left', () => {
  expect(noneText('sea ', {})).toBe('No video has “sea” in its name')
  expect(noneText('', { state: 'ready' })).toBe('No video passes the filter')
  expect(noneText('sea', { state: 'ready', hasSound: true })).toBe('No video with “sea” in its name passes the filters')
})
