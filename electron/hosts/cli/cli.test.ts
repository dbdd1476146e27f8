import { type ChildProcess, spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fixtureClip, fixtureTruth } from '../../../build/fixtures/clips.ts'
import { importItemSchema, jobSchema, sceneSchema, serverFileSchema, videoSchema } from '../../contract/index.ts'

const cli = fileURLToPath(new URL('./main.ts', import.meta.url))
const serverMain = fileURLToPath(new URL('../server/main.ts', import.meta.url))

interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const started: ChildProcess[] = []

const launch = (script: string, args: readonly string[], folder: string) => {
  const { npm_lifecycle_event: _, INIT_CWD: __, ...env } = process.env
  const child = spawn(process.execPath, [script, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const done = new Promise<Outcome>((resolve) => child.on('close', (code) => resolve({ code, out, err })))
  return { child, done, out: () => out, err: () => err }
}

let films = ''
let library = ''
beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), 'goodclips-cli-'))
  films = join(root, 'films')
  library = join(root, 'library')
  await mkdir(join(films, 'below'), { recursive: true })
  await copyFile(await fixtureClip('captioned-mkv'), join(films, 'captioned.mkv'))
  await copyFile(await fixtureClip('two-scenes'), join(films, 'below', "-odd [name] 'ü'.mp4"))
})
afterAll(async () => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await rm(join(films, '..'), { recursive: true, force: true })
})

const run = (...args: readonly string[]): Promise<Outcome> => launch(cli, ['--library', library, ...args], films).done
const lines = ({ out }: Outcome): readonly string[] => out.split('\n').filter((line) => line !== '')
const jsonLines = (outcome: Outcome): readonly unknown[] => lines(outcome).map((line) => JSON.parse(line) as unknown)
const typed = z.object({ type: z.string() })

describe('goodclips', () => {
  it('imports folders, waits, and tells as JSON what became of each file', async () => {
    const outcome = await run('import', '.', '--json')
    expect({ ...outcome, out: '' }).toEqual({ code: 0, out: '', err: '' })
    const rows = jsonLines(outcome)
    const of = (type: string) => rows.filter((row) => typed.parse(row).type === type)
    expect(of('import').map((row) => importItemSchema.parse(row).outcome)).toEqual(['added', 'added'])
    const videos = of('video').map((row) => videoSchema.parse(row))
    expect(videos.map(({ title, state }) => [title, state]).sort()).toEqual([
      ["-odd [name] 'ü'", 'ready'],
      ['captioned', 'ready'],
    ])
    const jobs = of('job').map((row) => jobSchema.parse(row))
    expect(jobs.filter(({ state }) => state === 'done').length).toBeGreaterThanOrEqual(4)
  })

  it('lists videos, jobs and scenes, as text and as JSON', async () => {
    const videos = jsonLines(await run('videos', '--json')).map((row) => videoSchema.parse(row))
    expect(videos).toHaveLength(2)
    const captioned = videos.find(({ title }) => title === 'captioned')
    const id = captioned?.id ?? ''
    const text = await run('videos', '--name', 'CAPTION')
    expect(lines(text)).toEqual([`${id}  ready        00:00:07:00      3 scenes  captioned`])
    const scenes = jsonLines(await run('scenes', id, '--json')).map((row) => sceneSchema.parse(row))
    expect(scenes.map(({ startFrame }) => startFrame)).toEqual([0, ...fixtureTruth('three-scenes').cuts])
    const table = await run('scenes', id)
    expect(table.out).toContain('    2  00:00:02:00  00:00:04:10       60 frames  cut   Rain falls on the harbour.\n')
    const jobs = jsonLines(await run('jobs', '--json', '--video-id', id)).map((row) => jobSchema.parse(row))
    expect(jobs.map(({ stage, state }) => `${stage} ${state}`).sort()).toEqual([
      'analyse done',
      'audio done',
      'captions done',
      'embed-audio skipped',
      'embed-captions skipped',
      'embed-likeness skipped',
      'embed-visual skipped',
      'find-faces skipped',
      'loudness done',
      'poster done',
      'probe done',
      'read-text skipped',
      'transcribe skipped',
    ])
  })

  it('finds words in captions', async () => {
    const found = await run('search', 'lighthouse', 'keeper')
    expect(found.code).toBe(0)
    expect(found.out).toMatch(
      /^ +1 .*captions 100% .* {2}00:00:04:1\d {2}\d\d:\d\d:\d\d:\d\d {2}captioned {2}.*captioned[.]mkv {2}.*lighthouse keeper\.\n$/,
    )
    expect(found.err).toBe('')
    expect((await run('search', 'lighthouse', '--words', '--sources', 'captions')).out).toContain('lighthouse keeper')
    expect((await run('search', 'lighthouse', '--words', '--sources', 'speech', 'screen')).out).toBe('')
    expect(await run('search', 'submarine', '--words')).toEqual({ code: 0, out: '', err: '' })
  })

  it('knows a file that it has, expands patterns, and says what failed', async () => {
    await writeFile(join(films, 'broken.mp4'), 'This is not a film.\n'.repeat(10))
    const outcome = await run('import', '**/*.mp4', 'missing.mp4', '--json')
    expect(outcome.code).toBe(1)
    const items = jsonLines(outcome).flatMap((row) => importItemSchema.safeParse(row).data ?? [])
    expect(items.find(({ path }) => path.includes('odd'))?.outcome).toBe('known')
    expect(items.find(({ path }) => path.endsWith('missing.mp4'))?.outcome).toBe('refused')
    expect(outcome.out).toContain('broken.mp4')
    await rm(join(films, 'broken.mp4'))
  })

  it('checks the installation', async () => {
    const outcome = await run('doctor', '--json')
    expect(outcome.code).toBe(0)
    expect(jsonLines(outcome)).toContainEqual(expect.objectContaining({ id: 'ffmpeg', level: 'ok' }))
  })

  it('a place that cannot hold a library ends with 3', async () => {
    const outcome = await launch(cli, ['--library', '/dev/null/x', 'videos'], films).done
    expect(outcome).toMatchObject({ code: 3, out: '' })
    expect(outcome.err).not.toContain('    at ')
  })

  it('interrupted, it ends with 130 and leaves the library whole', async () => {
    const own = `${library}-interrupted`
    const film = await fixtureClip('long-1080p')
    const importing = launch(cli, ['--library', own, '--json', 'import', film], films)
    await expect.poll(importing.out).toContain('"state":"running"')
    importing.child.kill('SIGINT')
    expect((await importing.done).code).toBe(130)
    const after = await launch(cli, ['--library', own, '--json', 'videos'], films).done
    expect(jsonLines(after).map((row) => videoSchema.parse(row).title)).toHaveLength(1)
    await rm(own, { recursive: true, force: true })
  })
})

