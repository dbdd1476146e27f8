import { describe } from 'vitest'
import { createMemoryLibrary } from '../fixtures/memory-search-store.ts'
import { sceneIndexContract } from '../fixtures/scene-index-contract.ts'
import { createCompactIndex } from './compact-index.ts'

describe('the compact index over a library in memory', () => {
  sceneIndexContract({
    openLibrary: async () => createMemoryLibrary(),
    openIndex: async (store) => createCompactIndex({ store, folder: null, threads: 2 }),
    libraries: 12,
    mostScenes: 6000,
  })
})
