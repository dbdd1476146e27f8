import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hangLimitMs } from '../../../build/fixtures/patience.ts'
import type { LibraryEvent, Model, Space } from '../../contract/index.ts'
import { minilmFolder } from '../../runners/fixtures/minilm-folder.ts'
import { checkoutPython } from '../../runners/fixtures/python-program.ts'
import { saveTinyModel } from '../../runners/fixtures/tiny-model.ts'
import type { Core } from '../core-api.ts'
import { importAll, type TestLibrary, testLibrary, unwrap, within } from '../fixtures/test-library.ts'

/** A caption model of 1.7 MB that loads like any other. */
const demoCaptions = fileURLToPath(new URL('../../../resources/demo-models/demo-captions', import.meta.url))
const slowMs = hangLimitMs

/** Asked a few times a second: Python runs behind other work, and is to get some of the processor. */
const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  const end = performance.now() + slowMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('it did not happen in time')
    await delay(250)
  }
}

const find = async (core: Core, id: string): Promise<Model | undefined> =>
  (await core.models.list()).find((model) => model.id === id)

const captionSpaces = async (core: Core): Promise<readonly Space[]> =>
  (await core.spaces.list()).filter((space) => space.modality === 'captions')

describe('refusals', () => {
  let library: TestLibrary
  let core: Core
  beforeAll(async () => {
    library = await testLibrary()
    core = await library.open()
  })
  afterAll(() => library.close())

  it('lists the registry, nothing installed but what comes with the app', async () => {
    const models = await core.models.list()
    expect(models.find(({ id }) => id === 'clip-vit-base-patch32')).toMatchObject({
      state: 'available',
      source: 'registry',
      revision: null,
      dimension: 512,
      active: false,
    })
    expect(models.find(({ id }) => id === 'demo-captions')).toMatchObject({ state: 'installed', source: 'bundled' })
    expect(models.filter(({ state }) => state === 'installed').every(({ source }) => source === 'bundled')).toBe(true)
    expect(models.some(({ active }) => active)).toBe(false)
  })

  it.each<[string, (core: Core) => Promise<unknown>, string]>([
    ['an id that nobody knows', (core) => core.models.install('no-such-model'), 'not_found'],
    ['activating what is not installed', (core) => core.models.activate('e5-base-v2'), 'conflict'],
    ['restarting what is not installed', (core) => core.models.restart('e5-base-v2'), 'conflict'],
    ['downloading a local model', (core) => core.models.install('internvideo2-stage2-1b'), 'conflict'],
    ['downloading a bundled model', (core) => core.models.install('demo-clip'), 'conflict'],
    ['removing a bundled model', (core) => core.models.remove('demo-clip'), 'conflict'],
    ['cancelling nothing', (core) => core.models.cancel('e5-base-v2'), 'conflict'],
    ['a folder that is not there', (core) => core.models.import('mine', { path: '/nowhere' }), 'bad_request'],
    ['a folder without a model', (core) => core.models.import('mine', { path: '/' }), 'bad_request'],
    [
      'another kind of model',
      (core) => core.models.import('clap-htsat-unfused', { path: demoCaptions }),
      'bad_request',
    ],
    ['replacing a bundled model', (core) => core.models.import('demo-captions', { path: demoCaptions }), 'conflict'],
  ])('%s', async (_name, act, code) => {
    const refused = await act(core)
    expect(refused).toMatchObject({ ok: false, error: { code, remedy: expect.stringMatching(/\w/) } })
  })

  it('code of a folder needs consent', async () => {
    const folder = join(library.folder, 'internvideo2')
    await mkdir(folder)
    await writeFile(join(folder, 'config.json'), '{"model_type":"x","auto_map":{"AutoModel":"model.Model"}}')
    for (const id of ['internvideo2-stage2-1b', 'of-my-own'])
      expect(await core.models.import(id, { path: folder })).toMatchObject({
        ok: false,
        error: { code: 'bad_request', details: { code: 'consent_needed' } },
      })
  })
})

