import { afterEach, beforeEach, expect, it } from 'vitest'
import { importAll, type TestLibrary, testLibrary, unwrap } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

it('tells the frames, the words and the spaces of a scene, and of no other', async () => {
  const core = await library.open()
  const [item] = await importAll(core, await library.clip('captioned-mp4', 'Film.mp4'))
  const scenes = unwrap(await core.videos.scenes(item?.videoId ?? '', { limit: 10 })).items
  expect(scenes.length).toBeGreaterThan(1)
  const numbers: number[] = []
  for (const scene of scenes) {
    const details = unwrap(await core.scenes.details(scene.id))
    expect(details).toMatchObject({ ...scene, videoTitle: 'Film' })
    expect(details.frames.length).toBeGreaterThan(0)
    for (const { frameNumber, timeMs, url } of details.frames) {
      expect(frameNumber).toBeGreaterThanOrEqual(scene.startFrame)
      expect(frameNumber).toBeLessThan(scene.endFrame)
      expect(timeMs).toBeLessThanOrEqual(scene.endMs)
      expect(url).toContain(`/scenes/${scene.id}/keyframe`)
      expect(unwrap(await core.media.keyframe(scene.id, frameNumber)).length).toBeGreaterThan(100)
    }
    numbers.push(...details.frames.map(({ frameNumber }) => frameNumber))
    for (const cue of details.captions) {
      expect(cue.startMs).toBeLessThan(scene.endMs)
      expect(cue.endMs).toBeGreaterThan(scene.startMs)
    }
    expect(details.spaces.map(({ modality, model }) => `${modality} ${model}`)).toContain('look look')
  }
  expect(new Set(numbers).size).toBe(numbers.length)
  const said = await Promise.all(scenes.map(async ({ id }) => unwrap(await core.scenes.details(id)).captions.length))
  expect(Math.max(...said)).toBeGreaterThan(0)
  expect(await core.scenes.details('nothing')).toMatchObject({ ok: false, error: { code: 'not_found' } })
})
