import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, readdir, readFile, rename, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { fixtureTruth } from '../../../build/fixtures/clips.ts'
import { patience } from '../../../build/fixtures/patience.ts'
import type { LibraryEvent } from '../../contract/index.ts'
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

const jobOf = async (core: Core, stage: string) => {
  const job = (await core.jobs.list(all)).items.find((candidate) => candidate.stage === stage)
  if (job === undefined) throw new Error(`no ${stage} job`)
  return job
}

const analysing = async (core: Core): Promise<void> =>
  until(async () => {
    const job = await jobOf(core, 'analyse')
    return job.state === 'running' && job.progress > 0
  })

/** Command lines of all processes that mention a text (Linux; elsewhere none are seen). */
const processesOf = async (text: string): Promise<readonly string[]> => {
  const found: string[] = []
  for (const name of await readdir('/proc').catch((): string[] => [])) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue
    const line = await readFile(join('/proc', name, 'cmdline'), 'utf8').catch(() => '')
    if (line.includes(text)) found.push(line.replaceAll('\0', ' '))
  }
  return found
}

/** Everything that a finished library holds of its videos, apart from ids and times. */
const inventory = async (core: Core) => {
  const page = await core.videos.list(videos)
  return Promise.all(
    page.items.map(async (video) => {
      const scenes = unwrap(await core.videos.scenes(video.id, all)).items
      const captions = unwrap(await core.videos.captions(video.id, null, all)).items
      const frames: number[] = []
      for (const scene of scenes) frames.push(unwrap(await core.media.keyframe(scene.id)).length)
      return {
        state: video.state,
        frameCount: video.frameCount,
        sceneCount: video.sceneCount,
        scenes: scenes.map(({ id: _, videoId: __, keyframeUrl: ___, ...rest }) => rest),
        captions: captions.map(({ text }) => text),
        frames,
        // By stage: which of two that run at the same time ends first is a matter of luck.
        jobs: (await core.jobs.list({ ...all, videoId: video.id })).items
          .map((job) => [job.stage, job.state])
          .toSorted(),
      }
    }),
  )
}

