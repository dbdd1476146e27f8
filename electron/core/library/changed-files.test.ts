import { copyFile, mkdir, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { fixtureTruth } from '../../../build/fixtures/clips.ts'
import type { Core } from '../core-api.ts'
import { finish, importAll, type TestLibrary, testLibrary, until, unwrap, within } from '../fixtures/test-library.ts'

const all = { limit: 500 } as const
const videos = { limit: 500, sort: 'added', order: 'asc' } as const

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

/** The film with a box of zeros behind it that makes it so long. */
const padded = (film: Buffer, length: number): Buffer => {
  const box = Buffer.alloc(length - film.length)
  box.writeUInt32BE(box.length, 0)
  box.write('free', 4)
  return Buffer.concat([film, box])
}

const cutsOf = async (core: Core, id: string): Promise<readonly number[]> =>
  unwrap(await core.videos.scenes(id, all)).items.map((scene) => scene.startFrame)

const expectVideo = async (core: Core, id: string, name: 'two-scenes' | 'three-scenes' | 'many-scenes') => {
  const truth = fixtureTruth(name)
  expect(unwrap(await core.videos.get(id))).toMatchObject({ state: 'ready', frameCount: truth.frames, missing: false })
  expect(await cutsOf(core, id)).toEqual([0, ...truth.cuts])
}

/** A library with one film that a person has named and tagged. */
const withVideo = async (bytes?: Buffer) => {
  const core = await library.open()
  const path = await library.clip('two-scenes', 'film.mp4')
  if (bytes !== undefined) await writeFile(path, bytes)
  const [item] = await importAll(core, path)
  const id = item?.videoId ?? ''
  unwrap(await core.videos.patch(id, { title: 'My title', tags: ['keeper'] }))
  return { core, path, id }
}

const both = async () => {
  const one = await readFile(await library.clip('two-scenes', 'sources/one.mp4'))
  const other = await readFile(await library.clip('three-scenes', 'sources/other.mp4'))
  const length = Math.max(one.length, other.length) + 64
  return { one: padded(one, length), other: padded(other, length) }
}

const expectRenewed = async (core: Core, id: string, path: string) => {
  await until(async () => {
    const { state, frameCount } = unwrap(await core.videos.get(id))
    return state === 'ready' && frameCount === fixtureTruth('three-scenes').frames
  })
  await finish(core)
  const page = await core.videos.list(videos)
  expect(page.items.map((video) => [video.id, video.title, video.tags, video.path])).toEqual([
    [id, 'My title', ['keeper'], path],
  ])
  await expectVideo(core, id, 'three-scenes')
}

describe('a file that was replaced under its name', () => {
  it('gives its video the new content when it is imported again', async () => {
    const { core, path, id } = await withVideo()
    const old = unwrap(await core.videos.get(id)).contentId
    await copyFile(await library.clip('three-scenes', 'sources/other.mp4'), path)
    expect((await importAll(core, path))[0]).toEqual({ path, outcome: 'renewed', videoId: id })
    await expectRenewed(core, id, path)
    await expect(stat(join(library.libraryPath, 'media', old.slice(0, 2), old))).rejects.toThrow()
    expect(unwrap(await core.media.stream(id)).path).toBe(path)
  })

  it('is not streamed as if it were the old one, with equal size and equal time, and is read again by itself', async () => {
    const { one, other } = await both()
    const { core, path, id } = await withVideo(one)
    const before = await stat(path)
    expect(unwrap(await core.media.stream(id)).length).toBe(one.length)
    await writeFile(path, other)
    await utimes(path, before.atime, before.mtime)
    expect(await core.media.stream(id)).toMatchObject({
      ok: false,
      error: { code: 'not_found', details: { code: 'file_changing' } },
    })
    await expectRenewed(core, id, path)
    expect((await readFile(unwrap(await core.media.stream(id)).path)).equals(other)).toBe(true)
  })

  it('is noticed at the next start', async () => {
    const { one, other } = await both()
    const { core, path, id } = await withVideo(one)
    await core.close()
    await writeFile(path, other)
    const reopened = await library.open()
    await expectRenewed(reopened, id, path)
  })

  it('is noticed when the library is listed', async () => {
    const { core, path, id } = await withVideo()
    await core.close()
    const reopened = await library.open()
    await until(async () => (await reopened.videos.list(videos)).items[0]?.missing === false)
    await copyFile(await library.clip('three-scenes', 'sources/other.mp4'), path)
    await until(async () => {
      await reopened.videos.list(videos)
      return unwrap(await reopened.videos.get(id)).frameCount === fixtureTruth('three-scenes').frames
    })
    await expectRenewed(reopened, id, path)
  })

  it('makes a video of its own when the old content is still elsewhere, with the same words', async () => {
    const { core, path, id } = await withVideo()
    const copy = join(library.folder, 'clips', 'copy.mp4')
    await copyFile(path, copy)
    await importAll(core, copy)
    await copyFile(await library.clip('three-scenes', 'sources/other.mp4'), path)
    const [item] = await importAll(core, path)
    expect(item).toMatchObject({ outcome: 'added' })
    await expectVideo(core, id, 'two-scenes')
    await expectVideo(core, item?.videoId ?? '', 'three-scenes')
    const page = await core.videos.list(videos)
    expect(page.items.map((video) => [video.title, video.tags, video.path])).toEqual([
      ['My title', ['keeper'], copy],
      ['My title', ['keeper'], path],
    ])
  })

  it('keeps showing where a video was whose place another known one took', async () => {
    const { core, path, id } = await withVideo()
    const other = await library.clip('three-scenes', 'other.mp4')
    const [second] = await importAll(core, other)
    await copyFile(other, path)
    expect((await importAll(core, path))[0]).toMatchObject({ outcome: 'known', videoId: second?.videoId })
    expect(unwrap(await core.videos.get(id))).toMatchObject({ missing: true, path, tags: ['keeper'], locations: [] })
    await core.videos.list(videos)
    expect(await core.media.stream(id)).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  it('leaves two films as they are that changed names', async () => {
    const { core, path, id } = await withVideo()
    const other = await library.clip('three-scenes', 'other.mp4')
    const [second] = await importAll(core, other)
    await rename(path, `${path}.old`)
    await rename(other, path)
    await rename(`${path}.old`, other)
    await importAll(core, path, other)
    expect(unwrap(await core.videos.get(id))).toMatchObject({ path: other, missing: false, tags: ['keeper'] })
    expect(unwrap(await core.videos.get(second?.videoId ?? ''))).toMatchObject({ path, missing: false, tags: [] })
    await expectVideo(core, id, 'two-scenes')
  })

  it('does not lose a film to something that is none', async () => {
    const { core, path, id } = await withVideo()
    const film = await readFile(path)
    await writeFile(path, 'just some words')
    expect(await core.media.stream(id)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    await until(async () => unwrap(await core.videos.get(id)).missing)
    expect(await cutsOf(core, id)).toEqual([0, ...fixtureTruth('two-scenes').cuts])
    expect(unwrap(await core.videos.get(id))).toMatchObject({ path, tags: ['keeper'] })
    await writeFile(path, film)
    expect((await importAll(core, path))[0]).toMatchObject({ videoId: id })
    await expectVideo(core, id, 'two-scenes')
  })
})

describe('a file that is still being written', () => {
  it('is the same video all the time, whether it grows after its import or during it', async () => {
    const core = await library.open()
    const film = await readFile(await library.clip('many-scenes', 'sources/many.mp4'))
    const path = join(library.folder, 'clips', 'growing.mp4')
    const half = Math.floor(film.length / 2)
    await writeFile(path, film.subarray(0, half))
    const [item] = await core.videos.import([path], within(10_000))
    const id = item?.videoId ?? ''
    await new Promise((resolve) => setTimeout(resolve, 300))
    await writeFile(path, film.subarray(0, half + 1000))
    await new Promise((resolve) => setTimeout(resolve, 700))
    await writeFile(path, film)
    // The header of half a film may already tell the length of the whole: only what is ready was read to its end.
    await until(async () => unwrap(await core.videos.get(id)).state === 'ready', 40_000)
    await finish(core)
    await expectVideo(core, id, 'many-scenes')
    const page = await core.videos.list(videos)
    expect(page.items.map((video) => [video.id, video.path])).toEqual([[id, path]])
    expect((await core.importProblems.list(all)).items).toEqual([])
  })

  it('says that it waits, and goes on', async () => {
    const { core, path, id } = await withVideo()
    const film = await readFile(await library.clip('three-scenes', 'sources/other.mp4'))
    let length = 4096
    await writeFile(path, film.subarray(0, length))
    await core.media.stream(id)
    const writing = setInterval(() => {
      length = Math.min(film.length - 1, length + 512)
      void writeFile(path, film.subarray(0, length))
    }, 300)
    await until(async () => unwrap(await core.videos.get(id)).warnings.some(({ code }) => code === 'file_changing'))
    // The file is looked at every few seconds, so the job that waits may be at work again when it is read after the warning.
    await until(async () =>
      (await core.jobs.list({ ...all, videoId: id })).items.some(
        ({ stage, reasonCode }) => stage === 'probe' && reasonCode === 'file_changing',
      ),
    )
    clearInterval(writing)
    await new Promise((resolve) => setTimeout(resolve, 400))
    await writeFile(path, film)
    await expectRenewed(core, id, path)
  })

  it('goes on with the same video when it is imported again', async () => {
    const core = await library.open()
    const film = await readFile(await library.clip('three-scenes', 'sources/other.mp4'))
    const path = join(library.folder, 'clips', 'copied.mp4')
    await writeFile(path, film.subarray(0, Math.floor(film.length / 2)))
    const [first] = await importAll(core, path)
    await writeFile(path, film)
    const [again] = await importAll(core, path)
    expect(again?.videoId).toBe(first?.videoId)
    await until(async () => unwrap(await core.videos.get(first?.videoId ?? '')).state === 'ready')
    await finish(core)
    await expectVideo(core, first?.videoId ?? '', 'three-scenes')
    expect((await core.videos.list(videos)).items.map((video) => video.path)).toEqual([path])
  })
})

describe('a file that goes and comes back', () => {
  it('is missing, and then as before', async () => {
    const { core, path, id } = await withVideo()
    const away = join(library.folder, 'away.mp4')
    await rename(path, away)
    await core.close()
    const reopened = await library.open()
    expect(unwrap(await reopened.videos.get(id))).toMatchObject({ missing: true, path })
    await rename(away, path)
    await until(async () => (await reopened.videos.list(videos)).items[0]?.missing === false, 30_000)
    expect(unwrap(await reopened.media.stream(id)).path).toBe(path)
    await expectVideo(reopened, id, 'two-scenes')
  })

  it('goes on with work that failed while it was away', async () => {
    const core = await library.open({ runJobs: false })
    const path = await library.clip('two-scenes', 'film.mp4')
    const [item] = await core.videos.import([path], within(10_000))
    const id = item?.videoId ?? ''
    await core.close()
    const away = join(library.folder, 'away.mp4')
    await rename(path, away)
    const reopened = await library.open()
    await finish(reopened)
    expect(unwrap(await reopened.videos.get(id))).toMatchObject({ state: 'failed', missing: true })
    await mkdir(join(library.folder, 'clips'), { recursive: true })
    await rename(away, path)
    await until(async () => {
      await reopened.videos.list(videos)
      return unwrap(await reopened.videos.get(id)).state === 'ready'
    })
    await unlink(path)
  })
})
