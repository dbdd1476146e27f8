import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { desktopChannels } from '../../contract/desktop-bridge.ts'
import type { Core } from '../../core/core-api.ts'
import { importAll, type TestLibrary, testLibrary, unwrap } from '../../core/fixtures/test-library.ts'
import { draggedFiles } from './drag-out.ts'

let library: TestLibrary
let core: Core
const paths: string[] = []
const ids: string[] = []

beforeAll(async () => {
  library = await testLibrary()
  core = await library.open()
  await mkdir(join(library.folder, 'clips'), { recursive: true })
  for (const name of ['two-scenes', 'three-scenes'] as const) paths.push(await library.clip(name))
  for (const { videoId = '' } of await importAll(core, ...paths)) ids.push(videoId)
})
afterAll(() => library.close(), 60_000)

const signal = new AbortController().signal

it('holds the originals of videos and of a bin, each once and in order', async () => {
  const [first = '', second = ''] = ids
  expect(await draggedFiles(core, { videoIds: [second, first, second, 'unknown'] }, signal)).toEqual(
    [...paths].reverse(),
  )
  const bin = unwrap(await core.bins.create({ name: 'Selects' })).id
  const range = (videoId: string) => ({ videoId, startFrame: 0, endFrame: 10 })
  unwrap(await core.bins.add(bin, { items: [range(second), range(first), range(second)] }))
  expect(await draggedFiles(core, { binId: bin }, signal)).toEqual([...paths].reverse())
  expect(await draggedFiles(core, { binId: 'unknown' }, signal)).toEqual([])
})

it('holds the files of an export once it is done, and no file that is not there', async () => {
  const { id } = unwrap(
    await core.exports.create({
      source: { ranges: [{ videoId: ids[0] ?? '', startFrame: 0, endFrame: 5 }] },
      kind: 'timeline',
      format: 'edl',
      as: 'sequence',
    }),
  )
  await expect.poll(async () => unwrap(await core.exports.get(id)).state).toBe('done')
  const [file] = await draggedFiles(core, { exportId: id }, signal)
  expect(file).toMatch(/\.edl$/)
  await rm(file ?? '')
  expect(await draggedFiles(core, { exportId: id }, signal)).toEqual([])
  expect(await draggedFiles(core, { exportId: 'unknown' }, signal)).toEqual([])
})

it('is named by ids, never by paths', () => {
  const { payload } = desktopChannels.dragOut
  expect(payload.safeParse({ videoIds: ['v1'] }).success).toBe(true)
  for (const wrong of [
    { videoIds: [] },
    { path: '/etc/passwd' },
    { videoIds: ['../x'] },
    { binId: 'b1', exportId: 'x1' },
    null,
  ])
    expect(payload.safeParse(wrong).success).toBe(false)
})
