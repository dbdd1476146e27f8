import { expect, it } from 'vitest'
import { createMemoryLibrary } from '../fixtures/memory-search-store.ts'
import { openSimilarityColumns } from './similarity-columns.ts'

it.each([0, 1, 40])('takes little memory in a library of %i scenes', async (count) => {
  const library = createMemoryLibrary()
  const space = await library.openSpace('visual', 8)
  const { scenes } = await library.addVideo(count)
  await library.write(space, scenes, new Float32Array(count * 8).fill(1))
  const used = (): number => {
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const before = used()
  const columns = await openSimilarityColumns(library.store)
  await columns.of({ spaceId: space, vector: new Float32Array(8).fill(1) })
  expect(used() - before).toBeLessThan(16 * 2 ** 20)
})
