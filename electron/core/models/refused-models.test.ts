import { createHash } from 'node:crypto'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hangLimitMs } from '../../../build/fixtures/patience.ts'
import type { Model, Space } from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { importAll, type TestLibrary, testLibrary, unwrap } from '../fixtures/test-library.ts'

const demoCaptions = fileURLToPath(new URL('../../../resources/demo-models/demo-captions', import.meta.url))
const slowMs = hangLimitMs

let library: TestLibrary
beforeAll(async () => {
  library = await testLibrary()
})
afterAll(() => library.close())

const until = async (what: string, condition: () => Promise<boolean>): Promise<void> => {
  const end = performance.now() + slowMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`it did not happen in time: ${what}`)
    await delay(250)
  }
}
const model = async (core: Core, id: string): Promise<Model | undefined> =>
  (await core.models.list()).find((each) => each.id === id)
const space = async (core: Core, id: string): Promise<Space | undefined> =>
  (await core.spaces.list()).find((each) => each.model === id)

const install = async (core: Core, id: string): Promise<string> => {
  const folder = join(library.folder, `${id}-source`)
  await cp(demoCaptions, folder, { recursive: true })
  unwrap(await core.models.import(id, { path: folder }))
  await until(`${id} is installed`, async () => {
    const found = await model(core, id)
    if (found?.state === 'failed') throw new Error(found.error?.message)
    return found?.state === 'installed'
  })
  const shelf = join(library.folder, 'Models', id)
  return join(shelf, (await readdir(shelf))[0] ?? '')
}

/** Overwrites every number of a safetensors file with one that is none; its header stays. */
const spoil = async (weights: string): Promise<Buffer> => {
  const bytes = await readFile(weights)
  for (let at = 8 + Number(bytes.readBigUInt64LE()); at + 4 <= bytes.length; at += 4) bytes.writeFloatLE(Number.NaN, at)
  await writeFile(weights, bytes)
  return bytes
}

it(
  'a model whose vectors are all refused never takes over, is told, and works again once it is mended',
  async () => {
    const core = await library.open()
    await importAll(core, await library.clip('captioned-mp4'))
    await install(core, 'good')
    await until('the good space is filled', async () => (await space(core, 'good'))?.missing === 0)
    const before = await space(core, 'good')
    expect(before).toMatchObject({ active: true })

    const folder = await install(core, 'spoilt')
    const weights = join(folder, 'model.safetensors')
    const sound = await readFile(weights)
    const changed = await spoil(weights)
    // First the files alone: what is not as it was installed is not even loaded.
    unwrap(await core.models.activate('spoilt'))
    await until('the damage is told', async () => (await model(core, 'spoilt'))?.error !== null)
    expect((await model(core, 'spoilt'))?.error).toMatchObject({
      code: 'model_damaged',
      message: expect.stringContaining('model.safetensors'),
    })
    expect(await space(core, 'good')).toEqual(before)

    // Then files that were installed like this.
    const manifestPath = join(folder, 'manifest.json')
    const manifest = await readFile(manifestPath, 'utf8')
    const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
    await writeFile(manifestPath, manifest.replace(digest(sound), digest(changed)))
    await core.models.list()
    unwrap(await core.models.restart('spoilt'))
    await until('the space is refused', async () => (await space(core, 'spoilt'))?.problem !== undefined)
    await core.jobs.idle(AbortSignal.timeout(hangLimitMs))
    expect(await space(core, 'spoilt')).toMatchObject({
      active: false,
      present: 0,
      missing: 0,
      problem: { code: 'vectors_refused' },
    })
    expect(await space(core, 'good')).toEqual(before)
    expect(await model(core, 'spoilt')).toMatchObject({ active: true, error: { code: 'vectors_refused' } })
    const { notices } = await core.stats()
    expect(notices).toContainEqual(
      expect.objectContaining({ code: 'model_failed', message: expect.stringContaining('spoilt') }),
    )
    const captions = (await core.search.status()).modalities.find(({ modality }) => modality === 'captions')
    expect(captions).toMatchObject({ model: 'good' })

    // Mended, and tried again.
    await writeFile(weights, sound)
    await writeFile(manifestPath, manifest)
    await core.models.list()
    unwrap(await core.models.restart('spoilt'))
    await until('it answers', async () => (await space(core, 'spoilt'))?.active === true)
    expect(await space(core, 'spoilt')).toMatchObject({ missing: 0, present: before?.present })
    expect((await model(core, 'spoilt'))?.error).toBeNull()
    await core.close()
  },
  slowMs * 2,
)
