import { appendFile, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWatchFolderSchema, listVideosQuerySchema, type Video, type WatchFolder } from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { finish, type TestLibrary, testLibrary, until, unwrap } from '../fixtures/test-library.ts'

let library: TestLibrary
let core: Core
let films: string

beforeEach(async () => {
  library = await testLibrary()
  core = await library.open()
  films = join(library.folder, 'clips', 'films')
  await mkdir(films, { recursive: true })
})
afterEach(() => library.close(), 60_000)

const watchFilms = async (options: object = {}): Promise<string> =>
  unwrap(await core.watchFolders.create(createWatchFolderSchema.parse({ path: films, ...options }))).id
const standing = async (id: string): Promise<WatchFolder> => unwrap(await core.watchFolders.get(id))
const list = async (): Promise<readonly Video[]> =>
  (await core.videos.list(listVideosQuerySchema.parse({ sort: 'title', order: 'asc', limit: 500 }))).items
const titles = async (): Promise<readonly string[]> => (await list()).map(({ title }) => title)
const looked = (id: string): Promise<void> => until(async () => (await standing(id)).lookedAt !== null)

it('takes what is there and what comes, once it has stopped growing', async () => {
  await library.clip('two-scenes', 'films/one.mp4')
  await writeFile(join(films, 'notes.txt'), 'no film')
  const id = await watchFilms()
  await until(async () => (await titles()).includes('one'))
  expect(await standing(id)).toMatchObject({ state: 'watching', videoCount: 1, polling: false })

  const bytes = await readFile(await library.clip('three-scenes', 'elsewhere.mp4'))
  await mkdir(join(films, 'Day 2'))
  const growing = join(films, 'Day 2', 'two.mp4')
  await writeFile(growing, bytes.subarray(0, 1000))
  for (let part = 0; part < 6; part += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    await appendFile(growing, bytes.subarray(1000 + part * 1000, 2000 + part * 1000))
    expect(await titles()).toEqual(['one'])
  }
  await appendFile(growing, bytes.subarray(7000))
  await until(async () => (await titles()).includes('two'))
  await finish(core)
  expect(await list()).toMatchObject([
    { title: 'one', state: 'ready' },
    { title: 'two', state: 'ready' },
  ])
  expect((await core.importProblems.list({ limit: 10 })).items).toEqual([])
})

it('keeps a video that is moved, and shows one that went as missing until it is back', async () => {
  const path = await library.clip('two-scenes', 'films/one.mp4')
  const id = await watchFilms()
  await until(async () => (await titles()).length === 1)
  await finish(core)
  const [before] = await list()
  await mkdir(join(films, 'sorted'))
  const moved = join(films, 'sorted', 'renamed.mp4')
  await rename(path, moved)
  await until(async () => (await list())[0]?.path === moved)
  expect(await list()).toMatchObject([{ id: before?.id, title: 'one', missing: false, sceneCount: before?.sceneCount }])

  await rename(moved, join(library.folder, 'away.mp4'))
  await until(async () => (await list())[0]?.missing === true)
  await rename(join(library.folder, 'away.mp4'), moved)
  await until(async () => (await list())[0]?.missing === false)

  await rename(films, `${films} away`)
  await until(async () => (await standing(id)).state === 'offline')
  expect((await standing(id)).remedy).toContain('Put it back')
  await until(async () => (await list())[0]?.missing === true)
  await rename(`${films} away`, films)
  await until(async () => (await list())[0]?.missing === false)
  await until(async () => (await standing(id)).state === 'watching')
})

it('finds at start what happened while the library was closed', async () => {
  const one = await library.clip('two-scenes', 'films/one.mp4')
  await watchFilms()
  await until(async () => (await titles()).length === 1)
  await finish(core)
  const [before] = await list()
  await core.close()
  await rename(one, join(films, 'moved.mp4'))
  await library.clip('three-scenes', 'films/new.mp4')
  core = await library.open()
  await until(async () => (await titles()).length === 2 && (await list()).every(({ missing }) => !missing))
  const videos = await list()
  expect(videos.map(({ title }) => title)).toEqual(['new', 'one'])
  expect(videos[1]).toMatchObject({ id: before?.id, path: join(films, 'moved.mp4') })
})

