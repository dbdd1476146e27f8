import { describe, expect, it } from 'vitest'
import { bruteTop } from './fixtures/brute-force.ts'
import { openClusteredSpaces } from './fixtures/clustered-library.ts'
import type { IndexedVideo } from './fixtures/index-library.ts'
import { createMemoryLibrary } from './fixtures/memory-search-store.ts'
import { seededRandom } from './fixtures/seeded-random.ts'
import type { IndexStore } from './index-options.ts'
import { createSceneIndex } from './scene-index.ts'

const never = new AbortController().signal
const space = { modality: 'visual', dimension: 64, present: 1, clusters: 8, noise: 0.7, shared: 0.5 } as const

/** A library that grows, with an index whose border is at 400 vectors. */
const open = async (change: (store: IndexStore) => IndexStore = (store) => store) => {
  const library = createMemoryLibrary()
  const { spaces, fill } = await openClusteredSpaces(library, seededRandom(5), [space])
  const [visual] = spaces
  if (visual === undefined) throw new Error('no space')
  const index = createSceneIndex({ store: change(library.store), folder: null, threads: 1, compactFrom: 400 })
  const videos: IndexedVideo[] = []
  const grow = async (count: number): Promise<void> => {
    const video = await library.addVideo(count)
    await fill(video)
    videos.push(video)
    index.changed()
  }
  const expectExact = async (): Promise<void> => {
    const terms = [{ spaceId: visual.id, vector: visual.vectorNear(), weight: 1, mean: 0.2, deviation: 0.1 }]
    const asked = {
      fusion: 'calibrated',
      terms,
      within: null,
      without: [],
      limit: 20,
      countFrom: null,
      signal: never,
    } as const
    const [found, expected] = [await index.top(asked), await bruteTop(library.store, asked)]
    expect([...found.scenes]).toEqual([...expected.scenes])
    expect([...found.scores]).toEqual([...expected.scores])
  }
  return { library, index, videos, grow, expectExact }
}

const isIn = (index: { readonly status: () => { readonly mode: string } }, mode: string) =>
  expect.poll(() => index.status().mode).toBe(mode)

describe('the index of a library', () => {
  it('changes to the accelerator and back as the library grows and shrinks, and answers all the while', async () => {
    const { library, index, videos, grow, expectExact } = await open()
    await grow(300)
    await expectExact()
    expect((await index.settled()).mode).toBe('direct')
    await grow(150)
    await expectExact()
    await isIn(index, 'compact')
    await expectExact()
    expect(index.timings()?.spaces).toMatchObject([{ from: 'store', rows: 450 }])
    await grow(50)
    await expectExact()
    const [first] = videos
    if (first === undefined) throw new Error('no video')
    // Not below half of the border yet.
    await library.deleteScenes(first, first.scenes.slice(0, 250))
    index.changed()
    await expectExact()
    expect((await index.settled()).mode).toBe('compact')
    await library.deleteScenes(first, first.scenes.slice(250))
    const [, second] = videos
    if (second === undefined) throw new Error('no video')
    await library.deleteScenes(second, second.scenes)
    index.changed()
    await expectExact()
    await isIn(index, 'direct')
    await expectExact()
    await index.close()
    await expect(expectExact()).rejects.toThrow('closed')
  })

  it('goes on with sqlite-vec alone when the accelerator cannot be made', async () => {
    let asked = 0
    const { index, grow, expectExact } = await open((store) => ({
      ...store,
      vectors: {
        ...store.vectors,
        block: async () => {
          asked += 1
          throw new Error('no vectors today')
        },
      },
    }))
    await grow(500)
    await expectExact()
    await expect.poll(() => index.status().state).toBe('failed')
    expect(index.status().mode).toBe('direct')
    expect(asked).toBeGreaterThanOrEqual(2)
    await expectExact()
    await index.close()
  })
})
