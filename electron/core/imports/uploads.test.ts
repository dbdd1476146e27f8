import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Core } from '../core-api.ts'
import { finish, importAll, type TestLibrary, testLibrary, unwrap, within } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

const body = (bytes: Uint8Array): ReadableStream<Uint8Array> => new Blob([new Uint8Array(bytes)]).stream()

/** A body that breaks after its bytes, as a connection does. */
const broken = (bytes: Uint8Array): ReadableStream<Uint8Array> => {
  let sent = false
  return new ReadableStream({
    pull: (controller) => {
      if (sent) controller.error(new Error('connection lost'))
      else controller.enqueue(bytes)
      sent = true
    },
  })
}

const send = async (core: Core, name: string, bytes: Uint8Array, batch?: string) => {
  const upload = unwrap(
    await core.uploads.create({ name, sizeBytes: bytes.length, ...(batch === undefined ? {} : { batch }) }),
  )
  return unwrap(await core.uploads.append(upload.id, 0, body(bytes), within(20_000)))
}

describe('uploads', () => {
  it('put the file into the library’s originals and import it', async () => {
    const core = await library.open()
    const bytes = await readFile(await library.clip('two-scenes'))
    const lastModifiedMs = Date.parse('2020-02-02T02:02:02Z')
    const upload = unwrap(await core.uploads.create({ name: 'a/b/Film.mp4', sizeBytes: bytes.length, lastModifiedMs }))
    expect(upload).toMatchObject({ name: 'Film.mp4', offset: 0 })
    const done = unwrap(await core.uploads.append(upload.id, 0, body(bytes), within(20_000)))
    expect(done).toMatchObject({ offset: bytes.length, import: { outcome: 'added' } })
    await finish(core)
    const video = unwrap(await core.videos.get(done.import?.videoId ?? ''))
    expect(video).toMatchObject({ state: 'ready', title: 'Film' })
    expect(video.path.startsWith(join(library.libraryPath, 'originals'))).toBe(true)
    expect((await readFile(video.path)).equals(bytes)).toBe(true)
    expect(unwrap(await core.uploads.get(upload.id)).import?.videoId).toBe(video.id)
  })

  it('go on from their offset after a lost connection and after a restart', async () => {
    const core = await library.open()
    const bytes = await readFile(await library.clip('two-scenes'))
    const upload = unwrap(await core.uploads.create({ name: 'Film.mp4', sizeBytes: bytes.length }))
    const part = unwrap(await core.uploads.append(upload.id, 0, broken(bytes.subarray(0, 10_000)), within(5_000)))
    expect(part.offset).toBe(10_000)
    expect(await core.uploads.append(upload.id, 20_000, body(bytes), within(5_000))).toMatchObject({
      ok: false,
      error: { code: 'conflict', details: { offset: 10_000 } },
    })
    await core.close()
    const again = await library.open()
    expect(unwrap(await again.uploads.get(upload.id)).offset).toBe(10_000)
    // From a little before: what was written after that is written again.
    const done = unwrap(await again.uploads.append(upload.id, 9_000, body(bytes.subarray(9_000)), within(5_000)))
    expect(done.import?.outcome).toBe('added')
    await finish(again)
    const video = unwrap(await again.videos.get(done.import?.videoId ?? ''))
    expect((await readFile(video.path)).equals(bytes)).toBe(true)
  })

  it('refuse more bytes than announced, more than the disk holds, and a second writer', async () => {
    const core = await library.open()
    const upload = unwrap(await core.uploads.create({ name: 'x.mp4', sizeBytes: 10 }))
    expect(await core.uploads.append(upload.id, 0, body(new Uint8Array(11)), within(5_000))).toMatchObject({
      ok: false,
      error: { code: 'payload_too_large' },
    })
    expect(unwrap(await core.uploads.get(upload.id)).offset).toBe(0)
    expect(await core.uploads.create({ name: 'x.mp4', sizeBytes: 2 ** 43 })).toMatchObject({
      ok: false,
      error: { code: 'disk_full' },
    })
    const endless = new AbortController()
    const first = core.uploads.append(
      upload.id,
      0,
      new ReadableStream({ pull: () => new Promise(() => {}) }),
      endless.signal,
    )
    expect(await core.uploads.append(upload.id, 0, body(new Uint8Array(10)), within(5_000))).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    })
    endless.abort()
    expect(unwrap(await first).offset).toBe(0)
    unwrap(await core.uploads.cancel(upload.id))
    expect(await core.uploads.get(upload.id)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(await readdir(join(library.libraryPath, 'uploads'))).toEqual([])
  })

  it('find the captions of their batch, whichever comes first, and never overwrite a file', async () => {
    const core = await library.open()
    const bytes = await readFile(await library.clip('two-scenes'))
    const captions = Buffer.from('1\n00:00:00,100 --> 00:00:01,000\nA whale appears.\n')
    const early = await send(core, 'Film.en.srt', captions, 'batch1')
    expect(early.import?.outcome).toBe('known')
    const film = await send(core, 'Film.mp4', bytes, 'batch1')
    await finish(core)
    expect((await core.search.captions({ query: 'whale', typing: false, limit: 5 })).total).toBe(1)
    const late = await send(
      core,
      'Film.de.srt',
      Buffer.from(captions.toString().replace('whale', 'Walfisch')),
      'batch1',
    )
    expect(late.import).toMatchObject({ outcome: 'known', videoId: film.import?.videoId })
    await finish(core)
    expect((await core.search.captions({ query: 'Walfisch', typing: false, limit: 5 })).total).toBe(1)
    const twin = await send(core, 'Film.mp4', bytes, 'batch1')
    expect(twin.import).toMatchObject({ outcome: 'known', videoId: film.import?.videoId })
    const names = await readdir(dirname(film.import?.path ?? ''))
    // What is there already is not kept twice.
    expect(names.toSorted()).toEqual(['Film.de.srt', 'Film.en.srt', 'Film.mp4'])
    expect((await core.importProblems.list({ limit: 10 })).items).toEqual([])
  })

  it('of one drop stand together and in order, however they arrive', async () => {
    const core = await library.open()
    const bytes = await readFile(await library.clip('two-scenes'))
    for (const [index, [name, batch]] of (
      [
        ['C300.mp4', 'card'],
        ['Other.mp4', 'later'],
        ['C001.mp4', 'card'],
      ] as const
    ).entries()) {
      const own = Buffer.concat([bytes, Buffer.alloc(index + 1)])
      expect((await send(core, name, own, batch)).import?.outcome).toBe('added')
    }
    const { items } = await core.videos.list({ limit: 10, sort: 'added', order: 'desc' })
    expect(items.map(({ title }) => title)).toEqual(['Other', 'C001', 'C300'])
  })

  it('of a film that lies on the disk make no copy and leave its path, told before a byte is sent or after the last', async () => {
    const core = await library.open()
    const path = await library.clip('two-scenes', 'A001_C002.mp4')
    const [added] = await importAll(core, path)
    const videoId = added?.videoId ?? ''
    const bytes = await readFile(path)
    const { contentId } = unwrap(await core.videos.get(videoId))
    const known = { outcome: 'known', videoId, path }
    const announced = { name: 'Renamed.mp4', sizeBytes: bytes.length, contentId }
    const told = unwrap(await core.uploads.create(announced))
    expect(told).toMatchObject({ offset: bytes.length, import: known })
    expect(unwrap(await core.uploads.get(told.id))).toEqual(told)
    expect((await send(core, 'Renamed.mp4', bytes)).import).toMatchObject(known)
    const { locations, path: mainPath } = unwrap(await core.videos.get(videoId))
    expect([mainPath, locations.map((location) => location.path)]).toEqual([path, [path]])
    expect(await readdir(join(library.libraryPath, 'originals')).catch(() => [])).toEqual([])
    // Removed, it comes back by being dropped again.
    unwrap(await core.videos.remove(videoId))
    expect(unwrap(await core.uploads.create(announced)).import?.outcome).toBe('restored')
    // Where its file is gone, the copy is welcome.
    await rm(path)
    const copy = unwrap(await core.uploads.create(announced))
    expect(copy).toMatchObject({ offset: 0 })
    const sent = unwrap(await core.uploads.append(copy.id, 0, body(bytes), within(20_000)))
    expect(sent.import).toMatchObject({ outcome: 'relocated', videoId })
    expect(await readdir(join(library.libraryPath, 'originals'))).toHaveLength(1)
  })

  it('expire a week after the last byte', async () => {
    const core = await library.open()
    const old = unwrap(await core.uploads.create({ name: 'old.mp4', sizeBytes: 100 }))
    const fresh = unwrap(await core.uploads.create({ name: 'fresh.mp4', sizeBytes: 100 }))
    await core.close()
    const folder = join(library.libraryPath, 'uploads')
    const eightDaysAgo = new Date(Date.now() - 8 * 24 * 3_600_000)
    await writeFile(join(folder, `${old.id}.part`), 'x')
    for (const extension of ['json', 'part'])
      await utimes(join(folder, `${old.id}.${extension}`), eightDaysAgo, eightDaysAgo)
    const again = await library.open()
    await again.close()
    expect(await readdir(folder)).toEqual([`${fresh.id}.json`])
  })
})