it('leaves a removed video out, and a refused file alone until it changes', async () => {
  await library.clip('two-scenes', 'films/one.mp4')
  await writeFile(join(films, 'bad.mp4'), 'text, not a film')
  const id = await watchFilms()
  await until(async () => (await core.importProblems.list({ limit: 10 })).items.length === 1)
  await until(async () => (await titles()).length === 1)
  await finish(core)
  const [video] = await list()
  unwrap(await core.videos.remove(video?.id ?? ''))
  await core.removed.purgeAll()
  for (const problem of (await core.importProblems.list({ limit: 10 })).items)
    await core.importProblems.dismiss(problem.id)
  await core.close()
  core = await library.open()
  await looked(id)
  await rename(join(films, 'one.mp4'), join(films, 'one again.mp4'))
  await new Promise((resolve) => setTimeout(resolve, 4_000))
  expect(await titles()).toEqual([])
  expect((await core.importProblems.list({ limit: 10 })).items).toEqual([])
  await rm(join(films, 'bad.mp4'))
  await library.clip('three-scenes', 'films/bad.mp4')
  await until(async () => (await titles()).includes('bad'))
})

it('reads captions that come beside a film, and renews a film that is replaced', async () => {
  const path = await library.clip('two-scenes', 'films/one.mp4')
  await watchFilms({ whenReplaced: 'renew' })
  await until(async () => (await titles()).length === 1)
  await finish(core)
  await writeFile(join(films, 'one.en.srt'), '1\n00:00:00,100 --> 00:00:01,000\nhello\n')
  await until(async () => (await list())[0]?.captionCount === 1)
  const [before] = await list()
  const other = await readFile(await library.clip('three-scenes', 'other.mp4'))
  await truncate(path, 0)
  await writeFile(path, other)
  await until(async () => (await list())[0]?.sizeBytes === other.length)
  expect((await list()).map(({ id }) => id)).toEqual([before?.id])
})

/** A film that grows just after its import was still being written: this one was not. */
const seenLongAgo = (path: string): void => {
  const database = new Database(join(library.libraryPath, 'library.sqlite'))
  database.prepare("UPDATE locations SET seen_at = '2020-01-01T00:00:00.000Z' WHERE path = ?").run(path)
  database.close()
}

