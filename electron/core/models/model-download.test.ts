import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { hangLimitMs } from '../../../build/fixtures/patience.ts'
import type { Model } from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { type FakeHub, fakeCommit, startFakeHub } from '../fixtures/fake-hub.ts'
import { layResources, modelFiles, pythonEnvironment } from '../fixtures/small-model.ts'
import { type TestLibrary, testLibrary, until, unwrap } from '../fixtures/test-library.ts'

const weights = 'model.safetensors'
const slowMs = hangLimitMs

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

it(
  'a download tells how far it is, stops when it is cancelled, and goes on where it stopped',
  async () => {
    const files = await modelFiles()
    const size = [...files.values()].reduce((sum, content) => sum + content.length, 0)
    hub = await startFakeHub(files)
    process.env['HF_ENDPOINT'] = hub.url
    library = await testLibrary()
    const resources = join(library.folder, 'app')
    // Sizes come from the hub; the registry's are an estimate.
    await layResources(resources, new Map([...files.keys()].map((name) => [name, 1])))
    const core = await library.open({
      resourcesPath: resources,
      runtimePath: pythonEnvironment,
      modelsPath: join(library.folder, 'Models'),
    })

    hub.stall(weights, 1_000_000)
    expect(unwrap(await core.models.install('tiny-captions'))).toMatchObject({ state: 'installing' })
    await until(async () => ((await state(core)).progress?.bytesDone ?? 0) >= 1_000_000, slowMs)
    expect(await state(core)).toMatchObject({ progress: { bytesTotal: size } })
    expect(await core.models.install('tiny-captions')).toMatchObject({ ok: false, error: { code: 'conflict' } })
    expect(unwrap(await core.models.cancel('tiny-captions'))).toMatchObject({ state: 'available', error: null })

    hub.stall(null)
    unwrap(await core.models.install('tiny-captions'))
    await until(async () => (await state(core)).state !== 'installing', slowMs)
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
