import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { realMedia } from '../../build/fixtures/real-media.ts'
import { wordErrorRate } from '../../build/fixtures/word-error-rate.ts'
import type { Core } from '../../electron/core/core-api.ts'
import { createCore } from '../../electron/core/create-core.ts'
import { characterAccuracy, cuesOfVtt, films, pictureCaptions } from './texts.ts'

/** The model that reads. */
export const modelId = 'pp-ocrv6-small'

/** Opens a library with its work going on. */
export const opened = async (libraryPath: string, modelsPath: string): Promise<Core> => {
  const core = await createCore({ libraryPath, modelsPath, version: '0.0.0', log: () => undefined })
  if (!core.ok) throw new Error(core.error.message)
  return core.value
}

/** Waits until all work is done. */
export const idle = (core: Core): Promise<void> => core.jobs.idle(AbortSignal.timeout(1_800_000))

/** Installs the model from a folder. */
export const install = async (core: Core, folder: string): Promise<void> => {
  await core.models.import(modelId, { path: folder })
  for (;;) {
    const model = (await core.models.list()).find(({ id }) => id === modelId)
    if (model?.state === 'failed') throw new Error(model.error?.message ?? 'the model cannot be installed')
    if (model?.state === 'installed') return
    await delay(200)
  }
}

/** A broadcast without a film, with a grey one. */
export const withPicture = (source: string, target: string): string => {
  const grey = ['-f', 'lavfi', '-i', 'color=c=gray:s=720x576:r=25:d=40']
  const streams = ['-map', '0:v', '-map', '1:s', '-c:v', 'mpeg2video', '-c:s', 'copy', target]
  const made = spawnSync('ffmpeg', ['-v', 'error', '-y', ...grey, '-i', source, ...streams], { stdio: 'inherit' })
  if (made.status !== 0) throw new Error('the broadcast could not be made')
  return target
}

const onOneLine = (text: string): string => text.replaceAll('\n', ' ')

/** What was read of a video: text on screen, and the captions of its own file. */
export interface ReadVideo {
  readonly id: string
  readonly path: string
  readonly durationMs: number
  readonly frameCount: number
  readonly screen: readonly string[]
  readonly own: readonly string[]
  readonly seconds: number
}

/** What was read of every video of a library. */
export const readVideos = async (core: Core): Promise<readonly ReadVideo[]> => {
  const { items } = await core.videos.list({ limit: 100, sort: 'added', order: 'asc' })
  const jobs = (await core.jobs.list({ limit: 500 })).items.filter(({ stage }) => stage === 'read-text')
  return Promise.all(
    items.map(async ({ id, path: file, durationMs, frameCount }) => {
      const details = await core.videos.get(id)
      const tracks = details.ok ? details.value.captionTracks : []
      const textsOf = async (source: string): Promise<readonly string[]> => {
        const track = tracks.find((each) => each.source === source)
        if (track === undefined) return []
        const cues = await core.videos.captions(id, track.track, { limit: 500 })
        return cues.ok ? cues.value.items.map(({ text }) => text) : []
      }
      const job = jobs.find(({ videoId }) => videoId === id)
      const seconds = (Date.parse(job?.finishedAt ?? '') - Date.parse(job?.startedAt ?? '')) / 1000
      return {
        id,
        path: file,
        durationMs,
        frameCount,
        screen: await textsOf('screen'),
        own: await textsOf('stream'),
        seconds,
      }
    }),
  )
}

/** Every film of the bench, those that lack a picture with one. */
export const benchFilms = (folder: string): readonly string[] => [
  ...films.map(({ file }) => realMedia(file)),
  ...pictureCaptions.map(({ file, needsPicture }) =>
    needsPicture ? withPicture(realMedia(file), path.join(folder, path.basename(file))) : realMedia(file),
  ),
]

/** How well one film was read. */
export interface TextMeasure {
  readonly what: string
  readonly of: 'characters' | 'words'
  /** 0…1, or below where more was read than there is. */
  readonly accuracy: number
  /** Of films with lines: how many, and how many were read without a fault. */
  readonly lines: { readonly all: number; readonly right: number } | null
  /** What reading took, and how long the film is, in seconds. */
  readonly seconds: number
  readonly filmSeconds: number
}

const onFilm = async (
  film: (typeof films)[number],
  video: ReadVideo,
): Promise<Pick<TextMeasure, 'accuracy' | 'lines'>> => {
  if ('captions' in film) {
    const wanted = await cuesOfVtt(realMedia(film.captions), video.durationMs)
    const isTitle = (text: string): boolean => film.also.some((title) => characterAccuracy(title, text) > 0.8)
    const got = video.screen.map(onOneLine).filter((text) => !isTitle(text))
    return { accuracy: characterAccuracy(wanted.join(' '), got.join(' ')), lines: null }
  }
  const read = video.screen.flatMap((text) => text.split('\n'))
  const best = film.lines.map((line) => Math.max(0, ...read.map((text) => characterAccuracy(line, text))))
  return {
    accuracy: best.reduce((sum, each) => sum + each, 0) / Math.max(1, best.length),
    lines: { all: film.lines.length, right: best.filter((each) => each >= 0.999).length },
  }
}

/** Holds what was read against what stands there. Films that were not read are left out. */
export const measureTexts = async (videos: readonly ReadVideo[]): Promise<readonly TextMeasure[]> => {
  const videoOf = (file: string) => videos.find((video) => video.path.endsWith(path.basename(file)))
  const timesOf = ({ seconds, durationMs }: ReadVideo) => ({ seconds, filmSeconds: durationMs / 1000 })
  const measures: TextMeasure[] = []
  for (const film of films) {
    const video = videoOf(film.file)
    if (video === undefined) continue
    const what = `${film.what}: ${path.basename(film.file)}`
    measures.push({ what, of: 'characters', ...(await onFilm(film, video)), ...timesOf(video) })
  }
  for (const { file, what, says } of pictureCaptions) {
    const video = videoOf(file)
    if (video === undefined) continue
    const accuracy = 1 - wordErrorRate(says.join(' '), video.own.map(onOneLine).join(' '))
    measures.push({ what, of: 'words', accuracy, lines: null, ...timesOf(video) })
  }
  return measures
}
