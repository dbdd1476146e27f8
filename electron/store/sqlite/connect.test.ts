import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { mustOpen, temporaryLibrary } from '../fixtures/temporary-library.ts'
import { connect, hasVectorFunctions, loadVectorExtension } from './connect.ts'

it('says why sqlite-vec is missing and what helps, and opens without it', () => {
  const database = new Database(':memory:')
  const failure = loadVectorExtension(database, () => '/nowhere/vec0')
  expect(failure?.code).toBe('vector_extension_missing')
  expect(failure?.message).toContain('/nowhere/vec0')
  expect(failure?.remedy).toContain(process.platform)
  expect(hasVectorFunctions(database)).toBe(false)
  expect(
    loadVectorExtension(database, () => {
      throw new Error('no build for this platform')
    })?.message,
  ).toContain('no build for this platform')
})

it('loads sqlite-vec into every connection, once', () => {
  const database = connect(':memory:')
  expect(hasVectorFunctions(database)).toBe(true)
  expect(loadVectorExtension(database, () => '/nowhere/vec0')).toBeNull()
})

it('tells of it when a library is opened', async () => {
  const store = await mustOpen(await temporaryLibrary())
  expect(store.opening.vectorExtension).toBeNull()
  await store.close()
})
