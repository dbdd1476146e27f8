import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { finish, type TestLibrary, testLibrary, until, unwrap, within } from '../fixtures/test-library.ts'

const videos = { limit: 500, sort: 'added', order: 'asc' } as const

let library: TestLibrary
let film: Buffer
beforeEach(async () => {
  library = await testLibrary()
  film = await readFile(await library.clip('two-scenes'))
})
afterEach(async () => {
  await library.close()
})

/** An upload of which all but the last byte came; the library is closed. */
const nearlyThere = async (batch = 'batch1') => {
  const core = await library.open()
  const upload = unwrap(await core.uploads.create({ name: 'film.mp4', sizeBytes: film.length, batch }))
  const most = new Blob([Uint8Array.from(film.subarray(0, -1))]).stream()
  unwrap(await core.uploads.append(upload.id, 0, most, within(10_000)))
  await core.close()
  const uploads = join(library.libraryPath, 'uploads')
  const part = join(uploads, `${upload.id}.part`)
  // The last byte came and then the process died.
  await writeFile(part, film)
  return {
    id: upload.id,
    part,
    note: join(uploads, `${upload.id}.json`),
    batch: join(library.libraryPath, 'originals', batch),
  }
}

const expectOneVideo = async (id: string, batch: string, names: readonly string[] = ['film.mp4']) => {
  const core = await library.open()
  await until(async () => unwrap(await core.uploads.get(id)).import !== undefined)
  await finish(core)
  const upload = unwrap(await core.uploads.get(id))
  expect(upload).toMatchObject({ offset: film.length, import: { outcome: 'added' } })
  const page = await core.videos.list(videos)
  expect(page.items.map(({ id: videoId, state }) => [videoId, state])).toEqual([[upload.import?.videoId, 'ready']])
  expect((await readdir(batch)).toSorted()).toEqual(names)
  expect((await readFile(page.items[0]?.path ?? '')).equals(film)).toBe(true)
  // The other files of the folder are looked at after the upload has been taken in.
  const uploads = join(library.libraryPath, 'uploads')
  await until(async () => (await readdir(uploads)).every((name) => name.endsWith('.json')))
}

describe('an upload whose process died', () => {
  it('before the file was moved is completed', async () => {
    const { id, batch } = await nearlyThere()
    await expectOneVideo(id, batch)
  })

  it('after it was written down where the file goes', async () => {
    const { id, note, batch } = await nearlyThere()
    await mkdir(batch, { recursive: true })
    await writeFile(
      note,
      JSON.stringify({ ...JSON.parse(await readFile(note, 'utf8')), placing: join(batch, 'film.mp4') }),
    )
    await expectOneVideo(id, batch)
  })

  it('after the file was moved and before that was written down', async () => {
    const { id, part, note, batch } = await nearlyThere()
    await mkdir(batch, { recursive: true })
    await writeFile(
      note,
      JSON.stringify({ ...JSON.parse(await readFile(note, 'utf8')), placing: join(batch, 'film.mp4') }),
    )
    await rename(part, join(batch, 'film.mp4'))
    const core = await library.open()
    // Asked at once, before anything was tidied up: nothing has to be sent again.
    expect(unwrap(await core.uploads.get(id)).offset).toBe(film.length)
    await core.close()
    await expectOneVideo(id, batch)
  })

  it('of an older version, whose note did not say where the file goes', async () => {
    const { id, part, batch } = await nearlyThere()
    await mkdir(batch, { recursive: true })
    await rename(part, join(batch, 'film.mp4'))
    await expectOneVideo(id, batch)
  })

  it('of an older version, which left an empty file to hold the name', async () => {
    const { id, batch } = await nearlyThere()
    await mkdir(batch, { recursive: true })
    await writeFile(join(batch, 'film.mp4'), '')
    const core = await library.open()
    await until(async () => unwrap(await core.uploads.get(id)).import !== undefined)
    await finish(core)
    await until(async () => (await readdir(batch)).join() === 'film (2).mp4')
  })

  it('while it was noted leaves no half a note', async () => {
    const { id, note, batch } = await nearlyThere()
    await writeFile(`${note}.new`, '{"id":')
    await expectOneVideo(id, batch)
    await expect(stat(`${note}.new`)).rejects.toThrow()
  })

  it('and whose note is lost is taken in all the same', async () => {
    const { part, note, batch } = await nearlyThere()
    await mkdir(batch, { recursive: true })
    await rename(part, join(batch, 'film.mp4'))
    await rm(note)
    const core = await library.open()
    await until(async () => (await core.videos.list(videos)).items.length === 1)
    await finish(core)
    expect((await core.videos.list(videos)).items[0]).toMatchObject({ path: join(batch, 'film.mp4'), state: 'ready' })
  })
})
