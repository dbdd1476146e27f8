import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFakeCore } from '../../api/fixtures/fake-core.ts'
import { fakeSpace } from '../../api/fixtures/fake-library.ts'
import { clipColumns, type ErrorCode, searchHitSchema } from '../../contract/index.ts'
import type { CreateCore } from '../../core/core-api.ts'
import { runCli } from './run-cli.ts'

const fakeLibrary: CreateCore = async ({ libraryPath }) => ({ ok: true, value: await createFakeCore(libraryPath) })

const run = async (args: readonly string[], createCore: CreateCore = fakeLibrary) => {
  const library = await mkdtemp(join(tmpdir(), 'goodclips-cli-'))
  await writeFile(join(library, 'library.sqlite'), '')
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
    [['search', 'hello', '--words'], 0],
    [['search', 'red', 'circle', '--visual', '0.6', '--audio', '.2', '--captions', '1', '--not', 'dogs'], 0],
    [['search', 'a', '--then', 'b', '--within', '12.5', '--fusion', 'rrf', '--weak', '--video-id', 'v1'], 0],
    [['search', '--picture', 'red circle', '--sound', 'helicopter', '--says', 'hello'], 0],
    [['similar', 's1'], 0],
    [['similar', 'v1@00:00:01:00', '--space', 'look', '--limit', '3'], 0],
    [['doctor'], 0],
    [['spaces'], 0],
    [['vectors', 'export', '--space', fakeSpace.id, '--out', 'film.npy'], 0],
    [['scenes', 'v1'], 0],
    [['scenes', 'Räder'], 0],
    [['scenes', 'v1', '--csv'], 0],
    [['search', 'hello', '--csv'], 0],
    [['search', 'hello', '--words', '--csv'], 0],
    [['videos', '--csv'], 2],
    [['search', 'hello', '--csv', '--json'], 2],
    [['models'], 0],
    [['models', 'list', '--json'], 0],
    [['models', 'install', 'demo-clip'], 0],
    [['models', 'deactivate', 'demo-clip'], 0],
    [['models', 'remove', 'demo-clip'], 0],
    [['models', 'import', 'demo-clip', 'folder'], 0],
    [['models', 'install', 'nothing'], 4],
    [['models', 'dance', 'demo-clip'], 2],
    [['tags', 'v1'], 0],
    [['tags', 'add', 'v1', 'night', 'rain'], 0],
    [['tags', 'remove', 'Räder', 'night'], 0],
    [['tags', 'rename', 'nothing', 'day'], 4],
    [['tags', 'add', 'nothing', 'night'], 4],
    [['rename', 'v1', 'Another', 'title'], 0],
    [['rename', 'v1'], 2],
    [['rename', 'nothing', 'x'], 4],
    [['speech', 'v1'], 0],
    [['speech', 'v1', '--language', 'de', '--translate'], 0],
    [['speech', 'v1', '--language', 'klingon'], 2],
    [['speech', 'v1', '--tracks', 'some'], 2],
    [['speech', 'nothing', '--reset'], 4],
    [['speech'], 2],
    [['remove', 'nothing'], 4],
    [['remove', '--undo', 'v1'], 0],
    [['retry', 'nothing'], 4],
    [['import', 'missing.mp4'], 1],
    [[], 2],
    [['nonsense'], 2],
    [['import'], 2],
    [['videos', '--nope'], 2],
    [['videos', '--state', 'asleep'], 2],
    [['videos', 'extra'], 2],
    [['search'], 2],
    [['search', '--picture', ' '], 2],
    [['search', '--sound', 'x', '--words'], 2],
    [['search', 'x', '--limit', '0'], 2],
    [['search', 'x', '--visual', '1.5'], 2],
    [['search', 'x', '--visual', '-1'], 2],
    [['search', 'x', '--visual', 'much'], 2],
    [['search', 'x', '--fusion', 'sum'], 2],
    [['search', 'x', '--within', '3'], 2],
    [['search', 'x', '--then', 'y', '--within', '0'], 2],
    [['search', 'x', '--words', '--not', 'y'], 2],
    [['search', 'x'.repeat(1001)], 2],
    [['search', 'x', '--video-id', '../etc'], 4],
    [['search', 'x', '--words', '--video-id', 'nothing'], 4],
    [['similar', 's1', '--video-id', 'nothing'], 4],
    [['similar'], 2],
    [['similar', 's1', '--image', 'dog.png'], 2],
    [['similar', '--image', 'dog.png', '--audio', 'dog.wav'], 2],
    [['similar', '--image', 'dog.png', '--space', 'look'], 2],
    [['similar', '--image', 'missing.png'], 1],
    [['similar', 'no scene'], 2],
    [['similar', 'v1@noon'], 2],
    [['similar', 'v1@00:00:01:25'], 2],
    [['similar', 'nothing@5'], 4],
    [['similar', 'nothing'], 4],
    [['similar', 'Räder'], 2],
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
    expect((await run(['search', 'hello', '--words'])).out).toBe(
      'v1  00:00:00:12  00:00:01:12  Räder "und" Züge  /films/a.mp4  Hello\n',
    )
    const hit =
      '   1   0.8000  visual 100%               s1  00:00:00:00  00:00:04:00  Räder "und" Züge  /films/a.mp4  Hello\n'
    expect((await run(['search', 'hello'])).out).toBe(hit)
    expect((await run(['similar', 's1'])).out).toBe(hit)
    expect((await run(['doctor'])).out).toBe('ok       ffmpeg: ffmpeg 5.1.9\n')
  })
})

