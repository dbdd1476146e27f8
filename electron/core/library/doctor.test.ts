import { expect, it } from 'vitest'
import { checkOpening } from './doctor.ts'

it('tells of a vector extension that could not be loaded, and what helps', () => {
  const missing = { code: 'vector_extension_missing', message: 'It could not be loaded.', remedy: 'Install it again.' }
  expect(checkOpening({ vectorExtension: missing })).toEqual([
    { id: 'vectors', level: 'warning', message: missing.message, remedy: missing.remedy },
  ])
  expect(checkOpening({ vectorExtension: null })).toEqual([])
})
