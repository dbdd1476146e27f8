import { copyFile, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { z } from 'zod'
import {
  type ContainerName,
  containers,
  makeNumberedFilm,
  measureFilm,
  type NumberedFilm,
  numberedFilm,
  type OffsetName,
  offsets,
} from '../../build/fixtures/numbered-films.ts'
import { captionSchema, type Video, type VideoDetails, videoDetailsSchema } from '../../electron/contract/index.ts'
import { importPaths, listScenes, settled, temporaryFolder, videoTitled } from '../support/library.ts'
import type { ServerUnderTest } from '../support/server.ts'
import { expect, sharedAppTest } from '../support/shared-app.ts'
import { numberOnShow, numbersOfPictures, numbersOfSheet } from './film-readings.ts'

const test = sharedAppTest('film-clock', async () => {})
// Each worker has a server and a library of its own, and much of the time is waiting for pictures.
test.describe.configure({ mode: 'parallel' })

const offsetNames = Object.keys(offsets) as OffsetName[]
const containerNames = Object.keys(containers) as ContainerName[]
const isSample = process.env['GOODCLIPS_CHECK_SAMPLE'] === '1'
/** In a check of everything two of the six for each container, other two for the next: each four times. */
const offsetsOf = (container: number): readonly OffsetName[] =>
  offsetNames.filter((_, offset) => !isSample || (container + offset) % 3 === 0)
const { pictures, pictureMs, cuts, captionText } = numberedFilm

/** Times of the app are whole milliseconds; those of some containers, too, and Ogg rounds where its sound begins. */
const roundingMs = 3
const soundToleranceMs = 10
/** The last picture is as long as the others, the last block of sound is padded. */
const endToleranceMs = 60
const copyLimitMs = 60_000
/** A page that shows another picture for so long shows the wrong one. */
const shownLimitMs = 10_000

/** One film in the library, with what is true of it. */
interface Subject {
  readonly server: ServerUnderTest
  readonly film: NumberedFilm
  readonly video: Video
  readonly details: VideoDetails
}

/** What does not agree, in words; the test fails with the whole list. */
type Complaints = string[]

const bytesOf = async (server: ServerUnderTest, url: string): Promise<Uint8Array> => {
  const response = await server.fetch(url)
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
const timeOf = (film: NumberedFilm, number: number): number => film.truth.firstPictureMs + number * pictureMs
const pictureAt = (film: NumberedFilm, timeMs: number): number =>
  Math.min(pictures - 1, Math.max(0, Math.floor((timeMs - film.truth.firstPictureMs) / pictureMs)))
const isNear = (found: number, expected: number, tolerance: number): boolean => Math.abs(found - expected) <= tolerance

const checkFacts = async ({ server, film, video, details }: Subject): Promise<Complaints> => {
  const complaints: Complaints = []
  if (video.state !== 'ready') complaints.push(`state ${video.state}: ${JSON.stringify(video.warnings)}`)
  if (video.frameCount !== pictures) complaints.push(`${video.frameCount} frames`)
  if (!isNear(video.durationMs, film.truth.endMs, endToleranceMs)) {
    complaints.push(`lasts ${video.durationMs} ms, not ${film.truth.endMs}`)
  }
  const { frameRate } = video
  if (frameRate === null || frameRate.num / frameRate.den !== 25) complaints.push(`rate ${JSON.stringify(frameRate)}`)
  const found = await listScenes(server, video.id)
  const starts = [0, ...cuts]
  if (JSON.stringify(found.map((scene) => scene.startFrame)) !== JSON.stringify(starts)) {
    complaints.push(`scenes begin with ${found.map((scene) => scene.startFrame).join(', ')}`)
  }
  const keyframes = await Promise.all(found.map((scene) => bytesOf(server, scene.keyframeUrl ?? '')))
  const numbers = await numbersOfPictures(keyframes)
  for (const [index, scene] of found.entries()) {
    if (!isNear(scene.startMs, timeOf(film, scene.startFrame), roundingMs)) {
      complaints.push(`scene ${scene.index} begins at ${scene.startMs}, not ${timeOf(film, scene.startFrame)}`)
    }
    const number = numbers[index] ?? null
    const expected = Math.round((scene.keyframeMs - film.truth.firstPictureMs) / pictureMs)
    if (number !== expected) complaints.push(`the keyframe of ${scene.keyframeMs} ms shows ${number}, not ${expected}`)
  }
  const last = found.at(-1)
  if (last !== undefined && !isNear(last.endMs, film.truth.endMs, endToleranceMs)) {
    complaints.push(`the last scene ends at ${last.endMs}, not ${film.truth.endMs}`)
  }
  complaints.push(
    ...(await checkFilmstrip({ server, film, video, details })),
    ...(await checkCaption(server, film, video)),
  )
  return complaints
}

const checkFilmstrip = async ({ server, film, details }: Subject): Promise<Complaints> => {
  const { filmstrip } = details
  if (filmstrip === null) return ['no filmstrip']
  const complaints: Complaints = []
  const tiles: (number | null)[] = []
  for (const url of filmstrip.sheetUrls) tiles.push(...(await numbersOfSheet(await bytesOf(server, url), filmstrip)))
  for (let tile = 0; tile < filmstrip.count; tile += 1) {
    const timeMs = tile * filmstrip.intervalMs
    const allowed = [pictureAt(film, timeMs - roundingMs), pictureAt(film, timeMs + roundingMs)]
    const number = tiles[tile] ?? null
    if (number === null || !allowed.includes(number)) {
      complaints.push(`the filmstrip shows ${number} at ${timeMs} ms, not ${allowed.join(' or ')}`)
    }
  }
  return complaints
}

const checkCaption = async (server: ServerUnderTest, film: NumberedFilm, video: Video): Promise<Complaints> => {
  const answer: unknown = await (await server.fetch(`/api/v1/videos/${video.id}/captions`)).json()
  const cues = z.object({ items: z.array(captionSchema) }).parse(answer).items
  const cue = cues.find(({ text }) => text === captionText)
  if (cue === undefined) return [`no caption among ${cues.length}`]
  const expected = film.truth.captionMs
  return isNear(cue.startMs, expected, roundingMs) ? [] : [`the caption begins at ${cue.startMs}, not ${expected}`]
}

/** The playable copy: every picture in its place, and the sound where it belongs beside them. */
const checkCopy = async ({ server, film, details }: Subject, folder: string): Promise<Complaints> => {
  const deadline = Date.now() + copyLimitMs
  let response = await server.fetch(details.proxyUrl)
  while (response.status === 202 && Date.now() < deadline) {
    await delay(200)
    response = await server.fetch(details.proxyUrl)
  }
  if (response.status !== 200) return [`the copy answers ${response.status}`]
  const path = join(folder, `copy-${details.id}.mp4`)
  await writeFile(path, new Uint8Array(await response.arrayBuffer()))
  const copy = await measureFilm(path)
  const complaints: Complaints = []
  if (copy.numbers.length < pictures || copy.numbers.some((number) => number === null)) {
    complaints.push(`the copy holds the pictures ${copy.numbers.join(' ')}`)
  }
  film.truth.burstsMs.forEach((burstMs, index) => {
    // A copy counts from its own zero, and shows its first picture from there on: its sound is where the film has it.
    const found = (copy.truth.burstsMs[index] ?? Number.NaN) + copy.truth.zeroMs
    if (!isNear(found, burstMs, soundToleranceMs)) {
      complaints.push(`burst ${index} of the copy is heard at ${found.toFixed(1)} ms, not ${burstMs.toFixed(1)}`)
    }
  })
  return complaints
}

const expectOnShow = async (page: Page, expected: number, what: string): Promise<Complaints> => {
  let shown: number | null = null
  const deadline = Date.now() + shownLimitMs
  // The picture of a seek may come a moment after the element says that it is done.
  while (Date.now() < deadline) {
    shown = await numberOnShow(page)
    if (shown === expected) return []
    await delay(60)
  }
  return [`${what} shows ${shown}, not ${expected}`]
}

/** Reads the numbers of the pictures that the real page shows. */
const checkPage = async (page: Page, { server, film, video }: Subject): Promise<Complaints> => {
  const complaints: Complaints = []
  const middleOf = (number: number): number => Math.round(timeOf(film, number) + pictureMs / 2)
  await page.goto(`${server.origin}/video/${video.id}?t=${middleOf(52)}`)
  complaints.push(...(await expectOnShow(page, 52, `a link to ${middleOf(52)} ms`)))
  // Whatever follows would be wrong in the same way, and each look waits.
  if (complaints.length > 0) return complaints
  const scenes = page.getByRole('listbox', { name: 'Scenes' }).getByRole('option')
  for (const [index, start] of [0, ...cuts].entries()) {
    await scenes.nth(index).click()
    complaints.push(...(await expectOnShow(page, start, `a click on scene ${index}`)))
  }
  await page.keyboard.press('.')
  complaints.push(...(await expectOnShow(page, (cuts[1] ?? 0) + 1, 'one frame forward')))
  await page.keyboard.press(',')
  await page.keyboard.press(',')
  complaints.push(...(await expectOnShow(page, (cuts[1] ?? 0) - 1, 'two frames back')))
  await page.goto(`${server.origin}/video/${video.id}?t=${middleOf(pictures - 1)}`)
  complaints.push(...(await expectOnShow(page, pictures - 1, 'a link to the last picture')))
  return complaints
}

for (const [container, name] of containerNames.entries()) {
  test(`${name}: picture, sound, captions, copy and page share one clock`, async ({ page, server }) => {
    test.setTimeout(300_000)
    const folder = await temporaryFolder('film-clock')
    // Their streams are encoded once and copied, so they may be made side by side.
    const made = await Promise.all(
      offsetsOf(container).map(async (offset): Promise<readonly [string, NumberedFilm]> => {
        const film = await makeNumberedFilm(name, offset)
        const title = `${name} ${offset}`
        const path = join(folder.path, `${title}${extname(film.path)}`)
        await copyFile(film.path, path)
        if (film.captions !== null)
          await copyFile(film.captions, join(folder.path, `${title}${extname(film.captions)}`))
        return [title, { ...film, path }]
      }),
    )
    const films = new Map(made)
    await importPaths(
      server,
      [...films.values()].map((film) => film.path),
    )
    await settled(server, films.size)
    const complaints: Record<string, Complaints> = {}
    for (const [title, film] of films) {
      const video = await videoTitled(server, basename(title))
      const details = videoDetailsSchema.parse(await (await server.fetch(`/api/v1/videos/${video.id}`)).json())
      const subject: Subject = { server, film, video, details }
      const found = [
        ...(await checkFacts(subject)),
        ...(await checkPage(page, subject)),
        ...(details.playsInBrowser ? [] : await checkCopy(subject, folder.path)),
      ]
      if (found.length > 0) complaints[title] = found
    }
    await folder.remove()
    expect(complaints).toEqual({})
  })
}