describe('cancel and retry', () => {
  it('stops a running analysis within two seconds, process tree included, and runs it again on request', async () => {
    const core = await library.open()
    const path = await library.clip('many-scenes', 'to-cancel.mp4')
    await core.videos.import([path], within(10_000))
    await analysing(core)
    expect((await processesOf(path)).length).toBeGreaterThan(0)
    const job = await jobOf(core, 'analyse')
    const before = performance.now()
    expect(unwrap(await core.jobs.cancel(job.id)).state).toBe('cancelled')
    expect(performance.now() - before).toBeLessThan(patience(2_000))
    expect(await processesOf(path)).toEqual([])
    await finish(core)
    expect((await core.videos.list(videos)).items[0]).toMatchObject({ state: 'failed', error: { code: 'cancelled' } })
    expect(await core.jobs.cancel(job.id)).toMatchObject({ ok: false, error: { code: 'conflict' } })
    expect(unwrap(await core.jobs.retry(job.id)).state).not.toBe('cancelled')
    await finish(core)
    const [video] = (await core.videos.list(videos)).items
    expect(video).toMatchObject({ state: 'ready', sceneCount: fixtureTruth('many-scenes').cuts.length + 1 })
    expect(await core.jobs.retry('nothing')).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  it('stops within two seconds when the library is closed and goes on when it is opened', async () => {
    const core = await library.open()
    const path = await library.clip('many-scenes', 'to-close.mp4')
    await core.videos.import([path], within(10_000))
    await analysing(core)
    const before = performance.now()
    await core.close()
    expect(performance.now() - before).toBeLessThan(patience(3_000))
    expect(await processesOf(path)).toEqual([])
    const reader = await library.open({ runJobs: false })
    expect(await jobOf(reader, 'analyse')).toMatchObject({ state: 'waiting', reasonCode: 'app_closed' })
    await reader.close()
    const again = await library.open()
    await finish(again)
    expect((await again.videos.list(videos)).items[0]?.state).toBe('ready')
  })

  it('retries one stage of one video without doubling a row', async () => {
    const core = await library.open()
    await importAll(core, await library.clip('captioned-mkv'))
    const before = await inventory(core)
    for (const stage of ['probe', 'analyse', 'captions']) {
      unwrap(await core.jobs.retry((await jobOf(core, stage)).id))
      await finish(core)
    }
    expect(await inventory(core)).toEqual(before)
  })

  it('gives an original that vanished a reason, and goes on when it is back and given again', async () => {
    const core = await library.open({ runJobs: false })
    const path = await library.clip('two-scenes')
    await core.videos.import([path], within(10_000))
    await core.close()
    await rename(path, `${path}.away`)
    const running = await library.open()
    await finish(running)
    expect((await running.videos.list(videos)).items[0]).toMatchObject({
      state: 'failed',
      error: { code: 'file_not_found' },
    })
    await rename(`${path}.away`, path)
    await importAll(running, path)
    expect((await running.videos.list(videos)).items[0]?.state).toBe('ready')
    expect((await running.importProblems.list(all)).items).toEqual([])
  })
})

describe('death of the whole process', () => {
  /** Imports in a process that ends while it analyses them, or in order when one was set aside by earlier ends. */
  const endDuringAnalysis = async (...paths: readonly string[]): Promise<'killed' | 'set aside'> => {
    const script = new URL('../fixtures/import-until-killed.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [script, library.libraryPath, ...paths], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const [code, signal] = await once(child, 'exit')
    if (code === 0) return 'set aside'
    expect([code, signal]).toEqual([null, 'SIGKILL'])
    return 'killed'
  }

  it('loses and doubles nothing: the import completes after a restart as if undisturbed', async () => {
    const path = await library.clip('many-scenes', 'killed.mp4')
    expect(await endDuringAnalysis(path)).toBe('killed')
    const core = await library.open()
    expect((await jobOf(core, 'probe')).state).toBe('done')
    await finish(core)
    const survived = await inventory(core)
    expect(await readdir(join(library.libraryPath, 'tmp'))).toEqual([])
    await core.close()
    const undisturbed = await testLibrary()
    try {
      const other = await undisturbed.open()
      await importAll(other, path)
      expect(survived).toEqual(await inventory(other))
      expect(survived[0]?.sceneCount).toBe(fixtureTruth('many-scenes').cuts.length + 1)
    } finally {
      await undisturbed.close()
    }
    expect(await processesOf(path)).toEqual([])
  })

  it('sets a job aside after three deaths, with the stages behind it, until it is retried', async () => {
    const path = await library.clip('many-scenes', 'deadly.mp4')
    // Another stage may still be at work beside it at the first death, which then does not count; from there on it runs alone.
    let deaths = 0
    while (deaths < 5 && (await endDuringAnalysis(path)) === 'killed') deaths += 1
    expect([3, 4]).toContain(deaths)
    const core = await library.open()
    await finish(core)
    const job = await jobOf(core, 'analyse')
    expect(job).toMatchObject({ state: 'failed', reasonCode: 'quarantined' })
    unwrap(await core.jobs.retry(job.id))
    await finish(core)
    expect((await core.videos.list(videos)).items[0]?.state).toBe('ready')
  })

  it('counts a death also when the next process only reads the library', async () => {
    const path = await library.clip('many-scenes', 'deadly.mp4')
    const reasons: unknown[] = []
    for (let round = 0; round < 5 && !reasons.includes('quarantined'); round += 1) {
      expect(await endDuringAnalysis(path)).toBe('killed')
      const reader = await library.open({ runJobs: false })
      const job = await jobOf(reader, 'analyse')
      reasons.push(job.reasonCode)
      expect(job.state).toBe(job.reasonCode === 'quarantined' ? 'failed' : 'waiting')
      await reader.close()
    }
    expect([3, 4]).toContain(reasons.length)
    expect(reasons.slice(0, -1).every((reason) => reason === 'interrupted')).toBe(true)
  })

  it('sets nothing aside when it was ended from outside with several films under way', async () => {
    const paths: string[] = []
    for (const name of ['one', 'two', 'three']) {
      const path = await library.clip('many-scenes', `${name}.mp4`)
      // Bytes of its own make it another film.
      await appendFile(path, name)
      paths.push(path)
    }
    for (let death = 0; death < 3; death += 1) expect(await endDuringAnalysis(...paths)).toBe('killed')
    const core = await library.open()
    const set = (await core.jobs.list(all)).items.filter(({ reasonCode }) => reasonCode === 'quarantined')
    expect(set).toEqual([])
    await finish(core, 120_000)
    const page = await core.videos.list(videos)
    expect(page.items.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready'])
  })

  it('is refused a second opener while it lives', async () => {
    await library.open()
    await expect(library.open()).rejects.toThrow('library_locked')
  })
})

describe('cutting again', () => {
  it('replaces the scenes without decoding and keeps the library’s settings apart', async () => {
    const core = await library.open()
    const [item] = await importAll(core, await library.clip('three-scenes'))
    const id = item?.videoId ?? ''
    const runs = (await jobOf(core, 'analyse')).attempts
    const before = unwrap(await core.videos.scenes(id, all)).items
    const cuts = { detector: 'content', threshold: 250, minSceneFrames: 12 } as const
    expect(unwrap(await core.videos.patch(id, { cuts }))).toMatchObject({ sceneCount: 1, cuts })
    expect(unwrap(await core.videos.scenes(id, all)).items).toHaveLength(1)
    unwrap(await core.videos.recut(id, null))
    // What is measured of scenes comes after them.
    await finish(core)
    const scenes = unwrap(await core.videos.scenes(id, all)).items
    // The same ids and keyframes too, whatever came between.
    expect(scenes).toEqual(before)
    expect(scenes.map((scene) => scene.startFrame)).toEqual([0, ...fixtureTruth('three-scenes').cuts])
    for (const scene of scenes) expect(unwrap(await core.media.keyframe(scene.id)).length).toBeGreaterThan(100)
    expect((await jobOf(core, 'analyse')).attempts).toBe(runs)
    await core.settings.patch({ cuts })
    await until(async () => unwrap(await core.videos.get(id)).sceneCount === 1)
    expect(await core.videos.recut('nothing', null)).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  it('describes the new scenes from what was kept, with the film away', async () => {
    const core = await library.open()
    const path = await library.clip('three-scenes')
    const [item] = await importAll(core, path)
    const id = item?.videoId ?? ''
    const spaces = async () =>
      (await core.spaces.list()).map(({ modality, active, present, missing }) => [modality, active, present, missing])
    const complete = (scenes: number) => [
      ['look', true, scenes, 0],
      ['soundTexture', true, scenes, 0],
    ]
    expect((await spaces()).toSorted()).toEqual(complete(3))
    await rename(path, `${path}.away`)
    unwrap(await core.videos.recut(id, { detector: 'content', threshold: 250, minSceneFrames: 12 }))
    await finish(core)
    expect((await spaces()).toSorted()).toEqual(complete(1))
    unwrap(await core.videos.recut(id, null))
    await finish(core)
    expect((await spaces()).toSorted()).toEqual(complete(3))
    expect(unwrap(await core.videos.get(id)).state).toBe('ready')
    expect((await jobOf(core, 'analyse')).attempts).toBe(1)
  })

  it('makes kept frames again when their file was deleted or cut short', async () => {
    const core = await library.open()
    const [item] = await importAll(core, await library.clip('three-scenes'))
    const id = item?.videoId ?? ''
    const [scene] = unwrap(await core.videos.scenes(id, all)).items
    const before = unwrap(await core.media.keyframe(scene?.id ?? ''))
    await core.close()
    await rm(before.path)
    const again = await library.open()
    expect(await again.media.keyframe(scene?.id ?? '')).toMatchObject({ ok: false, error: { code: 'not_found' } })
    await finish(again)
    expect(unwrap(await again.media.keyframe(scene?.id ?? ''))).toEqual(before)
    await again.close()
    await truncate(before.path, before.offset + before.length - 1)
    const third = await library.open()
    expect(await third.media.keyframe(scene?.id ?? '')).toMatchObject({ ok: false })
    await finish(third)
    expect(unwrap(await third.media.keyframe(scene?.id ?? ''))).toEqual(before)
  })
})

describe('events', () => {
  it('tell a whole import from queue to scenes, in order and without a gap', async () => {
    const core = await library.open()
    const events: LibraryEvent[] = []
    const controller = new AbortController()
    const reading = (async () => {
      for await (const event of core.events(controller.signal)) events.push(event)
    })()
    await until(() => events.length > 0)
    const [item] = await importAll(core, await library.clip('many-scenes'))
    const id = item?.videoId ?? ''
    await until(() => events.some((event) => event.type === 'delta' && event.scenesChanged?.includes(id)))
    await until(() =>
      events.some((event) => event.type === 'delta' && event.videos?.some((video) => video.state === 'ready')),
    )
    controller.abort()
    await reading
    expect(events[0]?.type).toBe('snapshot')
    const first = events[0]?.seq ?? 0
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => first + index))
    const analyse = events
      .flatMap((event) => event.jobs ?? [])
      .filter((job) => job.stage === 'analyse' && job.state === 'running')
    expect(analyse.length).toBeGreaterThan(2)
    expect(analyse.some((job) => (job.speed ?? 0) > 0 && job.etaMs !== undefined)).toBe(true)
    const progress = analyse.map((job) => job.progress)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  })
})

describe('doctor and statistics', () => {
  it('names what is there and what is missing', async () => {
    const core = await library.open()
    const found = await core.doctor()
    expect(found.filter((finding) => finding.level === 'error')).toEqual([])
    expect(found.map((finding) => finding.id)).toEqual(
      expect.arrayContaining(['version', 'ffmpeg', 'gpu', 'disk', 'library', 'integrity']),
    )
    await core.close()
    const bare = await library.open({ ffmpegPath: '/nowhere/ffmpeg', ffprobePath: '/nowhere/ffprobe' })
    expect((await bare.doctor()).find((finding) => finding.id === 'ffmpeg')).toMatchObject({ level: 'error' })
    await until(async () => (await bare.stats()).notices.some((notice) => notice.code === 'ffmpeg_missing'))
  })
})