describe('a model from a folder', () => {
  let library: TestLibrary
  beforeAll(async () => {
    library = await testLibrary()
  })
  afterAll(() => library.close())

  const installed = (core: Core, id: string): Promise<void> =>
    until(async () => {
      const model = await find(core, id)
      if (model?.state === 'failed') throw new Error(model.error?.message)
      return model?.state === 'installed'
    })

  it(
    'is tried out, chosen where nobody ever chose, and fills its space; another one is built beside it',
    async () => {
      const core = await library.open()
      await importAll(core, await library.clip('captioned-mp4'))
      expect(await captionSpaces(core)).toEqual([])

      const seen: LibraryEvent[] = []
      const listening = new AbortController()
      const listener = (async () => {
        for await (const event of core.events(listening.signal)) seen.push(event)
      })()

      const answer = unwrap(await core.models.import('my-captions', { path: demoCaptions }))
      expect(answer).toMatchObject({ state: 'installing', modality: 'captions', source: 'folder' })
      expect(await core.models.import('my-captions', { path: demoCaptions })).toMatchObject({
        ok: false,
        error: { code: 'conflict' },
      })
      await installed(core, 'my-captions')
      expect(await find(core, 'my-captions')).toMatchObject({ active: true, dimension: 128, error: null })
      await until(async () => (await captionSpaces(core))[0]?.missing === 0)
      const [first] = await captionSpaces(core)
      expect(first).toMatchObject({ model: 'my-captions', active: true, missing: 0, dimension: 128 })
      expect(first?.present).toBeGreaterThan(0)
      expect((await find(core, 'my-captions'))?.runner.device).not.toBeNull()

      const second = join(library.folder, 'second')
      await cp(demoCaptions, second, { recursive: true })
      unwrap(await core.models.import('other-captions', { path: second }))
      await installed(core, 'other-captions')
      expect(await find(core, 'other-captions')).toMatchObject({ active: false })
      unwrap(await core.models.activate('other-captions'))
      await until(async () => {
        const spaces = await captionSpaces(core)
        expect(spaces.filter((space) => space.active)).toHaveLength(1)
        return spaces.some((space) => space.model === 'other-captions' && space.active && space.missing === 0)
      })
      expect(await find(core, 'my-captions')).toMatchObject({ active: false })

      await until(() => seen.some((event) => event.type === 'delta' && event.spacesChanged === true))
      listening.abort()
      await listener
      const told = seen.flatMap((event) => event.models ?? []).filter(({ id }) => id === 'my-captions')
      expect(told.map(({ state }) => state)).toEqual(expect.arrayContaining(['installing', 'installed']))
      await core.close()
    },
    slowMs * 2,
  )

  it(
    'is there after a restart, and nothing is embedded again; removed, its vectors stay',
    async () => {
      const core = await library.open()
      await core.jobs.idle(within(slowMs))
      const spaces = await captionSpaces(core)
      expect(spaces.map(({ model, active }) => [model, active])).toEqual([
        ['my-captions', false],
        ['other-captions', true],
      ])
      expect((await find(core, 'other-captions'))?.runner.state).toBe('stopped')
      const left = unwrap(await core.models.remove('other-captions'))
      expect(left).toMatchObject({ state: 'available', active: false, message: expect.stringContaining('vectors') })
      expect(await find(core, 'other-captions')).toBeUndefined()
      const after = (await captionSpaces(core)).find(({ model }) => model === 'other-captions')
      expect(after).toMatchObject({ active: false, present: spaces[1]?.present })
      expect((await core.models.deactivate('my-captions')).ok).toBe(true)
      // Chosen on purpose: none. Nothing is chosen by itself any more.
      await core.close()
      const again = await library.open()
      expect((await again.models.list()).some(({ active }) => active)).toBe(false)
      await again.close()
    },
    slowMs,
  )

  it(
    'that the registry knows is imported under its id, with what the registry says of it',
    async (context) => {
      const folder = minilmFolder()
      if (folder === null) return context.skip('the package index cannot be reached, and the package is not in .cache')
      const core = await library.open()
      unwrap(await core.models.import('all-minilm-l6-v2', { path: folder }))
      await installed(core, 'all-minilm-l6-v2')
      expect(await find(core, 'all-minilm-l6-v2')).toMatchObject({
        source: 'registry',
        dimension: 384,
        licence: { id: 'Apache-2.0' },
        revision: expect.stringMatching(/^[0-9a-f]{12}-local$/),
        error: null,
      })
      unwrap(await core.models.remove('all-minilm-l6-v2'))
      expect(await find(core, 'all-minilm-l6-v2')).toMatchObject({ state: 'available', revision: null })
      await core.close()
    },
    slowMs,
  )

  it.skipIf(checkoutPython === null)(
    'of a text architecture that no model of the registry has is taken',
    async () => {
      const core = await library.open()
      const folder = join(library.folder, 'modernbert')
      await mkdir(folder)
      await saveTinyModel(folder, 'modernbert')
      const answer = unwrap(await core.models.import('modern-captions', { path: folder }))
      expect(answer).toMatchObject({ state: 'installing', modality: 'captions' })
      await installed(core, 'modern-captions')
      expect(await find(core, 'modern-captions')).toMatchObject({ dimension: 32, error: null })
      await core.close()
    },
    slowMs,
  )

  it(
    'that cannot be loaded is not installed, and says why',
    async () => {
      const core = await library.open()
      const broken = join(library.folder, 'broken')
      await cp(demoCaptions, broken, { recursive: true })
      await writeFile(join(broken, 'pytorch_model.bin'), 'x')
      unwrap(await core.models.import('broken-captions', { path: broken }))
      await until(async () => (await find(core, 'broken-captions'))?.state === 'failed')
      expect(await find(core, 'broken-captions')).toMatchObject({
        error: { code: 'unsafe_model' },
        modality: 'captions',
      })
      unwrap(await core.models.remove('broken-captions'))
      expect(await find(core, 'broken-captions')).toBeUndefined()
    },
    slowMs,
  )
})
