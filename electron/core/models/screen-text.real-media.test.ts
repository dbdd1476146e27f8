import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realMedia, realMediaFolder } from '../../../build/fixtures/real-media.ts'
import { ppOcrFolder } from '../../runners/fixtures/pp-ocr-folder.ts'
import type { Core } from '../core-api.ts'
import { finish, type TestLibrary, testLibrary, until, unwrap, within } from '../fixtures/test-library.ts'

const longMs = 15 * 60_000
const modelId = 'pp-ocrv6-small'
const folder = realMediaFolder === null ? null : ppOcrFolder()

const films = [
  { file: 'edited/w3c_keyboard_perspective_burned_captions.mp4', says: /Many people use only the keyboard/i },
  { file: 'single/lecture_slides_vfr.mov', says: /Titel der Veranstaltung/ },
] as const
const bitmaps = ['subs/sample_with_pgs_subtitles.mkv', 'subs/sample_with_vobsub.mkv', 'subs/sample_with_vobsub.mp4']

describe.skipIf(realMediaFolder === null)('real films with a real text-reading model', () => {
  let library: TestLibrary
  let core: Core
  beforeAll(async () => {
    library = await testLibrary()
    core = await library.open({ modelsPath: join(library.folder, 'Models') })
  })
  afterAll(async () => {
    await library.close()
  })

  it.skipIf(folder === null)(
    'are read with an imported model: text on screen and pictures of captions become tracks',
    async () => {
      if (folder === null) throw new Error('no model')
      await core.videos.import([...films.map(({ file }) => realMedia(file)), ...bitmaps.map(realMedia)], within(60_000))
      await finish(core, longMs)
      const states = async () =>
        (await core.jobs.list({ limit: 500 })).items.flatMap(({ stage, state, reasonCode }) =>
          stage === 'read-text' ? [`${state} ${reasonCode ?? ''}`.trim()] : [],
        )
      expect(new Set(await states())).toEqual(new Set(['skipped no_model']))

      expect(unwrap(await core.models.import(modelId, { path: folder }))).toMatchObject({ task: 'read-text' })
      const model = async () => (await core.models.list()).find(({ id }) => id === modelId)
      await until(async () => (await model())?.state !== 'installing', longMs)
      expect(await model()).toMatchObject({ state: 'installed', active: true, dimension: null, error: null })
      await until(async () => (await states()).every((state) => state !== 'skipped no_model'), 60_000)
      await finish(core, longMs)
      expect(new Set(await states())).toEqual(new Set(['done']))

      const { items } = await core.videos.list({ limit: 10, sort: 'added', order: 'asc' })
      for (const { id, title, path } of items) {
        const { captionTracks } = unwrap(await core.videos.get(id))
        const screen = captionTracks.find(({ source }) => source === 'screen')
        expect(screen, title).toMatchObject({ codec: modelId, readable: true })
        const cuesOf = async (track: number) => unwrap(await core.videos.captions(id, track, { limit: 500 })).items
        const cues = await cuesOf(screen?.track ?? -1)
        const film = films.find(({ file }) => path.endsWith(file))
        if (film === undefined) {
          const [own] = captionTracks.filter(({ source }) => source === 'stream')
          expect(own, title).toMatchObject({ readable: true, note: null })
          const [caption] = await cuesOf(own?.track ?? -1)
          expect(caption, title).toMatchObject({ startMs: 0, text: 'This is the first subtitle', language: 'en' })
          expect(caption?.endMs).toBeGreaterThan(1_000)
          continue
        }
        const words = cues.map(({ text }) => text.replaceAll('\n', ' ')).join(' ')
        expect(words).toMatch(film.says)
        for (const { box, startMs, endMs } of cues) {
          expect(endMs).toBeGreaterThan(startMs)
          expect(box).toHaveLength(4)
        }
      }
    },
    longMs,
  )
})
