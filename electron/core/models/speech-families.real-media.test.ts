import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realMedia, realMediaFolder } from '../../../build/fixtures/real-media.ts'
import type { Core } from '../core-api.ts'
import { finish, type TestLibrary, testLibrary, until, unwrap, within } from '../fixtures/test-library.ts'

const longMs = 15 * 60_000
const runners = fileURLToPath(new URL('../../../native-runners', import.meta.url))
const python = join(runners, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')

/** Id that the folder is imported as → what saves a small one with random weights (`native-runners/tests/speech_folders.py`). */
const families = {
  'own-whisper': 'save_whisper(folder)',
  'own-moonshine': 'save_moonshine(folder)',
  'own-parakeet': "save_parakeet(folder, 'CTC')",
} as const

const saveModel = async (folder: string, call: string): Promise<void> => {
  const program = [
    'from pathlib import Path',
    'from tests.speech_folders import save_moonshine, save_parakeet, save_whisper',
    `folder = Path(${JSON.stringify(folder)})`,
    'folder.mkdir()',
    call,
  ]
  await promisify(execFile)(python, ['-c', program.join('\n')], { cwd: runners })
}

describe.skipIf(realMediaFolder === null || !existsSync(python))(
  'a real film with speech models of other families',
  () => {
    let library: TestLibrary
    let core: Core
    beforeAll(async () => {
      library = await testLibrary()
      core = await library.open({ modelsPath: join(library.folder, 'Models') })
    })
    afterAll(async () => {
      await library.close()
    })

    it(
      'is transcribed by each, imported from its folder and chosen in turn',
      async () => {
        const film = join(library.folder, 'film.mp4')
        // Some seconds are enough: what random weights say tells nothing.
        const source = realMedia('edited/w3c_keyboard_perspective.mp4')
        await promisify(execFile)('ffmpeg', ['-v', 'error', '-t', '8', '-i', source, '-c', 'copy', film])
        await core.videos.import([film], within(60_000))
        await finish(core, longMs)
        await core.settings.patch({ speech: 'always', speechTranslation: true })
        const [video] = (await core.videos.list({ limit: 1, sort: 'added', order: 'asc' })).items
        if (video === undefined) throw new Error('no film')
        const spoken = async () =>
          unwrap(await core.videos.get(video.id)).captionTracks.filter(({ source }) => source === 'speech')
        for (const [id, call] of Object.entries(families)) {
          const folder = join(library.folder, `folder-of-${id}`)
          await saveModel(folder, call)
          expect(unwrap(await core.models.import(id, { path: folder }))).toMatchObject({ task: 'transcribe' })
          const model = async () => (await core.models.list()).find((one) => one.id === id)
          await until(async () => (await model())?.state !== 'installing', longMs)
          expect(await model()).toMatchObject({ state: 'installed', error: null, source: 'folder' })
          unwrap(await core.models.activate(id))
          await until(async () => (await spoken()).some(({ codec }) => codec === id), longMs)
          await finish(core, longMs)
          const tracks = await spoken()
          // Whisper alone translates; what another model heard before is gone.
          expect(new Set(tracks.map(({ codec }) => codec))).toEqual(new Set([id]))
          expect(tracks.filter(({ isTranslation }) => isTranslation === true).length > 0).toBe(
            id === 'own-whisper' && tracks[0]?.language !== 'en',
          )
          const { items } = await core.jobs.list({ limit: 100 })
          expect(items.find(({ stage }) => stage === 'transcribe')).toMatchObject({ state: 'done' })
        }
      },
      longMs,
    )
  },
)
