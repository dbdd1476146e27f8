import { mkdtemp } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFakeCore, fakeSpace } from '../../api/fixtures/fake-core.ts'
import type { ErrorCode } from '../../contract/index.ts'
import type { CreateCore } from '../../core/core-api.ts'
import { runCli } from './run-cli.ts'

const fakeLibrary: CreateCore = async ({ libraryPath }) => ({ ok: true, value: await createFakeCore(libraryPath) })

const run = async (args: readonly string[], createCore: CreateCore = fakeLibrary) => {
  const library = await mkdtemp(join(tmpdir(), 'goodclips-cli-'))
  let out = ''
  let err = ''
  const code = await runCli({
    args: ['--library', library, ...args],
    env: {},
    platform: process.platform,
    home: homedir(),
    workingFolder: library,
    interactive: false,
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    interruptible: () => new AbortController().signal,
    createCore,
  })
  return { code, out, err }
}

describe('exit codes', () => {
  it.each<[readonly string[], number]>([
    [['--help'], 0],
    [['--version'], 0],
    [['import', '--help'], 0],
    [['videos'], 0],
    [['jobs', '--json'], 0],
    [['search', 'hello'], 0],
    [['doctor'], 0],
    [['spaces'], 0],
    [['vectors', 'export', '--space', fakeSpace.id, '--out', 'film.npy'], 0],
    [['scenes', 'v1'], 0],
    [['import', 'missing.mp4'], 1],
    [[], 2],
    [['nonsense'], 2],
    [['import'], 2],
    [['videos', '--nope'], 2],
    [['videos', '--state', 'asleep'], 2],
    [['videos', 'extra'], 2],
    [['search', 'x', '--limit', '0'], 2],
    [['serve', '--port', '99999'], 2],
    [['vectors'], 2],
    [['vectors', 'export', '--out', 'film.npy'], 2],
    [['vectors', 'export', '--space', fakeSpace.id, '--out', 'film.txt'], 2],
    [['vectors', 'export', '--space', 'nothing', '--out', 'film.npy'], 4],
    [['scenes', 'nothing'], 4],
    [['scenes', '../../etc'], 4],
  ])('%j ends with %i', async (args, code) => {
    const outcome = await run(args)
    expect(outcome.code).toBe(code)
    expect(code === 0 ? outcome.out : outcome.err).not.toBe('')
    expect(code === 0 ? outcome.err : outcome.out).toBe('')
  })

  it.each<[ErrorCode]>([['library_too_new'], ['library_corrupt'], ['unavailable'], ['disk_full']])(
    'a library that answers %s ends with 3 and its remedy',
    async (code) => {
      const outcome = await run(['videos'], async () => ({
        ok: false,
        error: { code, message: 'It cannot be opened.', remedy: 'Do this.' },
      }))
      expect(outcome).toEqual({ code: 3, out: '', err: 'It cannot be opened. Do this.\n' })
    },
  )

  it('are listed in --help', async () => {
    const { out } = await run(['--help'])
    for (const code of ['0', '1', '2', '3', '4', '130']) expect(out).toMatch(new RegExp(`\\n  ${code} `))
  })
})

describe('a library that a starting host just locked', () => {
  it('is tried again for a moment', async () => {
    let attempts = 0
    const outcome = await run(['videos'], async (config) => {
      attempts += 1
      return attempts < 3
        ? { ok: false, error: { code: 'library_locked', message: 'It is open.' } }
        : await fakeLibrary(config)
    })
    expect(outcome.code).toBe(0)
    expect(attempts).toBe(3)
  })

  it('is given up after some seconds', async () => {
    const outcome = await run(['videos'], async () => ({
      ok: false,
      error: { code: 'library_locked', message: 'It is open in process 7.' },
    }))
    expect(outcome).toEqual({ code: 3, out: '', err: 'It is open in process 7.\n' })
  })
})

describe('text output', () => {
  it('cannot steer the terminal by the name of a file', async () => {
    const outcome = await run(['import', 'a\u001b[2Jb\r\nc.mp4'])
    expect(outcome.err).toContain('a\ufffd[2Jb\ufffd\ufffdc.mp4')
    expect(outcome.err).not.toContain('\u001b')
  })

  it('is one line for each result', async () => {
    expect((await run(['scenes', 'v1'])).out).toBe('    1  00:00:00:00  00:00:04:00      100 frames  cut   Hello\n')
    expect((await run(['search', 'hello'])).out).toBe('v1  00:00:00:12  Räder "und" Züge  Hello\n')
    expect((await run(['doctor'])).out).toBe('ok       ffmpeg: ffmpeg 5.1.9\n')
  })
})
