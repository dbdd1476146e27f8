import { describe } from 'vitest'
import { createDirectIndex } from './direct-index.ts'
import { createMemoryLibrary } from './fixtures/memory-search-store.ts'
import { sceneIndexContract } from './fixtures/scene-index-contract.ts'

describe('the direct index over a library in memory', () => {
  sceneIndexContract({
    openLibrary: async () => createMemoryLibrary(),
    openIndex: async (store) => createDirectIndex(store),
    libraries: 12,
    mostScenes: 6000,
  })
})
