import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, readFile, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { fixtureTruth } from '../../../build/fixtures/clips.ts'
import { stageIdSchema } from '../../contract/index.ts'
import { finish, importAll, type TestLibrary, testLibrary, unwrap, within } from '../fixtures/test-library.ts'

const all = { limit: 500 } as const
const videos = { limit: 500, sort: 'added', order: 'asc' } as const

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

describe('import of a video', () => {
  it('finds scenes, pictures, captions and the file itself', async () => {
    const core = await library.open()
    const path = await library.clip('captioned-mkv', 'My_film.mkv')
    const [item] = await importAll(core, path)
    expect(item).toMatchObject({ path, outcome: 'added' })
    const video = unwrap(await core.videos.get(item?.videoId ?? ''))
    const truth = fixtureTruth('captioned-mkv')
    expect(video).toMatchObject({ title: 'My film', state: 'ready', frameCount: truth.frames, missing: false })
    expect(video.captionCount).toBe(truth.captions)
    const scenes = unwrap(await core.videos.scenes(video.id, all)).items
    expect(scenes.map((scene) => scene.startFrame)).toEqual([0, ...truth.cuts])
    for (const scene of scenes) {
      const slice = unwrap(await core.media.keyframe(scene.id))
      const bytes = (await readFile(slice.path)).subarray(slice.offset, slice.offset + slice.length)
      expect([bytes[0], bytes[1], bytes.at(-2), bytes.at(-1)]).toEqual([0xff, 0xd8, 0xff, 0xd9])
    }
    expect(unwrap(await core.media.poster(video.id)).mimeType).toBe('image/jpeg')
    expect(unwrap(await core.media.filmstripSheet(video.id, 0)).length).toBeGreaterThan(500)
    expect(unwrap(await core.media.stream(video.id))).toMatchObject({ path, offset: 0, length: video.sizeBytes })
    const file = unwrap(await core.videos.captionFile(video.id, null, 'vtt'))
    expect(file.body).toContain('The red door opens slowly.')
    const hits = await core.search.captions({ query: 'lighthouse', typing: false, limit: 10 })
    expect(hits.total).toBeGreaterThan(0)
    expect(hits.items[0]?.scene?.videoId).toBe(video.id)
    expect((await core.stats()).jobs).toMatchObject({ waiting: 0, running: 0, failed: 0 })
  })

  it('knows a file that comes twice, under another name, and again after it moved', async () => {
    const core = await library.open()
    const path = await library.clip('two-scenes', 'first.mp4')
    const [added] = await importAll(core, path)
    const before = unwrap(await core.videos.scenes(added?.videoId ?? '', all)).items
    expect(before.length).toBeGreaterThan(0)
    const [again] = await importAll(core, path)
    expect(again).toEqual({ path, outcome: 'known', videoId: added?.videoId })
    const copy = join(library.folder, 'clips', 'copy.mp4')
    await copyFile(path, copy)
    expect((await importAll(core, copy))[0]).toMatchObject({ outcome: 'known', videoId: added?.videoId })
    const both = unwrap(await core.videos.get(added?.videoId ?? ''))
    expect(both.locations.map((location) => location.path).toSorted()).toEqual([copy, path].toSorted())
    const moved = join(library.folder, 'clips', 'moved.mp4')
    await unlink(copy)
    await rename(path, moved)
    expect((await importAll(core, moved))[0]).toMatchObject({ outcome: 'relocated', videoId: added?.videoId })
    const page = await core.videos.list(videos)
    expect(page.items).toHaveLength(1)
    expect(page.items[0]).toMatchObject({ path: moved, missing: false })
    const scenes = unwrap(await core.videos.scenes(added?.videoId ?? '', all)).items
    expect(scenes).toEqual(before)
    expect((await core.jobs.list({ ...all, videoId: added?.videoId })).items).toHaveLength(stageIdSchema.options.length)
  })

  it('notices that a file is gone, and finds it again by Locate only if it is the same', async () => {
    const core = await library.open()
    const path = await library.clip('two-scenes', 'here.mp4')
    const other = await library.clip('three-scenes', 'other.mp4')
    const [item] = await importAll(core, path)
    const id = item?.videoId ?? ''
    const away = join(library.folder, 'away.mp4')
    await rename(path, away)
    await core.close()
    const reopened = await library.open()
    expect(unwrap(await reopened.videos.get(id)).missing).toBe(true)
    expect(await reopened.media.stream(id)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(await reopened.videos.patch(id, { path: other })).toMatchObject({ ok: false, error: { code: 'conflict' } })
    expect(await reopened.videos.patch(id, { path: join(library.folder, 'no.mp4') })).toMatchObject({
      ok: false,
      error: { code: 'bad_request', details: { code: 'file_not_found' } },
    })
    expect(unwrap(await reopened.videos.patch(id, { path: away }))).toMatchObject({ missing: false, path: away })
    expect(unwrap(await reopened.media.stream(id)).path).toBe(away)
  })

  it('removes a video without touching the file and undoes it', async () => {
    const core = await library.open()
    const path = await library.clip('two-scenes')
    const before = await readFile(path)
    const [item] = await importAll(core, path)
    const id = item?.videoId ?? ''
    const scenes = unwrap(await core.videos.scenes(id, all)).items
    unwrap(await core.videos.remove(id))
    expect(await core.videos.get(id)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect((await core.videos.list(videos)).items).toEqual([])
    expect(await core.videos.remove(id)).toMatchObject({ ok: false })
    expect(before.equals(await readFile(path))).toBe(true)
    expect(unwrap(await core.videos.patch(id, { removed: false })).state).toBe('ready')
    expect(unwrap(await core.videos.scenes(id, all)).items).toEqual(scenes)
    unwrap(await core.videos.remove(id))
    expect((await importAll(core, path))[0]).toEqual({ path, outcome: 'restored', videoId: id })
    expect(unwrap(await core.videos.scenes(id, all)).items).toEqual(scenes)
  })

  it('finishes what a removal interrupted when the removal is undone', async () => {
    const core = await library.open()
    const path = await library.clip('many-scenes')
    const [item] = await core.videos.import([path], within(10_000))
    const id = item?.videoId ?? ''
    unwrap(await core.videos.remove(id))
    await finish(core)
    unwrap(await core.videos.patch(id, { removed: false }))
    await finish(core)
    expect(unwrap(await core.videos.get(id)).state).toBe('ready')
  })

  it('reads a sidecar that is given later', async () => {
    const core = await library.open()
    const path = await library.clip('two-scenes', 'film.mp4')
    const [item] = await importAll(core, path)
    const sidecar = join(library.folder, 'clips', 'film.en.srt')
    await writeFile(sidecar, '1\n00:00:00,100 --> 00:00:01,000\nA whale appears.\n')
    expect((await importAll(core, sidecar))[0]).toEqual({ path: sidecar, outcome: 'known', videoId: item?.videoId })
    expect((await core.search.captions({ query: 'whale', typing: false, limit: 5 })).total).toBe(1)
    await writeFile(sidecar, '1\n00:00:00,100 --> 00:00:01,000\nA walrus appears.\n')
    expect((await importAll(core, dirname(path)))[0]).toMatchObject({ outcome: 'known', videoId: item?.videoId })
    expect((await core.search.captions({ query: 'walrus', typing: false, limit: 5 })).total).toBe(1)
    expect((await core.search.captions({ query: 'whale', typing: false, limit: 5 })).total).toBe(0)
    const stray = join(library.folder, 'clips', 'nothing.srt')
    await copyFile(sidecar, stray)
    expect((await importAll(core, stray))[0]).toMatchObject({
      outcome: 'refused',
      error: { code: 'caption_without_video' },
    })
  })
})

describe('import of folders', () => {
  it('takes videos from all levels, passes over the rest, and ends in a circle of links', async () => {
    const core = await library.open()
    const path = await library.clip('two-scenes', 'a/one.mp4')
    const deep = await library.clip('portrait', 'a/b/c/two.MP4')
    await library.clip('three-scenes', 'a/.hidden/three.mp4')
    await library.clip('three-scenes', 'a/.four.mp4')
    const root = join(library.folder, 'clips', 'a')
    await writeFile(join(root, 'notes.txt'), 'not a film')
    await writeFile(join(root, 'picture.jpg'), 'not a film')
    await symlink(root, join(root, 'b', 'up'))
    await symlink(join(root, 'nowhere'), join(root, 'dangling.mp4'))
    const items = await importAll(core, root)
    expect(items.map((item) => [item.path, item.outcome])).toEqual([
      [path, 'added'],
      [deep, 'added'],
    ])
    expect((await core.importProblems.list(all)).items).toEqual([])
    expect((await core.videos.list(videos)).items.map((video) => video.state)).toEqual(['ready', 'ready'])
  })

  it('says so when a folder holds no video', async () => {
    const core = await library.open()
    const empty = join(library.folder, 'empty')
    await mkdir(empty)
    expect((await importAll(core, empty))[0]).toMatchObject({
      outcome: 'refused',
      error: { code: 'no_videos_in_folder' },
    })
    expect((await core.stats()).importProblems).toBe(1)
  })

  it('never imports what the library itself made', async () => {
    const core = await library.open()
    const path = await library.clip('two-scenes')
    await importAll(core, path)
    const media = join(library.libraryPath, 'media')
    await copyFile(await library.clip('three-scenes'), join(media, 'proxy.mp4'))
    const items = await importAll(core, library.folder)
    expect(items.some((item) => item.path.startsWith(media))).toBe(false)
    await rm(join(media, 'proxy.mp4'))
  })
})

describe('what cannot be imported', () => {
  it('is refused with a reason and a remedy and leaves no video', async () => {
    const core = await library.open()
    const zero = await library.clip('zero-bytes', 'zero.mp4')
    const fifo = join(library.folder, 'pipe.mp4')
    await promisify(execFile)('mkfifo', [fifo])
    const missing = join(library.folder, 'missing.mp4')
    const items = await importAll(core, zero, fifo, missing, 'relative.mp4', `${library.folder}/\0.mp4`)
    expect(items.map((item) => item.error?.code)).toEqual([
      'empty_file',
      'not_a_file',
      'file_not_found',
      'path_not_absolute',
      'unsupported_name',
    ])
    expect(items.every((item) => item.error?.remedy !== '')).toBe(true)
    expect((await core.videos.list(videos)).items).toEqual([])
    const problems = (await core.importProblems.list(all)).items
    expect(problems).toHaveLength(5)
    unwrap(await core.importProblems.dismiss(problems[0]?.id ?? ''))
    expect((await core.importProblems.list(all)).items).toHaveLength(4)
    expect(await core.importProblems.dismiss('nothing')).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  it.skipIf(process.getuid?.() === 0)('names a missing permission (root may read everything)', async () => {
    const core = await library.open()
    const path = await library.clip('two-scenes')
    await chmod(path, 0)
    expect((await importAll(core, path))[0]?.error?.code).toBe('permission_denied')
  })

  it('fails visibly, in the library and among the problems, when it turns out not to be readable', async () => {
    const core = await library.open()
    const broken = await library.clip('without-index', 'broken.mp4')
    const audio = await library.clip('audio-only', 'song.m4a')
    await importAll(core, broken, audio)
    const page = await core.videos.list(videos)
    expect(page.items.map((video) => [video.state, video.sceneCount])).toEqual([
      ['failed', 0],
      ['failed', 0],
    ])
    for (const video of page.items) {
      expect(video.error?.message).not.toBe('')
      expect(video.error?.remedy).not.toBe('')
    }
    const problems = (await core.importProblems.list(all)).items
    expect(problems.map((problem) => problem.path).toSorted()).toEqual([audio, broken].toSorted())
    const jobs = (await core.jobs.list(all)).items
    expect(jobs.filter((job) => job.stage === 'probe').map((job) => job.state)).toEqual(['failed', 'failed'])
    expect(jobs.filter((job) => job.stage !== 'probe').every((job) => job.state === 'skipped')).toBe(true)
    // A good file at the same place clears the entry.
    await copyFile(await library.clip('two-scenes'), broken)
    await utimes(broken, new Date(), new Date())
    await importAll(core, broken)
    expect((await core.importProblems.list(all)).items.map((problem) => problem.path)).toEqual([audio])
  })
})
