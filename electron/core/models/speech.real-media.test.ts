import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realMedia, realMediaFolder } from '../../../build/fixtures/real-media.ts'
import { wordErrorRate, wordsOfCaptions } from '../../../build/fixtures/word-error-rate.ts'
import { wordlessFilm } from '../../media/fixtures/wordless-film.ts'
import { whisperFolder } from '../../runners/fixtures/whisper-folder.ts'
import type { Core } from '../core-api.ts'
import { finish, type TestLibrary, testLibrary, until, unwrap, within } from '../fixtures/test-library.ts'

const longMs = 15 * 60_000
const modelId = 'whisper-base'
/** Most wrong words of a hundred, of a small model on clear speech. */
const mostWrong = 0.25

const films = [
  { file: 'edited/w3c_keyboard_perspective.mp4', truth: 'truth/transcripts/w3c_keyboard_perspective.en.vtt' },
  { file: 'single/his_girl_friday_speech.mp4', truth: null },
] as const

const folder = realMediaFolder === null ? null : whisperFolder()

describe.skipIf(realMediaFolder === null)('real films with a real speech model', () => {
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
    'are transcribed with an imported model: a caption track that is read, exported and found like any other',
    async () => {
      if (folder === null) throw new Error('no model')
      const wordless = join(library.folder, 'wordless.mkv')
      await wordlessFilm(wordless)
      await core.videos.import([...films.map(({ file }) => realMedia(file)), wordless], within(60_000))
      await finish(core, longMs)
      const states = async () =>
        (await core.jobs.list({ limit: 500 })).items.flatMap(({ stage, state, reasonCode }) =>
          stage === 'transcribe' ? [`${state} ${reasonCode ?? ''}`.trim()] : [],
        )
      expect(await states()).toEqual([...films, wordless].map(() => 'skipped no_model'))

      expect(unwrap(await core.models.import(modelId, { path: folder }))).toMatchObject({ task: 'transcribe' })
      const model = async () => (await core.models.list()).find(({ id }) => id === modelId)
      await until(async () => (await model())?.state !== 'installing', longMs)
      // The first model of its role is chosen by itself, and films that were left out are taken up.
      expect(await model()).toMatchObject({ state: 'installed', active: true, dimension: null, error: null })
      await until(async () => (await states()).every((state) => state !== 'skipped no_model'), 60_000)
      await finish(core, longMs)
      expect(await states()).toEqual([...films, wordless].map(() => 'done'))

      const { items } = await core.videos.list({ limit: 10, sort: 'added', order: 'asc' })
      for (const { id, title } of items) {
        const video = unwrap(await core.videos.get(id))
        expect(video.captionTracks, title).toMatchObject([
          { track: 1000, source: 'speech', codec: modelId, readable: true },
        ])
        const cues = unwrap(await core.videos.captions(id, 1000, { limit: 500 })).items
        const truth = films.find(({ file }) => file.includes(title.replaceAll(' ', '_')))?.truth
        if (title === 'wordless') {
          expect(cues).toEqual([])
          continue
        }
        const words = cues.map(({ text }) => text).join(' ')
        expect(cues.length, title).toBeGreaterThan(0)
        if (truth === undefined || truth === null) continue
        expect(video.captionTracks[0]?.language).toBe('en')
        const rate = wordErrorRate(await wordsOfCaptions(realMedia(truth), video.durationMs), words)
        process.stdout.write(`${title}: word error rate ${(rate * 100).toFixed(1)} %\n`)
        expect(rate).toBeLessThan(mostWrong)
      }
      const found = await core.search.captions({ query: 'keyboard', typing: false, limit: 10 })
      expect(found.items.map(({ caption }) => caption.track)).toContain(1000)
    },
    longMs,
  )
})
