import { copyFile, mkdir, mkdtemp, open, readdir, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FusionTerm, TopRequest } from '../../domain/ports/index.ts'
import { bruteStatistics, bruteTop } from '../fixtures/brute-force.ts'
import { type FilledSpace, openClusteredSpaces } from '../fixtures/clustered-library.ts'
import type { IndexedVideo } from '../fixtures/index-library.ts'
import { createMemoryLibrary, type MemoryLibrary } from '../fixtures/memory-search-store.ts'
import { seededRandom } from '../fixtures/seeded-random.ts'
import type { CompactIndex, MemoryMode } from '../index-options.ts'
import { createCompactIndex } from './compact-index.ts'

const never = new AbortController().signal
const shapes = [
  { modality: 'visual', dimension: 128, present: 1, clusters: 12, noise: 0.8, shared: 0.6 },
  { modality: 'captions', dimension: 96, present: 0.5, clusters: 9, noise: 0.7, shared: 2 },
] as const

let folder = ''
let library: MemoryLibrary
let spaces: readonly FilledSpace[]
let videos: IndexedVideo[]
let fill: (video: IndexedVideo) => Promise<void>
let open1: CompactIndex[]

const openIndex = async (memory: MemoryMode, cacheFolder = folder): Promise<CompactIndex> => {
  const index = createCompactIndex({ store: library.store, folder: cacheFolder, threads: 2, memory })
  open1.push(index)
  await index.ready
  return index
}

const fillLibrary = async (seed: number, count: number): Promise<void> => {
  library = createMemoryLibrary()
  const opened = await openClusteredSpaces(library, seededRandom(seed), shapes)
  spaces = opened.spaces
  fill = opened.fill
  videos = []
  for (let video = 0; video < count; video += 1) {
    const added = await library.addVideo(100)
    await fill(added)
    videos.push(added)
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goodclips-index-'))
  open1 = []
  await fillLibrary(3, 45)
})
afterEach(async () => {
  await Promise.all(open1.map((index) => index.close()))
  await rm(folder, { recursive: true, force: true })
})

const expectExact = async (index: CompactIndex): Promise<void> => {
  const terms: FusionTerm[] = []
  for (const space of spaces) {
    const query = { spaceId: space.id, vector: space.vectorNear() }
    const [found, expected] = [await index.statistics(query, never), await bruteStatistics(library.store, query)]
    expect(found.count).toBe(expected.count)
    expect(found.best).toBe(expected.best)
    expect(found.mean).toBeCloseTo(expected.mean, 5)
    expect(found.deviation).toBeCloseTo(expected.deviation, 5)
    terms.push({ ...query, weight: 0.7, mean: found.mean, deviation: found.deviation })
  }
  const asked: TopRequest = {
    fusion: 'calibrated',
    terms,
    within: null,
    without: [],
    limit: 50,
    countFrom: 0.6,
    signal: never,
  }
  const [found, expected] = [await index.top(asked), await bruteTop(library.store, asked)]
  expect([...found.scenes]).toEqual([...expected.scenes])
  expect([...found.scores]).toEqual([...expected.scores])
  expect(found).toMatchObject({ candidates: expected.candidates, reaching: expected.reaching })
}

const sources = (index: CompactIndex) => index.timings().spaces.map(({ from }) => from)

/** Changes of every kind: new, replaced, deleted, hidden, brought back. */
const changeLibrary = async (): Promise<void> => {
  const [first, second, third] = videos
  if (first === undefined || second === undefined || third === undefined) throw new Error('no videos')
  for (let count = 0; count < 3; count += 1) {
    const video = await library.addVideo(30)
    await fill(video)
    videos.push(video)
  }
  await fill(first)
  await library.deleteScenes(second, second.scenes.slice(10, 40))
  await library.remove(third)
}

