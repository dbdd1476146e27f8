import { rename } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixtureTruth } from '../../../build/fixtures/clips.ts'
import type { Scene } from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { finish, importAll, type TestLibrary, testLibrary, unwrap } from '../fixtures/test-library.ts'

const all = { limit: 500 } as const
const [firstCut = 0, secondCut = 0] = fixtureTruth('three-scenes').cuts

let library: TestLibrary
let core: Core
let id = ''
let path = ''
beforeEach(async () => {
  library = await testLibrary()
  core = await library.open()
  path = await library.clip('three-scenes')
  const [item] = await importAll(core, path)
  id = item?.videoId ?? ''
})
afterEach(async () => {
  await library.close()
})

const scenesNow = async (): Promise<readonly Scene[]> => unwrap(await core.videos.scenes(id, all)).items
const startsOf = (scenes: readonly Scene[]) => scenes.map(({ startFrame }) => startFrame)
const spaces = async () =>
  (await core.spaces.list()).map(({ modality, present, missing }) => [modality, present, missing]).toSorted()
const attempts = async (stage: string) => (await core.jobs.list(all)).items.find((job) => job.stage === stage)?.attempts

describe('scenes by hand', () => {
  it('are made from what was kept, with the film away, and nothing is decoded again', async () => {
    await rename(path, `${path}.away`)
    const frame = Math.round((firstCut + secondCut) / 2)
    const split = unwrap(await core.scenes.split(id, { frame })).items
    expect(startsOf(split)).toEqual([0, firstCut, frame, secondCut])
    expect(split).toEqual(await scenesNow())
    for (const scene of split) expect(unwrap(await core.media.keyframe(scene.id)).length).toBeGreaterThan(100)
    await finish(core)
    // The texture of a scene's sound comes from kept levels, its look from the frames that it has.
    expect(await spaces()).toEqual([
      ['look', 4, 0],
      ['soundTexture', 4, 0],
    ])
    expect(unwrap(await core.videos.get(id))).toMatchObject({ state: 'ready', sceneCount: 4 })
    for (const stage of ['probe', 'analyse', 'captions']) expect(await attempts(stage)).toBe(1)
  })

  it('are told beforehand for other settings, with what was changed by hand, and nothing changes', async () => {
    unwrap(await core.scenes.split(id, { frame: firstCut + 10 }))
    const before = await scenesNow()
    const cuts = { detector: 'content', threshold: 250, minSceneFrames: 12 } as const
    const told = unwrap(await core.scenes.preview(id, cuts))
    expect(await scenesNow()).toEqual(before)
    unwrap(await core.videos.recut(id, cuts))
    const made = startsOf(await scenesNow())
    expect(told).toEqual({ sceneCount: made.length, startFrames: made })
    expect(made).not.toEqual(startsOf(before))
  })

  it('stay where other settings cut otherwise, and go when they are reset', async () => {
    const before = await scenesNow()
    unwrap(await core.scenes.split(id, { frame: firstCut + 10 }))
    unwrap(await core.scenes.merge(id, { firstIndex: 2, lastIndex: 3 }))
    expect(startsOf(await scenesNow())).toEqual([0, firstCut, firstCut + 10])
    const cuts = { detector: 'content', threshold: 250, minSceneFrames: 12 } as const
    unwrap(await core.videos.recut(id, cuts))
    expect(startsOf(await scenesNow())).toEqual([0, firstCut + 10])
    unwrap(await core.videos.recut(id, null))
    expect(startsOf(await scenesNow())).toEqual([0, firstCut, firstCut + 10])
    const analysis = (await core.jobs.list(all)).items.find(({ stage }) => stage === 'analyse')
    unwrap(await core.jobs.retry(analysis?.id ?? ''))
    await finish(core)
    expect(startsOf(await scenesNow())).toEqual([0, firstCut, firstCut + 10])
    unwrap(await core.scenes.reset(id))
    await finish(core)
    expect(await scenesNow()).toEqual(before)
  })

  it('survive that the video is removed, deleted for good and imported again', async () => {
    unwrap(await core.scenes.move(id, { index: 1, startFrame: firstCut - 3 }))
    unwrap(await core.videos.remove(id))
    unwrap(await core.removed.purge(id))
    const [item] = await importAll(core, path)
    id = item?.videoId ?? ''
    expect(startsOf(await scenesNow())).toEqual([0, firstCut - 3, secondCut])
  })

  it('are undone and done again in order, with the same ids', async () => {
    const states: (readonly Scene[])[] = [await scenesNow()]
    const keep = (scenes: readonly Scene[]) => states.push(scenes)
    keep(unwrap(await core.scenes.split(id, { frame: 5 })).items)
    keep(unwrap(await core.scenes.move(id, { index: 1, startFrame: 9 })).items)
    keep(unwrap(await core.scenes.dropShort(id, { minFrames: 20 })).items)
    keep(unwrap(await core.scenes.merge(id, { firstIndex: 0, lastIndex: 1 })).items)
    await finish(core)
    const ids = states.map((scenes) => scenes.map((scene) => scene.id))
    const idsNow = async () => (await scenesNow()).map((scene) => scene.id)
    expect(await core.history.redo()).toMatchObject({ ok: false, error: { code: 'conflict' } })
    const undone: string[] = []
    for (const expected of ids.slice(0, -1).toReversed()) {
      undone.push(unwrap(await core.history.undo()).label)
      expect(await idsNow()).toEqual(expected)
    }
    expect(undone).toEqual(['Scenes merged', 'Short scenes dropped', 'Boundary moved', 'Scene split'])
    expect(await core.history.undo()).toMatchObject({ ok: false, error: { code: 'conflict' } })
    for (const expected of ids.slice(1)) {
      unwrap(await core.history.redo())
      expect(await idsNow()).toEqual(expected)
    }
  })

  it('refuse what cannot be, and say what can', async () => {
    expect(await core.scenes.split(id, { frame: firstCut })).toMatchObject({
      ok: false,
      error: { code: 'bad_request', message: `A scene begins with frame ${firstCut} already.` },
    })
    expect(await core.scenes.merge(id, { firstIndex: 2, lastIndex: 3 })).toMatchObject({
      ok: false,
      error: { code: 'bad_request', remedy: expect.any(String) },
    })
    expect(await core.scenes.split('nothing', { frame: 3 })).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(await core.history.undo()).toMatchObject({ ok: false, error: { code: 'conflict' } })
  })

  it('follow one another when they come at once', async () => {
    await Promise.all([3, 6, 9, 12].map((frame) => core.scenes.split(id, { frame })))
    expect(startsOf(await scenesNow())).toEqual([0, 3, 6, 9, 12, firstCut, secondCut])
  })
})
