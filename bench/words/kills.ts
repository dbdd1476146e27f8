import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { realMedia, realMediaFolder } from '../../build/fixtures/real-media.ts'
import type { StageId } from '../../electron/contract/index.ts'
import type { Core } from '../../electron/core/core-api.ts'
import { createCore } from '../../electron/core/create-core.ts'
import { ppOcrFolder } from '../../electron/runners/fixtures/pp-ocr-folder.ts'
import { whisperFolder } from '../../electron/runners/fixtures/whisper-folder.ts'
import { drawTextFilm } from '../screen-text/drawn-film.ts'
import { makeLibrary } from './search-library.ts'

/** A library with films whose work is killed. */
export interface KilledLibrary {
  readonly libraryPath: string
  /** Where the models lie that it has chosen. */
  readonly modelsPath: string
}

const script = path.join(import.meta.dirname, 'work-library.ts')

/** Ends the work on a library with SIGKILL while a stage runs, each time at another moment of it; answers how often it could. */
export const killWhile = async (
  { libraryPath, modelsPath }: KilledLibrary,
  stage: StageId,
  kills: number,
): Promise<number> => {
  let done = 0
  while (done < kills) {
    const child = spawn(process.execPath, [script, libraryPath, modelsPath], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
    const runs = await new Promise<boolean>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.toString().split('\n').includes(stage)) resolve(true)
      })
      child.on('exit', () => resolve(false))
    })
    if (!runs) break
    // From at once to some six seconds, in no order.
    await delay(100 + ((done * 2_711) % 6_000))
    if (child.kill('SIGKILL')) done += 1
    await ended
  }
  return done
}

/** A stage that reads words with a model of its own, and what it is killed at. */
interface KilledStage {
  readonly what: string
  readonly modelId: string
  readonly model: () => string | null
  /** Films with so much to read that it is still at work when the last kill comes: `times` as much as the shortest. */
  readonly films: (folder: string, times: number) => readonly string[]
}

/** Frames of slides or seconds of speech again and again, as one film. */
const looped = (source: string, target: string, times: number): string => {
  const options = ['-v', 'error', '-y', '-stream_loop', String(times - 1), '-i', source, '-c', 'copy', target]
  if (spawnSync('ffmpeg', options, { stdio: 'inherit' }).status !== 0) throw new Error('the film could not be made')
  return target
}

/** Slides that go on for `times` minutes, each for three seconds. */
const longSlides = (folder: string, times: number): string => {
  const slides = path.join(folder, 'slides.mkv')
  drawTextFilm(slides)
  return looped(slides, path.join(folder, 'long slides.mkv'), times * 7)
}

/** The stages that read words, by their ids. */
export const killedStages = {
  transcribe: {
    what: 'speech is transcribed',
    modelId: 'whisper-base',
    model: whisperFolder,
    films: (folder, times) => {
      const speech = realMedia('edited/w3c_keyboard_perspective.mp4')
      return [looped(speech, path.join(folder, 'long speech.mp4'), times * 4)]
    },
  },
  'read-text': {
    what: 'text is read',
    modelId: 'pp-ocrv6-small',
    model: ppOcrFolder,
    films: (folder, times) => [
      longSlides(folder, times),
      ...(realMediaFolder === null ? [] : [realMedia('subs/sample_with_pgs_subtitles.mkv')]),
    ],
  },
} as const satisfies Partial<Record<StageId, KilledStage>>

/** A stage of {@link killedStages}. */
export type KilledStageId = keyof typeof killedStages

/** Their ids. */
export const killedStageIds: readonly KilledStageId[] = ['transcribe', 'read-text']

/** Letters of a library's words below which there was nothing to lose. */
export const leastWords = 1_000

