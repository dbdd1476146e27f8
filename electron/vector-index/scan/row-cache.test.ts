import { expect, it } from 'vitest'
import { createMemoryLibrary } from '../fixtures/memory-search-store.ts'
import type { IndexStore } from '../index-options.ts'
import { createRowCache } from './row-cache.ts'

const signal = new AbortController().signal
const vectorBytes = 4 * 4

/** A library of ten scenes with vectors of four dimensions; `asked` are the scenes that were read from it. */
const open = async () => {
  const library = createMemoryLibrary()
  const spaceId = await library.openSpace('visual', 4)
  const { scenes } = await library.addVideo(10)
  await library.write(
    spaceId,
    scenes,
    Float32Array.from({ length: 40 }, (_, index) => index),
  )
  const asked: number[] = []
  const store: IndexStore = {
    ...library.store,
    vectors: {
      ...library.store.vectors,
      ofScenes: (id, wanted) => {
        asked.push(...wanted)
        return library.store.vectors.ofScenes(id, wanted)
      },
    },
  }
  return { spaceId, scenes, store, asked }
}

it('reads a vector once, as long as there is room for it', async () => {
  const { spaceId, scenes, store, asked } = await open()
  const cache = createRowCache(store, 3 * vectorBytes)
  const [one = 0, two = 0, three = 0, four = 0] = scenes
  const found = await cache.read(spaceId, [one, two, three, 1e6], signal)
  expect([...found.keys()]).toEqual([one, two, three])
  expect([...(found.get(two) ?? [])]).toEqual([4, 5, 6, 7])
  expect(cache.bytes()).toBe(3 * vectorBytes)
  asked.length = 0
  await cache.read(spaceId, [one, three], signal)
  expect(asked).toEqual([])
  // The fourth takes the room of the second, which was used least recently.
  await cache.read(spaceId, [four], signal)
  await cache.read(spaceId, [one, two], signal)
  expect(asked).toEqual([four, two])
  expect(cache.bytes()).toBe(3 * vectorBytes)
})

it('asks again for what was forgotten, and keeps spaces apart', async () => {
  const { spaceId, scenes, store, asked } = await open()
  const cache = createRowCache(store, 1000)
  const [one = 0, two = 0] = scenes
  await cache.read(spaceId, [one, two], signal)
  expect((await cache.read('another', [one], signal)).size).toBe(0)
  asked.length = 0
  cache.forget('another', two)
  cache.forget(spaceId, one)
  expect(cache.bytes()).toBe(vectorBytes)
  await cache.read(spaceId, [one, two], signal)
  expect(asked).toEqual([one])
})
