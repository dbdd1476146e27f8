import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, expect, it } from 'vitest'
import type { Model, ModelEntry } from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { type FakeHub, fakeCommit, startFakeHub } from '../fixtures/fake-hub.ts'
import { type TestLibrary, testLibrary, unwrap } from '../fixtures/test-library.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const demoCaptions = join(root, 'resources', 'demo-models', 'demo-captions')
const weights = 'model.safetensors'
const slowMs = 240_000

const entry = (paths: readonly string[]): ModelEntry => ({
  id: 'tiny-captions',
  title: 'Tiny captions',
  modality: 'captions',
  spaceKind: 'text',
  repository: 'o/tiny',
  revision: 'main',
  files: paths.map((path) => ({ path, sizeBytes: 1 })),
  licence: { id: 'MIT', name: 'MIT', url: 'https://opensource.org/license/mit' },
  dimension: 128,
  prompts: { query: 'query: {}', passage: 'passage: {}' },
  encoder: 'text-mean',
  memoryBytes: 1_000_000,
  gives: 'Finds captions.',
  notes: '',
  tags: ['default'],
  runsFolderCode: false,
})

let library: TestLibrary | undefined
let hub: FakeHub | undefined
const endpoint = process.env['HF_ENDPOINT']
afterEach(() => {
  if (endpoint === undefined) delete process.env['HF_ENDPOINT']
  else process.env['HF_ENDPOINT'] = endpoint
})
afterAll(async () => {
  await library?.close()
  await hub?.close()
})

const state = async (core: Core): Promise<Model> => {
  const model = (await core.models.list()).find(({ id }) => id === 'tiny-captions')
  if (model === undefined) throw new Error('the registry of the test is not used')
  return model
}

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  const end = performance.now() + slowMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('it did not happen in time')
    await delay(250)
  }
}

it(
  'a download tells how far it is, stops when it is cancelled, and goes on where it stopped',
  async () => {
    const paths = (await readdir(demoCaptions)).filter((name) => !name.endsWith('.md'))
    const files = new Map(
      await Promise.all(paths.map(async (path) => [path, await readFile(join(demoCaptions, path))] as const)),
    )
    const size = [...files.values()].reduce((sum, content) => sum + content.length, 0)
    hub = await startFakeHub(files)
    process.env['HF_ENDPOINT'] = hub.url
    library = await testLibrary()
    const resources = join(library.folder, 'app')
    await mkdir(join(resources, 'resources'), { recursive: true })
    await symlink(join(root, 'native-runners'), join(resources, 'native-runners'))
    await symlink(
      join(root, 'resources', 'search-background.json'),
      join(resources, 'resources', 'search-background.json'),
    )
    await writeFile(join(resources, 'resources', 'models.json'), JSON.stringify({ version: 1, models: [entry(paths)] }))
    const core = await library.open({
      resourcesPath: resources,
      runtimePath: join(root, 'native-runners', '.venv'),
      modelsPath: join(library.folder, 'Models'),
    })

    hub.stall(weights, 1_000_000)
    expect(unwrap(await core.models.install('tiny-captions'))).toMatchObject({ state: 'installing' })
    await until(async () => ((await state(core)).progress?.bytesDone ?? 0) >= 1_000_000)
    expect(await state(core)).toMatchObject({ progress: { bytesTotal: size } })
    expect(await core.models.install('tiny-captions')).toMatchObject({ ok: false, error: { code: 'conflict' } })
    expect(unwrap(await core.models.cancel('tiny-captions'))).toMatchObject({ state: 'available', error: null })

    hub.stall(null)
    unwrap(await core.models.install('tiny-captions'))
    await until(async () => (await state(core)).state !== 'installing')
    const model = await state(core)
    expect(model.error).toBeNull()
    expect(model).toMatchObject({ state: 'installed', revision: fakeCommit, active: true, sizeBytes: size })
    const asked = hub.ranges(weights).map((range) => Number(/^bytes=(\d+)-/.exec(range)?.[1]))
    expect(asked[0]).toBe(0)
    expect(asked.at(-1)).toBeGreaterThanOrEqual(1_000_000)
    const placed = join(library.folder, 'Models', 'tiny-captions', fakeCommit)
    expect((await stat(join(placed, weights))).size).toBe(files.get(weights)?.length)
    await core.close()
  },
  slowMs * 2,
)
