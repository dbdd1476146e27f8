import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Core } from '../core-api.ts'
import { finish, importAll, type TestLibrary, testLibrary, unwrap, within } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

const slow = 60_000
const srt = (text: string): Buffer => Buffer.from(`1\n00:00:01,000 --> 00:00:02,000\n${text}\n`)
const originals = (): Promise<readonly string[]> =>
  readdir(join(library.libraryPath, 'originals'), { recursive: true }).catch((): string[] => [])

const send = async (core: Core, name: string, bytes: Uint8Array) => {
  const upload = unwrap(await core.uploads.create({ name, sizeBytes: bytes.length, batch: 'drop' }))
  const body = new Blob([new Uint8Array(bytes)]).stream()
  return unwrap(await core.uploads.append(upload.id, 0, body, within(20_000)))
}

const filmOf = async (core: Core, name: string): Promise<string> => {
  const [added] = await importAll(core, await library.clip('two-scenes', name))
  return added?.videoId ?? ''
}

const wordsOf = async (core: Core, id: string): Promise<readonly string[]> =>
  unwrap(await core.videos.captions(id, null, { limit: 50 })).items.map(({ text }) => text)

it(
  'gives captions that are sent alone to the film whose name they share, and leaves nothing behind',
  async () => {
    const core = await library.open()
    const id = await filmOf(core, 'dog_fetch_720p.mp4')
    const { id: upload } = await send(core, 'dog_fetch_720p.en.srt', srt('Fetch!'))
    expect(await wordsOf(core, id)).toEqual([])
    expect(unwrap(await core.uploads.settle(upload)).import).toMatchObject({ outcome: 'known', videoId: id })
    await finish(core)
    expect(await wordsOf(core, id)).toEqual(['Fetch!'])
    expect(unwrap(await core.videos.get(id)).captionTracks).toMatchObject([{ language: 'en', source: 'sidecar' }])
    expect(await originals()).toEqual([])
    // Told once more, it is the same; and it stays through another reading and another start.
    expect(unwrap(await core.uploads.settle(upload)).import).toMatchObject({ videoId: id })
    await core.close()
    const again = await library.open()
    await importAll(again, unwrap(await again.videos.get(id)).path)
    expect(await wordsOf(again, id)).toEqual(['Fetch!'])
  },
  slow,
)

it(
  'tells of captions that fit no film, attaches them where a person says, and drops them with the problem',
  async () => {
    const core = await library.open()
    const id = await filmOf(core, 'holiday.mp4')
    const lone = await send(core, 'translation final.srt', srt('The sea.'))
    const refused = unwrap(await core.uploads.settle(lone.id)).import
    expect(refused).toMatchObject({ outcome: 'refused', error: { code: 'caption_without_video' } })
    const [problem] = (await core.importProblems.list({ limit: 10 })).items
    expect(problem?.path).toBe(refused?.path)
    unwrap(await core.videos.attachCaptions(id, { uploadId: lone.id }))
    await finish(core)
    expect(await wordsOf(core, id)).toEqual(['The sea.'])
    expect((await core.importProblems.list({ limit: 10 })).items).toEqual([])
    expect(await originals()).toEqual([])

    const other = await send(core, 'nobody.srt', srt('Nobody.'))
    unwrap(await core.uploads.settle(other.id))
    const [left] = (await core.importProblems.list({ limit: 10 })).items
    unwrap(await core.importProblems.dismiss(left?.id ?? ''))
    expect(await originals()).toEqual([])
  },
  slow,
)

it(
  'copies a caption file of the disk, under a free name, and refuses what holds no captions',
  async () => {
    const core = await library.open()
    const id = await filmOf(core, 'holiday.mp4')
    const folder = dirname(unwrap(await core.videos.get(id)).path)
    const path = join(folder, 'elsewhere.srt')
    for (const text of ['one', 'two']) {
      await writeFile(path, srt(text))
      unwrap(await core.videos.attachCaptions(id, { path }))
    }
    await finish(core)
    expect([...(await wordsOf(core, id))].sort()).toEqual(['one', 'two'])
    expect(await readFile(path)).toEqual(srt('two'))
    const film = unwrap(await core.videos.get(id)).path
    expect(await core.videos.attachCaptions(id, { path: film })).toMatchObject({ error: { code: 'bad_request' } })
    expect(await core.videos.attachCaptions('nobody', { path })).toMatchObject({ error: { code: 'not_found' } })
    expect(await core.videos.attachCaptions(id, { uploadId: 'u_none' })).toMatchObject({ error: { code: 'not_found' } })
    unwrap(await core.videos.remove(id))
    unwrap(await core.removed.purge(id))
    expect(await readdir(join(library.libraryPath, 'captions'))).toEqual([])
  },
  slow,
)

it(
  'asks rather than guesses where several films have the name, and takes the longest of names within names',
  async () => {
    const core = await library.open()
    const [short, long] = [await filmOf(core, 'trip.mp4'), await core.videos.import([], within(1_000))]
    expect(long).toEqual([])
    const inner = await library.clip('three-scenes', 'trip.day 2.mp4')
    const [second] = await importAll(core, inner)
    const fitting = await send(core, 'trip.day 2.srt', srt('Day two.'))
    expect(unwrap(await core.uploads.settle(fitting.id)).import?.videoId).toBe(second?.videoId)
    const first = await send(core, 'trip.srt', srt('Trip.'))
    expect(unwrap(await core.uploads.settle(first.id)).import?.videoId).toBe(short)
  },
  slow,
)
