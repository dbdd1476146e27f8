import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SemanticSearchInput, semanticSearchSchema } from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { importAll, type TestLibrary, testLibrary, unwrap, within } from '../fixtures/test-library.ts'
import { readBackgroundTexts } from './background-vector-cache.ts'

let library: TestLibrary
let core: Core
let videoId = ''

const ask = (input: SemanticSearchInput) => core.search.semantic(semanticSearchSchema.parse(input), within(60_000))

beforeAll(async () => {
  library = await testLibrary()
  core = await library.open()
  const [item] = await importAll(core, await library.clip('three-scenes'))
  videoId = item?.videoId ?? ''
})
afterAll(async () => {
  await library.close()
})

describe('search without any model', () => {
  it('compares scenes by their look, and gives the picture that matched', async () => {
    const status = await core.search.status()
    expect(status.modalities.find(({ modality }) => modality === 'look')?.state).toBe('descriptor')
    expect(status.modalities.find(({ modality }) => modality === 'visual')?.state).toBe('no_model')
    const scenes = unwrap(await core.videos.scenes(videoId, { limit: 10 })).items
    const [first] = scenes
    const request = { anchor: { sceneId: first?.id ?? '' }, space: 'look' as const, limit: 10 }
    const found = unwrap(await core.search.scenes(request, within(60_000)))
    expect(found.items).toHaveLength(scenes.length - 1)
    expect(found.items.every(({ sceneId }) => sceneId !== first?.id)).toBe(true)
    expect(found.items.every(({ scene }) => scene.keyframeUrl !== null)).toBe(true)
  })

  it('words need a model, and say which page has one', async () => {
    const refused = await ask({ query: 'a dog', weights: { visual: 1 } })
    expect(refused).toMatchObject({ ok: false, error: { code: 'conflict', remedy: expect.stringContaining('Models') } })
  })

  it('a frame of a scene has an address', async () => {
    const [scene] = unwrap(await core.videos.scenes(videoId, { limit: 1 })).items
    const keyframe = unwrap(await core.media.keyframe(scene?.id ?? ''))
    const unknown = unwrap(await core.media.keyframe(scene?.id ?? '', (scene?.endFrame ?? 0) + 1))
    expect(unknown.offset).toBe(keyframe.offset)
  })

  it('what is no picture or no sound is refused; a picture waits for a model', async () => {
    const text = { name: 'notes.jpg', bytes: new TextEncoder().encode('#EXTM3U\nfile:///etc/passwd\n') }
    const request = semanticSearchSchema.parse({})
    const picture = await core.search.similarToImage(text, request, within(60_000))
    const sound = await core.search.similarToAudio(text, request, within(60_000))
    expect(picture).toMatchObject({ ok: false, error: { code: 'unsupported_media' } })
    expect(sound).toMatchObject({ ok: false, error: { code: 'unsupported_media' } })
    const [scene] = unwrap(await core.videos.scenes(videoId, { limit: 1 })).items
    const slice = unwrap(await core.media.keyframe(scene?.id ?? ''))
    const bytes = (await readFile(slice.path)).subarray(slice.offset, slice.offset + slice.length)
    const real = await core.search.similarToImage({ name: 'frame', bytes }, request, within(60_000))
    expect(real).toMatchObject({ ok: false, error: { code: 'conflict', remedy: expect.stringContaining('Models') } })
  })
})

it('a file of background queries that cannot be read is told, and costs nobody the library', async () => {
  const told: string[] = []
  expect(await readBackgroundTexts('/nowhere/search-background.json', (message) => told.push(message))).toEqual([])
  expect(told).toEqual([expect.stringMatching(/install GoodCLIPS anew/)])
})