/** Every word that was read, of all tracks and films, with times and boxes. */
const wordsIn = async (core: Core): Promise<string> => {
  const { items } = await core.videos.list({ limit: 100, sort: 'added', order: 'asc' })
  const films = items.map(async ({ id, path: file }) => {
    const details = await core.videos.get(id)
    if (!details.ok) throw new Error(details.error.message)
    const tracks = details.value.captionTracks.map(async ({ track, source, readable }) => {
      const cues = await core.videos.captions(id, track, { limit: 500 })
      const said = cues.ok ? cues.value.items.map(({ id: _id, ...cue }) => ({ ...cue, videoId: null })) : []
      return { track, source, readable, said }
    })
    return { file, tracks: await Promise.all(tracks) }
  })
  const found = await Promise.all(films)
  return JSON.stringify(found.toSorted((one, other) => one.file.localeCompare(other.file)))
}

const opened = async (folders: KilledLibrary, runJobs: boolean): Promise<Core> => {
  const core = await createCore({ ...folders, version: '0.0.0', log: () => undefined, runJobs })
  if (!core.ok) throw new Error(core.error.message)
  return core.value
}

/** How a library ended whose work was killed. */
export interface KilledEnd {
  /** How often it could be killed while the stage ran. */
  readonly kills: number
  /** Time of the run that nothing disturbed, in seconds. */
  readonly undisturbedSeconds: number
  /** What the run that was killed, and the one that was not, have read. */
  readonly killed: string
  readonly undisturbed: string
}

/**
 * Reads films twice, once undisturbed and once killed again and again while the stage runs; null where its model cannot be
 * fetched. `times` is how long the films are, about in minutes.
 */
export const endAfterKills = async (stage: KilledStageId, kills: number, times: number): Promise<KilledEnd | null> => {
  const { modelId, model, films }: KilledStage = killedStages[stage]
  const modelFolder = model()
  if (modelFolder === null) return null
  const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-kills-'))
  try {
    const paths = films(folder, times)
    const modelsPath = path.join(folder, 'Models')
    const whole = { libraryPath: path.join(folder, 'Undisturbed'), modelsPath }
    const begun = performance.now()
    await makeLibrary(whole, [[modelId, modelFolder]], paths)
    const undisturbedSeconds = (performance.now() - begun) / 1000
    const wordsOf = async (folders: KilledLibrary): Promise<string> => {
      const core = await opened(folders, false)
      const words = await wordsIn(core)
      await core.close()
      return words
    }
    const disturbed = { libraryPath: path.join(folder, 'Killed'), modelsPath }
    const first = await opened(disturbed, false)
    const chosen = await first.models.activate(modelId)
    if (!chosen.ok) throw new Error(chosen.error.message)
    await first.videos.import(paths, AbortSignal.timeout(60_000))
    await first.close()
    const done = await killWhile(disturbed, stage, kills)
    await once(spawn(process.execPath, [script, disturbed.libraryPath, modelsPath], { stdio: 'ignore' }), 'exit')
    return {
      kills: done,
      undisturbedSeconds,
      killed: await wordsOf(disturbed),
      undisturbed: await wordsOf(whole),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Kills the work of stages again and again, and holds each end against that of an undisturbed run. */
export const benchKills = async (
  stages: readonly KilledStageId[],
  kills: number,
  minutes: number,
  say: (line: string) => void,
): Promise<void> => {
  for (const stage of stages) {
    const { what } = killedStages[stage]
    const end = await endAfterKills(stage, kills, minutes)
    if (end === null) {
      say(`Kills while ${what} not run: the model could not be fetched from the package index.`)
      continue
    }
    say(`${stage}, undisturbed: ${end.undisturbedSeconds.toFixed(0)} s, ${end.undisturbed.length} letters of words`)
    say(`killed ${end.kills} times while ${what}${end.kills < kills ? `, not ${kills}: MISSED` : ''}`)
    const isSame = end.undisturbed.length > leastWords && end.killed === end.undisturbed
    say(
      isSame ? 'the end equals that of an undisturbed run' : 'MISSED: the end differs from that of an undisturbed run',
    )
  }
}
