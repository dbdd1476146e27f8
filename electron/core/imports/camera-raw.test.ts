import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createExportSchema } from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { finish, type TestLibrary, testLibrary, until, unwrap, within } from '../fixtures/test-library.ts'

/** How a file of a RED camera begins. */
const redHead = new Uint8Array([0, 0, 1, 0, 0x52, 0x45, 0x44, 0x32, 0, 0, 0, 0])

let library: TestLibrary
let core: Core
let card = ''
beforeEach(async () => {
  library = await testLibrary()
  core = await library.open()
  card = join(library.folder, 'card')
  await mkdir(card)
})
afterEach(() => library.close())

const put = async (name: string, bytes: Uint8Array): Promise<string> => {
  const path = join(card, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
  return path
}
const putFilm = async (name: string): Promise<string> => {
  const path = join(card, name)
  await mkdir(dirname(path), { recursive: true })
  await rename(await library.clip('two-scenes', 'made.mp4'), path)
  return path
}

it('says what camera RAW is and what helps, given alone or in a folder', async () => {
  const raw = await put('A001.braw', redHead)
  const [item] = await core.videos.import([raw], within(30_000))
  expect(item).toMatchObject({ outcome: 'refused', error: { code: 'camera_raw' } })
  expect(item?.error?.message).toContain('BRAW')
  expect(item?.error?.remedy).toContain('Proxy')
  expect((await core.videos.list({ limit: 10, sort: 'title', order: 'asc' })).items).toEqual([])
  await putFilm('other.mp4')
  await core.videos.import([card], within(30_000))
  const [left] = (await core.leftOut.list({ limit: 10 })).items
  expect(left?.groups).toMatchObject([{ kind: 'raw', names: ['A001.braw'] }])
})

it('takes the proxy in its place: beside it, in a folder, and of a take in several files', async () => {
  const braw = await put('A001.braw', redHead)
  await put('B002_C001_0101AB_001.R3D', redHead)
  await put('B002_C001_0101AB_002.R3D', redHead)
  const films = [await putFilm('Proxy/A001.mp4'), await putFilm('B002_C001_0101AB.mp4')]
  // A byte of its own at the end makes it another film.
  await writeFile(films[1] ?? '', Buffer.concat([await readFile(films[0] ?? ''), Buffer.alloc(1)]))
  const alone = await core.videos.import([braw], within(30_000))
  expect(alone).toMatchObject([{ path: films[0], outcome: 'added' }])
  const all = await core.videos.import([card], within(30_000))
  expect(all.map(({ path, outcome }) => [path, outcome]).toSorted()).toEqual(
    [
      [films[0], 'known'],
      [films[1], 'added'],
    ].toSorted(),
  )
  expect((await core.leftOut.list({ limit: 10 })).items).toEqual([])
})

it('names the RAW file to editors, and says so', async () => {
  await put('A001.braw', redHead)
  await putFilm('Proxy/A001.mp4')
  const [item] = await core.videos.import([card], within(30_000))
  await finish(core)
  const request = { source: { videoId: item?.videoId ?? '' }, kind: 'timeline', format: 'fcpxml-1.13' } as const
  const { id } = unwrap(await core.exports.create(createExportSchema.parse(request)))
  await until(async () => unwrap(await core.exports.get(id)).state === 'done')
  const { files, report } = unwrap(await core.exports.get(id))
  expect(report).toContainEqual({ code: 'camera_raw_named', message: expect.stringContaining('A001.braw') })
  const text = await readFile(files[0]?.path ?? '', 'utf8')
  expect(text).toContain(`${basename(card)}/A001.braw`)
  expect(text).not.toContain('A001.mp4')
  expect(unwrap(await core.bins.import({ text }, within(30_000)))).toMatchObject({ linked: 2, unlinked: [] })
})
