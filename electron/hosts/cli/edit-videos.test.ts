import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { modelSchema, videoSchema } from '../../contract/index.ts'
import { importAll, type TestLibrary, testLibrary } from '../../core/fixtures/test-library.ts'
import { runInProcess } from './fixtures/run-program.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
let library: TestLibrary
let host: ChildProcess | null = null

beforeAll(async () => {
  library = await testLibrary()
  const core = await library.open()
  await importAll(
    core,
    await library.clip('captioned-mkv', 'Harbour.mkv'),
    await library.clip('two-scenes', 'Beach.mp4'),
  )
  await core.close()
})

afterAll(async () => {
  if (host !== null && host.exitCode === null) host.kill('SIGKILL')
  await library.close()
})

const run = (...args: readonly string[]) => runInProcess(library, args)

const json = async (...args: readonly string[]): Promise<readonly unknown[]> =>
  (await run(...args, '--json')).out
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))

const titles = async (): Promise<readonly string[]> =>
  (await json('videos')).map((row) => videoSchema.parse(row).title).toSorted()

const expectEdits = async (): Promise<void> => {
  expect(await json('tags', 'add', 'harbour', 'Night', 'rain')).toMatchObject([{ tags: ['Night', 'rain'] }])
  expect(await json('tags', 'add', 'beach', 'night')).toHaveLength(1)
  expect((await run('tags', 'rename', 'NIGHT', 'dusk')).code).toBe(0)
  expect(await json('tags')).toEqual([
    { tag: 'dusk', videos: 2 },
    { tag: 'rain', videos: 1 },
  ])
  expect(await json('tags', 'remove', 'harbour', 'Rain', 'dusk')).toMatchObject([{ tags: [] }])
  expect(await json('tags', 'remove', 'beach', 'dusk')).toMatchObject([{ tags: [] }])
  expect((await run('rename', 'beach', 'A', 'day', 'out')).code).toBe(0)
  expect(await titles()).toEqual(['A day out', 'Harbour'])
  expect(await json('speech', 'harbour')).toMatchObject([{ title: 'Harbour', speech: {} }])
  expect(await json('speech', 'harbour', '--language', 'de', '--words', 'Elbe', '--translate')).toMatchObject([
    { speech: { language: 'de', words: 'Elbe', translation: true } },
  ])
  expect((await run('speech', 'harbour', '--no-translate')).out).toContain(
    'Harbour  language: de, words: Elbe, translation: false',
  )
  expect(await json('speech', 'harbour', '--reset', '--tracks', 'all')).toMatchObject([{ speech: { tracks: 'all' } }])
  expect((await run('speech', 'harbour', '--reset')).out).toContain('as the library says')
  const gone = await run('remove', 'a day out')
  expect(gone.code).toBe(0)
  expect(await titles()).toEqual(['Harbour'])
  const undo = /goodclips (remove --undo \S+)/.exec(gone.err)?.[1] ?? ''
  expect((await run(...undo.split(' '))).code).toBe(0)
  expect((await run('rename', 'a day out', 'Beach')).code).toBe(0)
  expect(await titles()).toEqual(['Beach', 'Harbour'])
  expect(await run('retry')).toEqual({ code: 0, out: '', err: 'Nothing there has failed.\n' })
  expect(await run('scenes', 'harbour', '--csv')).toMatchObject({ code: 0, err: '' })
  const models = (await json('models')).map((row) => modelSchema.parse(row))
  expect(models.length).toBeGreaterThan(2)
  const refused = await run('models', 'activate', models[0]?.id ?? '')
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).not.toMatch(/\bpage\b/)
  const noTime = await run('similar', 'harbour')
  expect(noTime).toMatchObject({ code: 2, out: '' })
  expect(noTime.err).toBe(
    '"harbour" is a video; the time is missing. Give VIDEO@TIME, for example "harbour@00:01:30:00".\n',
  )
}

it('changes a library that it opens itself', async () => {
  await expectEdits()
})

it('runs again what was cancelled, and waits for it', async () => {
  const core = await library.open({ runJobs: false })
  const { items } = await core.jobs.list({ limit: 500 })
  const probe = items.find(({ stage, videoTitle }) => stage === 'loudness' && videoTitle === 'Beach')
  const { id } = z.object({ id: z.string() }).parse(probe)
  expect((await core.jobs.retry(id)).ok).toBe(true)
  expect((await core.jobs.cancel(id)).ok).toBe(true)
  await core.close()
  expect(await json('videos', '--state', 'partial')).toHaveLength(1)
  const retried = await run('retry', 'beach')
  expect(retried.code).toBe(0)
  expect(retried.out).toContain('loudness')
  expect(retried.out).toContain('ready')
})

it('asks the host that holds the library to change it', async () => {
  const serving = spawn(process.execPath, [main, '--library', library.libraryPath, 'serve', '--no-open'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  host = serving
  let out = ''
  serving.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  await expect.poll(() => out).toContain('/open?code=')
  await expectEdits()
  serving.kill('SIGTERM')
  await expect.poll(() => serving.exitCode).toBe(0)
})
