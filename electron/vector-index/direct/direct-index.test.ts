import { describe } from 'vitest'
import { createMemoryLibrary } from '../fixtures/memory-search-store.ts'
import { sceneIndexContract, sceneIndexLibraryContract } from '../fixtures/scene-index-contract.ts'
import { createSqliteLibrary } from '../fixtures/sqlite-library.ts'
import { createDirectIndex } from './direct-index.ts'

describe('the direct index over a library in memory', () => {
  sceneIndexContract({
    openLibrary: async () => createMemoryLibrary(),
    openIndex: async (store) => createDirectIndex(store),
    libraries: 12,
    mostScenes: 6000,
  })
})

describe('the direct index over a real library', () => {
  sceneIndexLibraryContract({
    openLibrary: createSqliteLibrary,
    openIndex: async (store) => createDirectIndex(store),
    libraries: 3,
    mostScenes: 1000,
  })
})
