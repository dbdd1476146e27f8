import { rename } from 'node:fs/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Core } from '../core-api.ts'
import { finish, importAll, type TestLibrary, testLibrary, unwrap, within } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(() => library.close())

const signal = within(60_000)

const scenesOf = async (core: Core, videoId: string) => unwrap(await core.videos.scenes(videoId, { limit: 100 })).items

it('keeps a bin through restart, moved files and other cuts', async () => {
  const core = await library.open()
  const path = await library.clip('three-scenes', 'Harbour.mp4')
  const [item] = await importAll(core, path)
  const videoId = item?.videoId ?? ''
  const [, second] = await scenesOf(core, videoId)
  if (second === undefined) throw new Error('not cut')
  const bin = unwrap(await core.bins.create({ name: 'Selects' }))
  const range = { videoId, startFrame: second.startFrame + 3, endFrame: second.endFrame - 2 }
  const added = unwrap(await core.bins.add(bin.id, { items: [{ sceneId: second.id, note: 'first' }, range] }))
  expect(added.items).toMatchObject([
    {
      startFrame: second.startFrame,
      endFrame: second.endFrame,
      startMs: second.startMs,
      endMs: second.endMs,
      note: 'first',
    },
    { ...range, note: '' },
  ])
  const { num, den } = unwrap(await core.videos.get(videoId)).frameRate ?? { num: 0, den: 1 }
  expect(added.items[1]?.startMs).toBe(second.startMs + Math.round((3000 * den) / num))
  expect(added.items[0]?.keyframeUrl).toContain('/keyframe?frame=')
  const ids = added.items.map(({ id }) => id).toReversed()
  unwrap(await core.bins.changeItems(bin.id, { order: ids }, signal))
  const before = unwrap(await core.bins.get(bin.id, signal))
  expect(before.items.map(({ id }) => id)).toEqual(ids)
  await core.close()

  await rename(path, `${library.folder}/clips/Moved.mp4`)
  const again = await library.open()
  await importAll(again, `${library.folder}/clips/Moved.mp4`)
  unwrap(await again.videos.patch(videoId, { cuts: { detector: 'content', threshold: 255, minSceneFrames: 10_000 } }))
  await finish(again)
  expect((await scenesOf(again, videoId)).length).toBe(1)
  const after = unwrap(await again.bins.get(bin.id, signal))
  const frames = ({ id, startFrame, endFrame, startMs, endMs, note, state }: (typeof after.items)[number]) => ({
    id,
    startFrame,
    endFrame,
    startMs,
    endMs,
    note,
    state,
  })
  expect(after.items.map(frames)).toEqual(before.items.map(frames))
})

it('refuses frames that a video does not have, scenes and videos that are gone, and changes of smart bins', async () => {
  const core = await library.open()
  const [item] = await importAll(core, await library.clip('three-scenes'))
  const videoId = item?.videoId ?? ''
  const { frameCount } = unwrap(await core.videos.get(videoId))
  const bin = unwrap(await core.bins.create({ name: 'Selects' }))
  const refusal = async (entry: Parameters<Core['bins']['add']>[1]['items'][number], id = bin.id) => {
    const answer = await core.bins.add(id, { items: [{ videoId, startFrame: 0, endFrame: 1 }, entry] })
    return answer.ok ? 'added' : answer.error.code
  }
  expect(await refusal({ videoId, startFrame: 0, endFrame: frameCount + 1 })).toBe('bad_request')
  expect(await refusal({ videoId: 'vNo', startFrame: 0, endFrame: 1 })).toBe('not_found')
  expect(await refusal({ sceneId: 'sNo' })).toBe('not_found')
  expect(await refusal({ videoId, startFrame: 0, endFrame: frameCount }, 'bNo')).toBe('not_found')
  expect(unwrap(await core.bins.get(bin.id, signal)).items).toEqual([])
  const saved = unwrap(
    await core.search.saved.create({
      name: 'Like it',
      request: {
        anchors: [{ sceneId: (await scenesOf(core, videoId))[0]?.id ?? '' }],
        weights: { look: 1 },
        fusion: 'raw',
        groupByVideo: false,
        mergeNeighbours: false,
        sort: 'relevance',
        includeWeak: true,
        remember: false,
        offset: 0,
        limit: 10,
      },
    }),
  )
  const smart = unwrap(await core.bins.create({ name: 'Smart', searchId: saved.id }))
  expect(await refusal({ videoId, startFrame: 0, endFrame: 1 }, smart.id)).toBe('conflict')
  const shown = unwrap(await core.bins.get(smart.id, signal))
  expect(shown.items.every(({ id, videoId: of }) => id.startsWith('s') && of === videoId)).toBe(true)
  expect(shown.itemCount).toBe(shown.items.length)
})
