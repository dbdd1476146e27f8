import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type SearchHit, searchHitSchema } from '../../contract/index.ts'
import { importAll, type TestLibrary, testLibrary } from '../../core/fixtures/test-library.ts'
import { runInProcess } from './fixtures/run-program.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
let library: TestLibrary
let host: ChildProcess | null = null

// What scenes look like needs no model.
beforeAll(async () => {
  library = await testLibrary()
  const core = await library.open()
  await importAll(core, await library.clip('captioned-mkv', 'Harbour @ dusk.mkv'), await library.clip('two-scenes'))
  await core.close()
  const film = join(library.folder, 'clips', 'Harbour @ dusk.mkv')
  const frame = ['-ss', '3', '-i', film, '-frames:v', '1', join(library.folder, 'frame.png')]
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...frame])
})

afterAll(async () => {
  if (host !== null && host.exitCode === null) host.kill('SIGKILL')
  await library.close()
})

const run = (...args: readonly string[]) => runInProcess(library, args, { cwd: library.folder })

const hitsOf = (out: string): readonly SearchHit[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => searchHitSchema.parse(JSON.parse(line)))

const expectLikeScenes = async (): Promise<void> => {
  const similar = await run('similar', 'harbour @ dusk@00:00:03:00', '--space', 'look', '--json')
  expect(similar).toMatchObject({ code: 0 })
  const hits = hitsOf(similar.out)
  // All but the scene itself, which begins at the second second.
  expect(hits).toHaveLength(4)
  expect(hits.filter(({ videoTitle, startMs }) => videoTitle.startsWith('Harbour') && startMs === 2000)).toEqual([])
  const scores = hits.map(({ score }) => score ?? 0)
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  const [first] = hits
  const byId = await run('similar', first?.sceneId ?? '', '--space', 'look', '--limit', '2')
  expect(byId.code).toBe(0)
  expect(byId.out).toMatch(/^ {3}1 {2}.*look 100%.* {2}\d\d:\d\d:\d\d:\d\d {2}/)
  expect(byId.out.trimEnd().split('\n')).toHaveLength(2)
  // A picture from elsewhere needs the picture model.
  const byPicture = await run('similar', '--image', 'frame.png', '--visual', '1', '--json')
  expect(byPicture).toMatchObject({ code: 1, out: '' })
  expect(byPicture.err).toContain('goodclips models')
}

it('finds what looks like a scene in a library that it opens itself', async () => {
  await expectLikeScenes()
  const noPicture = await run('similar', '--image', main)
  expect(noPicture.code).not.toBe(0)
  expect(noPicture.err).not.toContain('    at ')
  expect((await run('similar', 'harbour@9:59:00')).code).toBe(4)
})

it('asks the host that holds the library', async () => {
  const serving = spawn(process.execPath, [main, '--library', library.libraryPath, 'serve', '--no-open'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  host = serving
  let out = ''
  serving.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  await expect.poll(() => out).toContain('/open?code=')
  await expectLikeScenes()
  expect((await run('search', 'rain', '--words')).out).toContain('harbour')
  serving.kill('SIGTERM')
  await expect.poll(() => serving.exitCode).toBe(0)
})