describe('rows for other programs', () => {
  const heading = clipColumns.map(({ id }) => id).join(',')
  it('are a table with a line of headings, in every command that finds pieces of films', async () => {
    for (const args of [
      ['search', 'hello'],
      ['search', 'hello', '--words'],
      ['similar', 's1'],
      ['scenes', 'v1'],
    ]) {
      const [first, row, ...rest] = (await run([...args, '--csv'])).out.split('\r\n')
      expect(first).toBe(heading)
      expect(row).toContain('"Räder ""und"" Züge",a.mp4,/films/a.mp4,25/1,25,')
      expect(rest).toEqual([''])
    }
  })
  it('are lines of JSON with the same columns beside what the API answers', async () => {
    for (const args of [
      ['search', 'hello'],
      ['similar', 's1'],
      ['scenes', 'v1'],
    ]) {
      expect(JSON.parse((await run([...args, '--json'])).out)).toMatchObject({
        fileName: 'a.mp4',
        path: '/films/a.mp4',
        frameRate: '25/1',
        framesPerSecond: 25,
        startFrame: 0,
        endFrame: 100,
        startMs: 0,
        endMs: 4000,
        startTimecode: '00:00:00:00',
        endTimecode: '00:00:04:00',
      })
    }
  })
})

describe('a folder that is no library', () => {
  it('stays as it is, and every command but import ends with 3', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'goodclips-cli-'))
    const reading = [
      ['videos'],
      ['jobs'],
      ['scenes', 'v1'],
      ['search', 'x'],
      ['similar', 's1'],
      ['spaces'],
      ['vectors', 'export', '--space', 'x', '--out', 'x.npy'],
      ['doctor'],
      ['models'],
      ['models', 'install', 'demo-clip'],
      ['tags'],
      ['rename', 'v1', 'x'],
      ['speech', 'v1'],
      ['remove', 'v1'],
      ['retry'],
    ]
    for (const typo of [folder, join(folder, 'typo')]) {
      for (const args of reading) {
        const outcome = await run(['--library', typo, ...args], async () => {
          throw new Error('it was opened')
        })
        expect(outcome).toMatchObject({ code: 3, out: '' })
        expect(outcome.err).toContain(`There is no library in ${typo}.`)
      }
    }
    expect(await readdir(folder)).toEqual([])
    await rm(folder, { recursive: true })
  })
})