describe('a film that another takes the place of', () => {
  const questions = async () =>
    (await core.problems.list({ limit: 10 })).items.flatMap((item) => (item.kind === 'replaced' ? [item] : []))
  /** Replaces the film by one of another length; answers the new one's size. */
  const replace = async (path: string, clip: 'three-scenes' | 'portrait'): Promise<number> => {
    const other = await readFile(await library.clip(clip, `${clip}.mp4`))
    await rm(path)
    await writeFile(path, other)
    return other.length
  }
  /** One film with its scenes, whose file is smaller than those that come after it. */
  const watchOne = async (): Promise<{ readonly path: string; readonly video: Video }> => {
    const path = await library.clip('two-scenes', 'films/one.mp4')
    await watchFilms()
    await until(async () => (await titles()).length === 1)
    await finish(core)
    seenLongAgo(path)
    const [video] = await list()
    if (video === undefined) throw new Error('Nothing was imported.')
    return { path, video }
  }

  it('keeps what was made of it until a person says what that means, over a restart and another change', async () => {
    const { path, video } = await watchOne()
    await replace(path, 'three-scenes')
    await until(async () => (await questions()).length === 1)
    const [first] = await questions()
    expect(first).toMatchObject({ path, videoId: video.id, title: 'one' })
    expect(await list()).toMatchObject([{ id: video.id, missing: true, sceneCount: video.sceneCount }])
    expect((await core.stats()).needsYou).toBe(1)

    await core.close()
    core = await library.open()
    await until(async () => (await core.watchFolders.list())[0]?.lookedAt != null)
    expect(await questions()).toMatchObject([{ path, videoId: video.id }])
    await core.problems.dismiss([first?.id ?? ''])
    expect(await questions()).toEqual([])
    const size = await replace(path, 'portrait')
    await until(async () => (await questions()).length === 1)
    expect(await titles()).toEqual(['one'])

    const [again] = await questions()
    expect(unwrap(await core.problems.answer(again?.id ?? '', 'renew'))).toEqual({ videoId: video.id })
    await finish(core)
    expect(await list()).toMatchObject([{ id: video.id, title: 'one', missing: false, sizeBytes: size }])
    expect(await questions()).toEqual([])
    expect(await core.problems.answer(again?.id ?? '', 'renew')).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    })
  })

  it('becomes a video of its own when both are kept', async () => {
    const { path, video } = await watchOne()
    const size = await replace(path, 'three-scenes')
    await until(async () => (await questions()).length === 1)
    const [question] = await questions()
    const { videoId } = unwrap(await core.problems.answer(question?.id ?? '', 'apart'))
    await finish(core)
    expect(videoId).not.toBe(video.id)
    const found = (await list()).toSorted((a, b) => Number(a.missing) - Number(b.missing))
    expect(found).toMatchObject([
      { id: videoId, missing: false, sizeBytes: size },
      { id: video.id, missing: true, sceneCount: video.sceneCount },
    ])
  })

  it('is back without a question when it is put back', async () => {
    const { path, video } = await watchOne()
    const old = await readFile(path)
    await replace(path, 'three-scenes')
    await until(async () => (await questions()).length === 1)
    await rm(path)
    await writeFile(path, old)
    await until(async () => (await list())[0]?.missing === false)
    expect(await list()).toMatchObject([{ id: video.id, sceneCount: video.sceneCount }])
    expect(await questions()).toEqual([])
  })

  it('is no question when the same film has only grown', async () => {
    const { path, video } = await watchOne()
    await appendFile(path, Buffer.alloc(4096))
    await until(async () => (await list())[0]?.sizeBytes === video.sizeBytes + 4096)
    expect(await titles()).toEqual(['one'])
    expect(await questions()).toEqual([])
  })
})

it('goes by patterns, can be paused, and refuses what cannot be watched', async () => {
  await library.clip('two-scenes', 'films/take.mp4')
  await library.clip('three-scenes', 'films/old/old.mp4')
  const id = await watchFilms({ include: ['*.mp4'], exclude: ['old'] })
  await until(async () => (await titles()).length === 1)
  expect(unwrap(await core.watchFolders.patch(id, { enabled: false }))).toMatchObject({ state: 'paused' })
  await rename(join(films, 'old', 'old.mp4'), join(films, 'late.mp4'))
  await new Promise((resolve) => setTimeout(resolve, 3_500))
  expect(await titles()).toEqual(['take'])
  await core.watchFolders.patch(id, { enabled: true })
  await until(async () => (await titles()).length === 2)

  const refused = async (path: string) => {
    const answer = await core.watchFolders.create(createWatchFolderSchema.parse({ path }))
    return answer.ok ? null : answer.error
  }
  expect(await refused(films)).toMatchObject({ code: 'conflict' })
  expect(await refused(`${films}/`)).toMatchObject({ code: 'conflict' })
  expect(await refused('films')).toMatchObject({ code: 'bad_request' })
  expect(await refused(join(films, 'nothing'))).toMatchObject({ code: 'bad_request' })
  expect(await refused(join(films, 'take.mp4'))).toMatchObject({ code: 'bad_request' })
  expect(await refused(library.libraryPath)).toMatchObject({ code: 'bad_request' })
  expect(await core.watchFolders.delete(id)).toMatchObject({ ok: true })
  expect(await core.watchFolders.delete(id)).toMatchObject({ ok: false })
  expect(await titles()).toHaveLength(2)
})
