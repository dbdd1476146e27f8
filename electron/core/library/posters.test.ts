import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { importAll, type TestLibrary, testLibrary, unwrap } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

it('shows the scene that a person chose as poster, until the choice is given back', async () => {
  const core = await library.open()
  const [item] = await importAll(core, await library.clip('three-scenes', 'Film.mp4'))
  const [other] = await importAll(core, await library.clip('two-scenes', 'Other.mp4'))
  const id = item?.videoId ?? ''
  const pictureOf = async (slice: { readonly path: string; readonly offset: number; readonly length: number }) =>
    (await readFile(slice.path)).subarray(slice.offset, slice.offset + slice.length)
  const poster = async () => await pictureOf(unwrap(await core.media.poster(id)))
  const scenes = async () => unwrap(await core.videos.scenes(id, { limit: 10 })).items
  const chosenByItself = await poster()
  for (const scene of await scenes()) {
    expect(unwrap(await core.videos.patch(id, { posterSceneId: scene.id }))).toMatchObject({ posterChosen: true })
    expect(await poster()).toEqual(await pictureOf(unwrap(await core.media.keyframe(scene.id))))
  }
  const lastPicture = await poster()
  expect(lastPicture).not.toEqual(chosenByItself)

  const foreign = unwrap(await core.videos.scenes(other?.videoId ?? '', { limit: 10 })).items[0]
  expect(await core.videos.patch(id, { posterSceneId: foreign?.id ?? '' })).toMatchObject({
    ok: false,
    error: { code: 'bad_request' },
  })
  expect(await core.videos.patch(id, { posterSceneId: 'nothing' })).toMatchObject({ ok: false })
  expect(await poster()).toEqual(lastPicture)

  expect(unwrap(await core.videos.patch(id, { posterSceneId: null })).posterChosen).not.toBe(true)
  expect(await poster()).toEqual(chosenByItself)
})
