import { describe, expect, it } from 'vitest'
import { eventually } from '../../build/fixtures/eventually.ts'
import { preferencesSchema } from '../../electron/contract/index.ts'
import { createClient } from '../client/client.ts'
import { fakeNetwork, json } from '../client/fixtures/fake-core.ts'
import { openPreferenceStorage, preferencesInPage } from './preference-storage.ts'
import { createPreferencesStore } from './preferences-store.ts'

const name = 'goodclips-preferences'

/** A core that keeps preferences, a browser that may hold older ones, and a page that can be left. */
const surroundings = (saved: Record<string, unknown> | 'away', inBrowser?: Record<string, unknown>) => {
  const patches: unknown[] = []
  const network = fakeNetwork(({ method, body }) => {
    if (saved === 'away') return json({ error: { code: 'internal', message: 'No.' } }, 500)
    if (method === 'PATCH') patches.push(body)
    return json({ ...preferencesSchema.parse({}), savedAt: null, ...saved })
  })
  const browser = new Map<string, string>(
    inBrowser === undefined ? [] : [[name, JSON.stringify({ state: inBrowser, version: 1 })] as const],
  )
  const leave: (() => void)[] = []
  const open = async () =>
    createPreferencesStore(
      await openPreferenceStorage(
        createClient(network.fetch),
        { getItem: (key) => browser.get(key) ?? null, removeItem: (key) => void browser.delete(key) },
        { addEventListener: (_type: string, listener: unknown) => leave.push(listener as () => void) },
      ),
    )
  return {
    patches,
    browser,
    leave: () => {
      for (const run of leave) run()
    },
    open,
  }
}

describe('preferences in the core', () => {
  it('are there before anything is drawn, and only what changed is sent, quick changes together', async () => {
    const { open, patches } = surroundings({ sort: 'title', savedAt: '2026-01-01T00:00:00Z' })
    const store = await open()
    expect(store.getState().sort).toBe('title')
    store.getState().change({ volume: 0.5 })
    store.getState().change({ volume: 0.25, muted: true })
    await eventually(() => expect(patches).toEqual([{ volume: 0.25, muted: true }]))
    store.getState().change({ volume: 0.25 })
    store.getState().change({ order: 'asc' })
    await eventually(() => expect(patches.at(-1)).toEqual({ order: 'asc' }))
    expect(patches).toHaveLength(2)
  })

  it('are not asked for where the page brings them', async () => {
    const network = fakeNetwork(() => json({}, 500))
    const inPage = preferencesInPage(JSON.stringify({ ...preferencesSchema.parse({ sort: 'title' }), savedAt: null }))
    const browser = { getItem: () => null, removeItem: () => undefined }
    const page = { addEventListener: () => undefined }
    const storage = await openPreferenceStorage(createClient(network.fetch), browser, page, inPage)
    expect(createPreferencesStore(storage).getState().sort).toBe('title')
    expect(network.seen).toEqual([])
    for (const text of [undefined, '', '{', '{}']) expect(preferencesInPage(text)).toBeNull()
  })

  it('are sent at once when the page is left', async () => {
    const { open, patches, leave } = surroundings({})
    const store = await open()
    store.getState().change({ detailsOpen: false })
    leave()
    expect(patches).toEqual([{ detailsOpen: false }])
  })

  it('take over what the browser kept, once, and only where nobody has set anything', async () => {
    const old = surroundings({}, { sort: 'duration', order: 'asc', volume: 7, unknown: 1 })
    expect((await old.open()).getState().sort).toBe('duration')
    await eventually(() => expect(old.patches).toEqual([{ sort: 'duration', order: 'asc' }]))
    expect(old.browser.size).toBe(0)
    const known = surroundings({ sort: 'title', savedAt: '2026-01-01T00:00:00Z' }, { sort: 'duration' })
    expect((await known.open()).getState().sort).toBe('title')
    expect(known.browser.size).toBe(0)
  })

  it('follow another window, but for what was changed here and is not kept yet', async () => {
    const answers: (() => void)[] = []
    const patches: unknown[] = []
    const network = fakeNetwork(async ({ method, body }) => {
      if (method === 'PATCH') {
        patches.push(body)
        await new Promise<void>((resolve) => answers.push(resolve))
      }
      return json({ ...preferencesSchema.parse({}), savedAt: null })
    })
    const storage = await openPreferenceStorage(
      createClient(network.fetch),
      { getItem: () => null, removeItem: () => undefined },
      { addEventListener: () => undefined },
    )
    const store = createPreferencesStore(storage)
    const others = (fields: object) => ({ ...preferencesSchema.parse({ volume: 0.5, ...fields }), savedAt: null })
    store.getState().change({ sort: 'title' })
    // Changed here and waiting.
    expect(storage.takeOver?.(others({ sort: 'scenes' }))).toEqual({ volume: 0.5 })
    await eventually(() => expect(patches).toEqual([{ sort: 'title' }]))
    // On its way.
    expect(storage.takeOver?.(others({ sort: 'scenes' }))).toEqual({})
    answers[0]?.()
    await eventually(() => expect(storage.takeOver?.(others({ sort: 'scenes' }))).toEqual({ sort: 'scenes' }))
    // What came from elsewhere is not sent back.
    store.getState().change({ sort: 'scenes', volume: 0.5, muted: true })
    await eventually(() => expect(patches).toHaveLength(2))
    expect(patches[1]).toEqual({ muted: true })
    answers[1]?.()
  })

  it('have their defaults when the core cannot tell them, and the browser keeps its own', async () => {
    const { open, browser } = surroundings('away', { sort: 'title' })
    expect((await open()).getState()).toMatchObject({ sort: 'added', detailsOpen: true })
    expect(browser.size).toBe(1)
  })
})