describe('a search by meaning', () => {
  const withCore = async () => {
    const core = await createFakeCore()
    const library: CreateCore = async () => ({ ok: true, value: core })
    return { core, search: (...args: readonly string[]) => run(args, library) }
  }

  it('asks for what the command line says', async () => {
    const { core, search } = await withCore()
    await search('search', 'red', 'circle', '--visual', '0.6', '--sound-texture', '0.25', '--not', 'dogs')
    await search('search', 'a', '--then', 'b', '--within', '12.5', '--video-id', 'v1', '--video-id', 'v1')
    await search('search', 'a', '--fusion', 'raw', '--limit', '3')
    await search('search', 'a', '--weak', '--captions', '0')
    await search('search', '--picture', 'red circle', '--sound', 'helicopter')
    expect(core.searched.map(({ request }) => request)).toMatchObject([
      { query: 'red circle', not: 'dogs', weights: { visual: 0.6, soundTexture: 0.25 }, limit: 50, includeWeak: false },
      { followedBy: { query: 'b', withinSeconds: 12.5 }, filter: { videoIds: ['v1', 'v1'] }, fusion: 'calibrated' },
      { fusion: 'raw', limit: 3, includeWeak: true },
      { weights: { captions: 0 }, includeWeak: true },
      { texts: { visual: 'red circle', audio: 'helicopter' } },
    ])
    expect(core.searched[4]?.request).not.toHaveProperty('query')
    expect(core.searched[2]?.request).not.toHaveProperty('weights')
  })

  it('looks for the words themselves where no model answers, and says so', async () => {
    const { core, search } = await withCore()
    const dumb: typeof core = {
      ...core,
      search: {
        ...core.search,
        status: async () => {
          const { modalities, index } = await core.search.status()
          const [first] = modalities
          if (first === undefined) throw new Error('no modality')
          const look = { ...first, modality: 'look' as const, state: 'descriptor' as const, takesText: false }
          return { modalities: [{ ...first, state: 'no_model' }, look], index }
        },
      },
    }
    const fallback = await run(['search', 'hello', '--video-id', 'v1'], async () => ({ ok: true, value: dumb }))
    expect(fallback).toEqual({
      code: 0,
      out: 'v1  00:00:00:12  00:00:01:12  Räder "und" Züge  /films/a.mp4  Hello\n',
      err: 'No model answers yet, so captions are searched word for word.\n',
    })
    expect((await search('search', 'hello', '--words')).err).toBe('')
    expect(core.searched).toEqual([])
    // What a search for words cannot do is not left out in silence.
    await run(['search', 'hello', '--not', 'dogs'], async () => ({ ok: true, value: dumb }))
    expect(core.searched).toHaveLength(1)
  })

  it('tells on stderr what could not take part and that nothing stands out, with the hits on stdout', async () => {
    const { core } = await withCore()
    const answer = await core.search.scenes({ anchor: { sceneId: 's1' }, limit: 1 }, AbortSignal.timeout(1000))
    if (!answer.ok) throw new Error('no answer')
    const verdict = {
      kind: 'no_good_match' as const,
      message: 'Nothing matches.',
      suggestions: ['Try less.'],
      modalities: [],
    }
    const notices = [{ modality: 'audio' as const, code: 'no_model', message: 'No model hears.', remedy: 'Get one.' }]
    const semantic = async () => ({ ok: true as const, value: { ...answer.value, verdict, notices } })
    const outcome = await run(['search', 'x', '--json'], async () => ({
      ok: true,
      value: { ...core, search: { ...core.search, semantic } },
    }))
    expect(outcome.err).toBe('No model hears. Get one.\nNothing matches. Try less.\n')
    const lines = outcome.out.trimEnd().split('\n')
    expect(lines).toHaveLength(1)
    expect(searchHitSchema.parse(JSON.parse(lines[0] ?? ''))).toMatchObject({ sceneId: 's1', shares: { visual: 1 } })
  })

  it('sends a picture or a sound', async () => {
    const { core, search } = await withCore()
    const folder = await mkdtemp(join(tmpdir(), 'goodclips-cli-'))
    const file = join(folder, 'dog.png')
    await writeFile(file, 'a picture')
    for (const option of ['--image', '--audio']) {
      expect((await search('similar', option, file, '--look', '0.5', '--video-id', 'v1')).code).toBe(0)
    }
    expect(core.searched).toHaveLength(2)
    for (const { request, file: sent } of core.searched) {
      expect(sent?.name).toBe('dog.png')
      expect(Buffer.from(sent?.bytes ?? []).toString()).toBe('a picture')
      expect(request).toMatchObject({ weights: { look: 0.5 }, filter: { videoIds: ['v1'] } })
    }
    await rm(folder, { recursive: true })
  })
})
