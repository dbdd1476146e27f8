import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { spaceSchema } from '../../contract/index.ts'
import type { SceneVector } from '../../domain/ports/index.ts'
import { addFinishedVideo } from '../../store/fixtures/sample-data.ts'
import { spaceKey, vectorOf } from '../../store/fixtures/vectors-contract.ts'
import { openStore } from '../../store/open-store.ts'
import { runInProcess } from './fixtures/run-program.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const checkoutPython = fileURLToPath(new URL('../../../native-runners/.venv/bin/python', import.meta.url))
const serving: ChildProcess[] = []
let root = ''
let library = ''
let space = ''
let expected: readonly SceneVector[] = []

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'goodclips-vectors-'))
  library = join(root, 'library')
  await mkdir(library)
  const opened = await openStore({ libraryPath: library })
  if (!opened.ok) throw new Error(opened.error.message)
  const store = opened.value
  space = (await store.vectors.ensureSpace(spaceKey('visual'))).id
  await store.vectors.setTargetSpace('visual', space)
  for (const name of ['one', 'two']) {
    const id = await addFinishedVideo(store, name, { scenes: 3 })
    const { items } = await store.scenes.list(id, { limit: 10 })
    const vectors = items.slice(0, 2).map((scene) => ({ key: scene.id, vector: vectorOf(scene.index + name.length) }))
    const skipped = items.slice(2).map((scene) => ({ key: scene.id, reason: 'no_frames' }))
    await store.vectors.writeScenes(space, { vectors, skipped })
  }
  await store.vectors.ensureSpace(spaceKey('soundTexture', { model: 'sound-texture' }))
  expected = await store.vectors.scenes(space, null, 100)
  await store.close()
})
afterAll(async () => {
  for (const child of serving) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await rm(root, { recursive: true, force: true })
})

const run = (...args: readonly string[]) => runInProcess({ libraryPath: library }, args, { cwd: root })

const rowSchema = z.strictObject({
  sceneId: z.string(),
  videoId: z.string(),
  index: z.number(),
  startMs: z.number(),
  endMs: z.number(),
})

const numpyScript = `
import json, sys, numpy
array = numpy.load(sys.argv[1], allow_pickle=False)
print(json.dumps([str(array.dtype), bool(array.flags.c_contiguous), array.shape, array.tolist()]))`

const parsedByHand = async (file: string): Promise<unknown> => {
  const bytes = await readFile(file)
  const start = 10 + bytes.readUInt16LE(8)
  const [, rows = '', columns = ''] = /'shape': \((\d+), (\d+)\)/.exec(bytes.toString('latin1', 10, start)) ?? []
  const row = (at: number) =>
    Array.from({ length: Number(columns) }, (_, column) =>
      bytes.readFloatLE(start + 4 * (at * Number(columns) + column)),
    )
  return ['float32', true, [Number(rows), Number(columns)], Array.from({ length: Number(rows) }, (_, at) => row(at))]
}

/** What NumPy makes of a file; where there is no NumPy, what its format says. */
const loaded = async (file: string): Promise<unknown> => {
  if (!existsSync(checkoutPython)) return await parsedByHand(file)
  const { stdout } = await promisify(execFile)(checkoutPython, ['-c', numpyScript, file], { maxBuffer: 1e7 })
  return JSON.parse(stdout)
}

const expectExport = async (name: string): Promise<void> => {
  const numbers = expected.map(({ vector }) => [...vector])
  expect(await loaded(join(root, `${name}.npy`))).toEqual(['float32', true, [4, 96], numbers])
  const lines = (await readFile(join(root, `${name}.jsonl`), 'utf8')).trimEnd().split('\n')
  expect(lines.map((line) => rowSchema.parse(JSON.parse(line)))).toEqual(expected.map(({ vector: _, ...row }) => row))
}

it('lists the spaces, as text and as JSON', async () => {
  const text = await run('spaces')
  expect(text).toMatchObject({ code: 0, err: '' })
  expect(text.out).toBe(
    `${space}  active       96 numbers        4 scenes  2 no_frames\n` +
      'sound-texture-3d74acf9-p2               96 numbers        0 scenes  6 missing\n',
  )
  const lines = (await run('spaces', '--json')).out.trimEnd().split('\n')
  const spaces = lines.map((line) => spaceSchema.strict().parse(JSON.parse(line)))
  expect(spaces[0]).toMatchObject({ id: space, present: 4, missing: 0, skipped: [{ reason: 'no_frames', count: 2 }] })
})

it('writes vectors that NumPy loads, and their rows beside them', async () => {
  await writeFile(join(root, 'own.npy'), 'an older file')
  const outcome = await run('vectors', 'export', '--space', space, '--out', 'own.npy')
  expect(outcome).toMatchObject({ code: 0, err: '' })
  expect(outcome.out).toContain('4 × 96 float32')
  await expectExport('own')
  expect((await readdir(root)).sort()).toEqual(['library', 'own.jsonl', 'own.npy'])
})

it('tells which spaces there are when it does not know one, and writes nothing', async () => {
  const unknown = await run('vectors', 'export', '--space', 'nothing', '--out', 'x.npy')
  expect(unknown).toMatchObject({ code: 4, out: '' })
  expect(unknown.err).toContain(space)
  expect(unknown.err).toContain('sound-texture-3d74acf9-p2')
  expect(await run('vectors', 'export', '--space', space, '--out', 'x.txt')).toMatchObject({ code: 2, out: '' })
  const nowhere = await run('vectors', 'export', '--space', space, '--out', 'missing/x.npy')
  expect(nowhere).toMatchObject({ code: 1, out: '' })
  expect(nowhere.err).not.toContain('    at ')
  expect((await readdir(root)).filter((name) => name.startsWith('x.'))).toEqual([])
})

it('asks the host that holds the library', async () => {
  const host = spawn(process.execPath, [main, '--library', library, 'serve', '--no-open'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  serving.push(host)
  let out = ''
  host.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  await expect.poll(() => out).toContain('/open?code=')
  const outcome = await run('--json', 'vectors', 'export', '--space', space, '--out', join(root, 'served.NPY'))
  expect(outcome).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(outcome.out)).toEqual({
    space,
    rows: 4,
    dimension: 96,
    npy: join(root, 'served.NPY'),
    jsonl: join(root, 'served.jsonl'),
  })
  expect((await run('spaces')).out).toContain(`${space}  active`)
  expect((await run('vectors', 'export', '--space', 'nothing', '--out', 'x.npy')).err).toContain(space)
  host.kill('SIGTERM')
  await expect.poll(() => host.exitCode).toBe(0)
  expect(await readFile(join(root, 'served.NPY'))).toHaveLength(128 + 4 * 96 * 4)
})