describe('a serving host and the commands', () => {
  const serverFile = async () =>
    serverFileSchema.parse(JSON.parse(await readFile(join(library, 'server.json'), 'utf8')))

  it('share one library; a second one opens the first', async () => {
    const host = launch(serverMain, ['--no-open', '--library', library, '--server'], films)
    await expect.poll(host.out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/open\?code=\S+\n$/)
    const file = await serverFile()
    expect(file.pid).toBe(host.child.pid)

    const imported = await run('import', 'captioned.mkv', '--json')
    expect(imported.code).toBe(0)
    expect(imported.out).toContain('"outcome":"known"')
    const videos = jsonLines(await run('videos', '--json')).map((row) => videoSchema.parse(row))
    const captioned = videos.find(({ title }) => title === 'captioned')
    expect(lines(await run('scenes', captioned?.id ?? ''))).toHaveLength(3)
    expect((await run('search', 'rain')).out).toContain('harbour')
    expect((await run('doctor')).out).toContain('ffmpeg')
    expect((await run('scenes', 'nothing')).code).toBe(4)

    const second = await launch(cli, ['serve', '--no-open', '--library', library], films).done
    expect(second.code).toBe(0)
    expect(second.err).toContain(`process ${file.pid}`)
    const link = second.out.trim()
    expect(link.startsWith(`${file.url}/open?code=`)).toBe(true)
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(303)

    host.child.kill('SIGTERM')
    expect((await host.done).code).toBe(0)
    await expect(stat(join(library, 'server.json'))).rejects.toThrow('ENOENT')
    expect(host.out() + host.err() + second.out + second.err).not.toContain(file.token)
  })

  it('a killed host leaves a server.json that nobody trusts', async () => {
    const host = launch(cli, ['serve', '--no-open', '--library', library], films)
    await expect.poll(host.out).toContain('/open?code=')
    host.child.kill('SIGKILL')
    await host.done
    expect((await stat(join(library, 'server.json'))).isFile()).toBe(true)
    const outcome = await run('videos', '--json')
    expect(outcome.code).toBe(0)
    expect(jsonLines(outcome).length).toBeGreaterThanOrEqual(2)
  })

  it('a command line that is wrong ends with 2', async () => {
    for (const args of [['--port', 'x'], ['--nope'], ['extra']]) {
      const outcome = await launch(serverMain, args, films).done
      expect(outcome).toMatchObject({ code: 2, out: '' })
      expect(outcome.err).toContain('error: ')
    }
  })
})
