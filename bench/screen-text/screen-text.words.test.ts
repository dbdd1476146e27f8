import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realMedia, realMediaFolder } from '../../build/fixtures/real-media.ts'
import { wordErrorRate, wordsOfCaptions } from '../../build/fixtures/word-error-rate.ts'
import { ppOcrFolder } from '../../electron/runners/fixtures/pp-ocr-folder.ts'
import { makeLibrary } from '../words/search-library.ts'
import { drawnLines, drawTextFilm } from './drawn-film.ts'
import { benchFilms, measureTexts, modelId, opened, type ReadVideo, readVideos } from './read-library.ts'
import { characterAccuracy } from './texts.ts'

const longMs = 30 * 60_000
const leastRight = 0.97
const closed = 'subs/sintel_cea608.ts'
const model = ppOcrFolder()

if (model === null)
  process.stdout.write('PP-OCRv6 small could not be fetched from the package index: nothing is read.\n')

describe.skipIf(model === null)('text on screen and captions by a real model', () => {
  let folder = ''
  let videos: readonly ReadVideo[] = []

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'goodclips-text-'))
    const drawn = path.join(folder, 'drawn.mkv')
    drawTextFilm(drawn)
    const real = realMediaFolder === null ? [] : [...benchFilms(folder), realMedia(closed)]
    const folders = { libraryPath: path.join(folder, 'Library'), modelsPath: path.join(folder, 'Models') }
    await makeLibrary(folders, [[modelId, model ?? '']], [drawn, ...real])
    const core = await opened(folders.libraryPath, folders.modelsPath)
    videos = await readVideos(core)
    await core.close()
  }, longMs)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('lines that are drawn into a film are read', () => {
    const read =
      videos.find((video) => video.path.endsWith('drawn.mkv'))?.screen.flatMap((text) => text.split('\n')) ?? []
    for (const line of drawnLines) {
      expect(Math.max(0, ...read.map((one) => characterAccuracy(line, one))), line).toBeGreaterThanOrEqual(leastRight)
    }
  })

  test.skipIf(realMediaFolder === null)('burned-in captions, slides, PGS, VobSub and DVB are read', async () => {
    const measures = await measureTexts(videos)
    expect(measures.length).toBe(6)
    for (const { what, of, accuracy } of measures) {
      process.stdout.write(`${what}: ${of} ${(accuracy * 100).toFixed(1)} %\n`)
      expect(accuracy, what).toBeGreaterThanOrEqual(leastRight)
    }
  })

  test.skipIf(realMediaFolder === null)('CEA-608 is read', async () => {
    const video = videos.find((one) => one.path.endsWith(path.basename(closed)))
    const reference = await wordsOfCaptions(
      realMedia('truth/transcripts/sintel_cea608.ffmpeg.srt'),
      Number.POSITIVE_INFINITY,
    )
    expect(1 - wordErrorRate(reference, video?.own.join(' ') ?? '')).toBeGreaterThanOrEqual(leastRight)
  })
})
