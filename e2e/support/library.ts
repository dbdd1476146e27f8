import { copyFile, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { type FixtureName, fixtureClip } from '../../build/fixtures/clips.ts'
import {
  type ImportItem,
  importResponseSchema,
  type Scene,
  sceneSchema,
  type Video,
  videoSchema,
} from '../../electron/contract/index.ts'
import type { ServerUnderTest } from './server.ts'

const readyLimitMs = 240_000
const pollMs = 150

/** A folder of its own under the system's temporary one, by its real path; `remove` takes it away. */
export const temporaryFolder = async (
  name: string,
): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> => {
  const path = await realpath(await mkdtemp(join(tmpdir(), `goodclips-e2e-${name}-`)))
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/** Copies a generated clip into a folder under a name as people give them; answers its path. */
export const placeClip = async (clip: FixtureName, folder: string, name: string): Promise<string> => {
  const source = await fixtureClip(clip)
  await mkdir(folder, { recursive: true })
  const path = join(folder, name.includes('.') ? name : `${name}${extname(source)}`)
  await copyFile(source, path)
  return path
}

const json = async (response: Response): Promise<unknown> => {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`)
  return await response.json()
}

/** Every video of the library, as a program outside reads them. */
export const listVideos = async (server: ServerUnderTest): Promise<readonly Video[]> => {
  const answer = await json(await server.fetch('/api/v1/videos?limit=500&sort=title&order=asc'))
  return z.object({ items: z.array(videoSchema) }).parse(answer).items
}

/** The video with a title; fails when there is none or more than one. */
export const videoTitled = async (server: ServerUnderTest, title: string): Promise<Video> => {
  const [video, ...others] = (await listVideos(server)).filter((candidate) => candidate.title === title)
  if (video === undefined || others.length > 0) throw new Error(`${others.length + (video ? 1 : 0)} videos “${title}”`)
  return video
}

/** Scenes of a video in order. */
export const listScenes = async (server: ServerUnderTest, videoId: string): Promise<readonly Scene[]> => {
  const answer = await json(await server.fetch(`/api/v1/videos/${videoId}/scenes?limit=500`))
  return z.object({ items: z.array(sceneSchema) }).parse(answer).items
}

/** Imports by path; answers what became of each file. */
export const importPaths = async (
  server: ServerUnderTest,
  paths: readonly string[],
): Promise<readonly ImportItem[]> => {
  const response = await server.fetch('/api/v1/videos', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ paths }),
  })
  return importResponseSchema.parse(await json(response)).items
}

/** Waits until no video is queued or processing, at most `limitMs`. */
export const settled = async (
  server: ServerUnderTest,
  count: number,
  limitMs = readyLimitMs,
): Promise<readonly Video[]> => {
  const deadline = Date.now() + limitMs
  for (;;) {
    const videos = await listVideos(server)
    const busy = videos.filter(({ state }) => state === 'queued' || state === 'processing')
    if (videos.length >= count && busy.length === 0) return videos
    if (Date.now() > deadline) {
      throw new Error(`after ${limitMs} ms: ${videos.map(({ title, state }) => `${title} ${state}`).join(', ')}`)
    }
    await delay(pollMs)
  }
}

/** First and exclusive last frame of each scene that known cuts make. */
export const framesOf = (truth: {
  readonly frames: number
  readonly cuts: readonly number[]
}): readonly (readonly [number, number])[] =>
  [0, ...truth.cuts].map((start, index) => [start, truth.cuts[index] ?? truth.frames] as const)
