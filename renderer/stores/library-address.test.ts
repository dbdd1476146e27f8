import { expect, it } from 'vitest'
import { libraryAddress, viewOfAddress, wholeLibrary } from './library-address.ts'

it('keeps words and every filter in the address, and reads them back', () => {
  const view = {
    q: 'B_CAM & more',
    filter: {
      state: 'ready' as const,
      tag: ['sea', 'a, b'],
      folder: '/Volumes/Card 1',
      addedFrom: '2026-01-02',
      minHeight: 720,
      hasSound: false,
      missing: true,
    },
  }
  const path = libraryAddress(view)
  expect(path).toMatch(/^\/library\?q=B_CAM/)
  expect(viewOfAddress(path.slice('/library'.length))).toEqual(view)
  expect(viewOfAddress(libraryAddress({ q: '', filter: { tag: ['sea'] } }).slice('/library'.length)).filter).toEqual({
    tag: ['sea'],
  })
  expect(libraryAddress(wholeLibrary)).toBe('/library')
  expect(viewOfAddress('')).toEqual(wholeLibrary)
})

it('leaves out of an address what makes no sense', () => {
  expect(viewOfAddress('?state=asleep&minHeight=tall&hasSound=maybe&addedFrom=yesterday&other=1')).toEqual(wholeLibrary)
})
