import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hangLimitMs } from '../../../build/fixtures/patience.ts'
import type { Modality } from '../../contract/index.ts'
import type { StorePort } from '../../domain/ports/index.ts'
import { addFinishedVideo, now, runStage } from '../../store/fixtures/sample-data.ts'
import { mustOpen, temporaryLibrary } from '../../store/fixtures/temporary-library.ts'
import { spaceKey, vectorOf } from '../../store/fixtures/vectors-contract.ts'
import { createChanges } from '../changes.ts'
import { unwrap } from '../fixtures/test-library.ts'
import { createMissingVectors } from '../library/missing-vectors.ts'
import { createRequeue } from '../library/requeue.ts'
import { createSpaces, type Spaces } from './spaces.ts'

let store: StorePort
let spaces: Spaces
let temporaryFolder: string
let filled: [Modality, readonly string[]][]
let changes: number
beforeEach(async () => {
  const libraryPath = await temporaryLibrary()
  temporaryFolder = join(libraryPath, 'tmp')
  store = await mustOpen(libraryPath)
  filled = []
  changes = 0
  spaces = createSpaces({
    store,
    temporaryFolder,
    fill: async (modality, videoIds) => {
      filled.push([modality, videoIds])
    },
    changed: () => {
      changes += 1
    },
  })
})
afterEach(async () => {
  await spaces.close()
  expect(await readdir(temporaryFolder).catch(() => [])).toEqual([])
  await store.close()
})

const fill = async (spaceId: string, videoId: string, seed = 0): Promise<void> => {
  const { items } = await store.scenes.list(videoId, { limit: 100 })
  const vectors = items.map(({ id, index }) => ({ key: id, vector: vectorOf(index + seed) }))
  await store.vectors.writeScenes(spaceId, { vectors, skipped: [] })
}

it('rebuilds a space that answers, drops one that does not', async () => {
  const film = await addFinishedVideo(store, 'film', { scenes: 2 })
  const { id: active } = await store.vectors.ensureSpace(spaceKey('audio'))
  const { id: idle } = await store.vectors.ensureSpace(spaceKey('audio', { model: 'clap-larger' }))
  await store.vectors.setTargetSpace('audio', active)
  await fill(active, film)
  await fill(idle, film)
  expect(unwrap(await spaces.rebuild(active))).toMatchObject({ id: active, active: true, present: 0, missing: 2 })
  expect(filled).toEqual([['audio', [film]]])
  expect(await spaces.rebuild(idle)).toMatchObject({ ok: false, error: { code: 'conflict' } })
  expect((await spaces.list()).map(({ id, present }) => [id, present])).toEqual([
    [active, 0],
    [idle, 2],
  ])
  expect(unwrap(await spaces.drop(idle))).toBeNull()
  expect((await spaces.list()).map(({ id }) => id)).toEqual([active])
  expect(changes).toBe(2)
  for (const unknown of [spaces.drop(idle), spaces.rebuild(idle), spaces.exportVectors(idle, null)]) {
    expect(await unknown).toMatchObject({ ok: false, error: { code: 'not_found' } })
  }
})

it('keeps an export as it was while scenes change, and tells one of another moment apart', async () => {
  const film = await addFinishedVideo(store, 'film', { scenes: 3 })
  const { id } = await store.vectors.ensureSpace(spaceKey('audio'))
  await fill(id, film)
  const first = unwrap(await spaces.exportVectors(id, null))
  await fill(id, film, 7)
  const second = unwrap(await spaces.exportVectors(id, null))
  expect(second.etag).not.toBe(first.etag)
  const again = unwrap(await spaces.exportVectors(id, first.etag))
  expect(again).toEqual(first)
  expect(again.jsonl.slice.etag).toBe(again.npy.slice.etag)
  const bytes = await readFile(again.npy.slice.path)
  expect(bytes).toHaveLength(again.npy.slice.length)
  expect(bytes.readFloatLE(128)).toBe(vectorOf(0)[0])
  expect((await readFile(again.jsonl.slice.path, 'utf8')).split('\n')).toHaveLength(4)
  // Two are kept: the third takes the place of the first.
  unwrap(await spaces.exportVectors(id, null))
  expect(await spaces.exportVectors(id, first.etag)).toMatchObject({ ok: false, error: { code: 'conflict' } })
  expect(await spaces.exportVectors(id, second.etag)).toMatchObject({ ok: true })
})

it('queues what makes missing vectors, for one video or all, and nothing else', async () => {
  const film = await addFinishedVideo(store, 'film', { scenes: 2 })
  const other = await addFinishedVideo(store, 'other', { scenes: 2 })
  const { id } = await store.vectors.ensureSpace(spaceKey('captions'))
  const stages = [{ stage: 'embed-captions', version: 1 }] as const
  await store.jobs.recover(stages, now, false)
  for (const video of [film, other]) {
    await fill(id, video)
    await runStage(store, video, { stage: 'embed-captions', warnings: [] })
  }
  let wakes = 0
  const changed: string[] = []
  const changes = createChanges()
  changes.listen({
    jobsChanged: (ids) => changed.push(...ids),
    workQueued: () => {
      wakes += 1
    },
  })
  const nothingRuns = { rerun: async () => undefined, retry: async () => null }
  const missing = createMissingVectors(store, createRequeue(store, nothingRuns, changes))
  const waiting = async () =>
    (await store.jobs.list({ state: 'waiting', limit: 10 })).items.map(({ videoId }) => videoId)
  await store.vectors.setTargetSpace('captions', id)
  await missing.fillAll(AbortSignal.timeout(hangLimitMs))
  expect(await waiting()).toEqual([])
  await store.vectors.drop(id)
  await missing.fillVideo(other)
  expect(await waiting()).toEqual([other])
  await missing.fillAll(AbortSignal.abort())
  expect(await waiting()).toEqual([other])
  await missing.fillAll(AbortSignal.timeout(hangLimitMs))
  expect((await waiting()).sort()).toEqual([film, other].sort())
  expect(changed).toHaveLength(2)
  expect(wakes).toBe(2)
  // A space that nobody asks is left as it is.
  await store.vectors.setTargetSpace('captions', null)
  for (const video of [film, other]) await runStage(store, video, { stage: 'embed-captions', warnings: [] })
  await missing.fillAll(AbortSignal.timeout(hangLimitMs))
  expect(await waiting()).toEqual([])
})