describe.each(['full', 'low'] as const)('cache files with %s memory', (memory) => {
  it('are written and read again, with what has changed since', async () => {
    const built = await openIndex(memory)
    expect(sources(built)).toEqual(['store', 'store'])
    await expectExact(built)
    await built.save()
    await built.close()
    expect((await readdir(folder)).sort()).toEqual(spaces.map(({ id }) => `${id}.codes`).sort())
    const read = await openIndex(memory)
    expect(sources(read)).toEqual(['cache', 'cache'])
    await expectExact(read)
    await read.close()
    await changeLibrary()
    const later = await openIndex(memory)
    expect(sources(later)).toEqual(['cache', 'cache'])
    await expectExact(later)
    const [, , third] = videos
    if (third !== undefined) await library.restore(third)
    later.changed()
    await expectExact(later)
  })

  it('are written again while the index is used', async () => {
    const index = await openIndex(memory)
    for (let round = 0; round < 3; round += 1) {
      await changeLibrary()
      videos = videos.slice(3)
      index.changed()
      await expectExact(index)
      const [saved] = await Promise.all([index.save(), expectExact(index)])
      expect(saved).toBeUndefined()
      await expectExact(index)
    }
    await index.close()
    const read = await openIndex(memory === 'full' ? 'low' : 'full')
    expect(sources(read)).toEqual(['cache', 'cache'])
    await expectExact(read)
  })

  it('hide what was removed while nobody looked', async () => {
    const index = await openIndex(memory)
    await index.save()
    await index.close()
    const [first, second] = videos
    if (first === undefined || second === undefined) throw new Error('no videos')
    await library.remove(first)
    const hidden = await openIndex(memory)
    expect(sources(hidden)).toEqual(['cache', 'cache'])
    await expectExact(hidden)
    await hidden.save()
    await hidden.close()
    await library.restore(first)
    await library.remove(second)
    await expectExact(await openIndex(memory))
  })
})

describe('cache files that cannot be used', () => {
  const writeCache = async (): Promise<string> => {
    const index = await openIndex('full')
    await index.save()
    await index.close()
    return join(folder, `${spaces[0]?.id}.codes`)
  }
  const flipByte = async (path: string, position: number): Promise<void> => {
    const handle = await open(path, 'r+')
    const byte = new Uint8Array(1)
    await handle.read(byte, 0, 1, position)
    await handle.write(Uint8Array.of((byte[0] ?? 0) ^ 0x10), 0, 1, position)
    await handle.close()
  }
  const expectRebuilt = async (memory: MemoryMode = 'full'): Promise<void> => {
    const index = await openIndex(memory)
    expect(sources(index)).toContain('store')
    await expectExact(index)
  }

  it.each([0.1, 0.5, 0.9, 0.999])('are not: cut off at %d', async (part) => {
    const path = await writeCache()
    await truncate(path, Math.floor((await stat(path)).size * part))
    await expectRebuilt()
  })

  it.each([
    ['magic', 0],
    ['version', 4],
    ['position of the description', 9],
    ['short codes', 4096 + 5000],
    ['long codes', 4096 + 4096 * (128 / 4 + 28) + 77],
  ])('are not: a changed bit in the %s', async (_name, position) => {
    await flipByte(await writeCache(), position)
    await expectRebuilt()
    await expectRebuilt('low')
  })

  it.each([64, 300, 2000])('are not: a changed bit %d bytes before the end', async (before) => {
    const path = await writeCache()
    await flipByte(path, (await stat(path)).size - before)
    await expectRebuilt()
  })

  it('are not: those of another library, of another space, or of a feed that was forgotten', async () => {
    const path = await writeCache()
    const elsewhere = join(folder, 'elsewhere')
    await mkdir(elsewhere)
    await copyFile(path, join(elsewhere, `${spaces[1]?.id}.codes`))
    const misplaced = await openIndex('full', elsewhere)
    expect(sources(misplaced)).toEqual(['store', 'store'])
    await expectExact(misplaced)
    await misplaced.close()
    await changeLibrary()
    library.forgetFeed()
    await expectRebuilt()
    await open1.at(-1)?.save()
    await open1.at(-1)?.close()
    await fillLibrary(77, 48)
    await expectRebuilt()
  })
})
