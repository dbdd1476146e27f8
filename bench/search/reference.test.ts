import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Asked } from './asked.ts'
import { runIndex } from './index-run.ts'
import { type BenchLibrary, prepareLibrary } from './library.ts'
import { type BenchQuery, makeImport, makeQueries } from './queries.ts'
import { compareWithBruteForce } from './reference.ts'

let folder: string
let library: BenchLibrary
const scenes = 600
const queries: readonly BenchQuery[] = makeQueries(scenes, 6)

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'goodclips-bench-'))
  library = await prepareLibrary(folder, scenes, () => undefined)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const measure = (changes: Partial<Parameters<typeof runIndex>[0]> = {}) =>
  runIndex({
    library: library.folder,
    scenes,
    upTo: scenes,
    spaceIds: library.spaceIds,
    kind: 'direct',
    cacheFolder: path.join(folder, 'index'),
    cold: false,
    queries,
    imported: [],
    ...changes,
  })

it('takes exact answers for those of brute force, before and after scenes are imported, and no others', async () => {
  const before = await measure()
  expect(before.asked).toHaveLength(12)
  const { asked, importedScenes } = await measure({ imported: makeImport(scenes, 64) })
  expect(importedScenes).toBeGreaterThan(0)
  const wrong = asked.map((one): Asked => ({ ...one, scenes: one.scenes.toReversed() }))
  const late = before.asked.map((one): Asked => ({ ...one, upTo: scenes + importedScenes }))
  const [own, again, reversed, outdated] = await compareWithBruteForce(library, queries, [
    before.asked,
    asked,
    wrong,
    late,
  ])
  expect(own).toMatchObject({ questions: 12, identical: 12, sameCountAndBest: true })
  expect(own?.mean).toBeLessThan(1e-6)
  expect(own?.deviation).toBeLessThan(1e-6)
  expect(again).toMatchObject({ questions: 18, identical: 18, sameCountAndBest: true })
  expect(reversed?.identical).toBe(0)
  expect(outdated?.sameCountAndBest).toBe(false)
})

it('takes back what was imported when the library is used again', async () => {
  await measure({ imported: makeImport(scenes, 16), queries: queries.slice(0, 2) })
  library = await prepareLibrary(folder, scenes, () => undefined)
  const { asked } = await measure()
  const [own] = await compareWithBruteForce(library, queries, [asked])
  expect(own).toMatchObject({ identical: 12, sameCountAndBest: true })
})
