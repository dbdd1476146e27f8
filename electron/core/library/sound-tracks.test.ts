import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Core } from '../core-api.ts'
import { finish, importAll, type TestLibrary, testLibrary, until, unwrap } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

const tone = (frequency: number): readonly string[] => ['-f', 'lavfi', '-i', `sine=f=${frequency}:r=48000:d=3`]

/** Three seconds of picture with these sounds, one track each. */
const film = (name: string, sounds: readonly (readonly string[])[], ...options: readonly string[]): string => {
  const path = join(library.folder, name)
  mkdirSync(library.folder, { recursive: true })
  execFileSync('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=s=128x72:r=25:d=3', ...sounds.flat()],
    ...['-map', '0', ...sounds.flatMap((_sound, index) => ['-map', String(index + 1)])],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', ...options, path],
  ])
  return path
}

/** How loud a file's first sound track is at a frequency: the mean of a second of it, of 32768. */
const levelAt = (path: string, frequency: number): number => {
  const bytes = execFileSync('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-ss', '1', '-t', '1', '-i', path, '-map', '0:a:0', '-ac', '1', '-ar', '8000'],
    ...['-f', 's16le', 'pipe:1'],
  ])
  const samples = new Int16Array(new Uint8Array(bytes).buffer)
  let real = 0
  let imaginary = 0
  for (const [index, sample] of samples.entries()) {
    const angle = (2 * Math.PI * frequency * index) / 8000
    real += sample * Math.cos(angle)
    imaginary += sample * Math.sin(angle)
  }
  return (2 * Math.hypot(real, imaginary)) / samples.length
}

const copyOf = async (core: Core, id: string): Promise<string> => {
  await until(async () => unwrap(await core.media.proxy(id)).state === 'ready', 40_000)
  const made = unwrap(await core.media.proxy(id))
  if (made.state !== 'ready') throw new Error('not ready')
  return made.slice.path
}

const details = async (core: Core, id: string) => unwrap(await core.videos.get(id))

it('hears the default language, and another track when a person chooses it: copy, levels and vectors follow', async () => {
  const core = await library.open()
  const path = film(
    'languages.mkv',
    [tone(300), tone(1200)],
    ...['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=fre', '-c:a', 'aac'],
  )
  const [item] = await importAll(core, path)
  const id = item?.videoId ?? ''
  const before = await details(core, id)
  expect(before.audioStreams).toMatchObject([
    { index: 1, codec: 'aac', language: 'en', channels: 1, readable: true, chosen: true, silent: false },
    { index: 2, language: 'fr', readable: true, chosen: false, silent: false },
  ])
  expect(before.audioStreamIndex).toBeNull()
  const first = await copyOf(core, id)
  expect(levelAt(first, 300)).toBeGreaterThan(1000)
  expect(levelAt(first, 1200)).toBeLessThan(100)

  const chosen = unwrap(await core.videos.patch(id, { audioStreamIndex: 2 }))
  expect(chosen.audioStreams.map((stream) => stream.chosen)).toEqual([false, true])
  expect(chosen.proxyUrl).not.toBe(before.proxyUrl)
  await finish(core)
  const jobs = (await core.jobs.list({ videoId: id, limit: 100 })).items
  expect(jobs.find(({ stage }) => stage === 'audio')).toMatchObject({ state: 'done' })
  const second = await copyOf(core, id)
  expect(second).not.toBe(first)
  expect(levelAt(second, 1200)).toBeGreaterThan(1000)
  expect(levelAt(second, 300)).toBeLessThan(100)

  expect(unwrap(await core.videos.patch(id, { audioStreamIndex: null })).audioStreams[0]?.chosen).toBe(true)
  expect(await core.videos.patch(id, { audioStreamIndex: 0 })).toMatchObject({
    ok: false,
    error: { code: 'bad_request' },
  })
})

it('hears single channels together, without the silent ones; each can be chosen', async () => {
  const core = await library.open()
  const silence = ['-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=mono:d=3']
  const path = film('camera.mov', [silence, tone(300), silence, tone(1200)], '-c:a', 'pcm_s16le')
  const [item] = await importAll(core, path)
  const id = item?.videoId ?? ''
  const video = await details(core, id)
  expect(video.playsInBrowser).toBe(false)
  expect(video.audioStreams.map(({ chosen }) => chosen)).toEqual([false, true, false, true])
  expect(video.audioStreams.map(({ silent }) => silent)).toEqual([true, false, true, false])
  const together = await copyOf(core, id)
  expect(levelAt(together, 300)).toBeGreaterThan(500)
  expect(levelAt(together, 1200)).toBeGreaterThan(500)
  unwrap(await core.videos.patch(id, { audioStreamIndex: 4 }))
  await finish(core)
  expect(levelAt(await copyOf(core, id), 300)).toBeLessThan(100)
})
