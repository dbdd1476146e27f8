import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { realMedia, realMediaFolder } from '../build/fixtures/real-media.ts'
import { inRoot } from '../build/setup/paths.mjs'
import { environmentPython } from '../build/setup/python.mjs'
import { lettersOnly } from '../electron/domain/screen-text/text-likeness.ts'
import { ppOcrFolder } from '../electron/runners/fixtures/pp-ocr-folder.ts'
import {
  benchFilms,
  idle,
  install,
  measureTexts,
  opened,
  type ReadVideo,
  readVideos,
} from './screen-text/read-library.ts'
import { characterAccuracy, films } from './screen-text/texts.ts'

/**
 * `npm run bench -- screen-text`: text on screen and captions that are pictures, read by the whole app with the real
 * PP-OCRv6 small, against what stands there, and what it costs. Kills while it is read: `npm run bench -- words --part kills`.
 */

const aim = 0.97

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
const percent = (part: number): string => `${(part * 100).toFixed(1)} %`
const verdict = (part: number): string => `${percent(part)} (aim ≥ ${percent(aim)})${part < aim ? ' MISSED' : ''}`

const report = async (videos: readonly ReadVideo[]): Promise<void> => {
  for (const { what, of, accuracy, lines, seconds, filmSeconds } of await measureTexts(videos)) {
    say(
      `${what}: ${of} ${verdict(accuracy)}${lines === null ? '' : `; ${lines.right} of ${lines.all} lines without a fault`}`,
    )
    say(`  ${seconds.toFixed(1)} s for ${filmSeconds.toFixed(1)} s of film`)
  }
}

const denseSchema = z.array(
  z.object({
    film: z.string(),
    lines: z.record(z.string(), z.number()),
    seconds: z.object({ withText: z.number().nullable(), withoutText: z.number().nullable() }),
  }),
)

/** Holds what was read against every quarter of a second of the films: what the choice of frames leaves out. */
const reportMissed = (videos: readonly ReadVideo[], model: string): void => {
  const paths = films.map(({ file }) => realMedia(file))
  const run = spawnSync(environmentPython(), ['-m', 'bench.screen_text', '--model', model, ...paths], {
    cwd: inRoot('native-runners'),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (run.status !== 0) throw new Error(`bench.screen_text ended with ${run.status}`)
  for (const { film, lines, seconds } of denseSchema.parse(JSON.parse(run.stdout))) {
    const read = videos.find((video) => video.path === film)?.screen.flatMap((text) => text.split('\n')) ?? []
    // A line that one frame alone has is mostly one that was read wrong.
    const there = Object.entries(lines).filter(([text, frames]) => frames > 1 && lettersOnly(text).length > 2)
    const missed = there.filter(([text]) => !read.some((line) => characterAccuracy(text, line) >= 0.8))
    say(`${path.basename(film)}: ${missed.length} of ${there.length} lines missed ${JSON.stringify(missed)}`)
    const each = [seconds.withText, seconds.withoutText].map((took) => (took === null ? '–' : took.toFixed(2)))
    say(`  seconds a picture, the model alone: with text ${each[0]}, without text ${each[1]}`)
  }
}

const model = realMediaFolder === null ? null : ppOcrFolder()
if (realMediaFolder === null) say('Not run: the folder of real films is not here.')
else if (model === null) say('Not run: the model could not be fetched from the package index.')
else {
  const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-screen-text-'))
  try {
    const modelsPath = path.join(folder, 'Models')
    const core = await opened(path.join(folder, 'Library'), modelsPath)
    await install(core, model)
    const paths = benchFilms(folder)
    await core.videos.import(paths, AbortSignal.timeout(60_000))
    await idle(core)
    const videos = await readVideos(core)
    await report(videos)
    reportMissed(videos, model)
    await core.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
