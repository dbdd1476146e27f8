import { describe, expect, it } from 'vitest'
import { eventually } from '../../build/fixtures/eventually.ts'
import type { Video } from '../../electron/contract/index.ts'
import { createClient } from '../client/client.ts'
import { fakeNetwork, json, type SeenRequest, videoDetails, videoRow } from '../client/fixtures/fake-core.ts'
import { createQueryCache } from '../queries/core-query.ts'
import { createLibraryStore } from './library-store.ts'
import { createToastStore } from './toast-store.ts'

const makeLibrary = (count: number, answerOther?: (request: SeenRequest) => Response) => {
  const all: Video[] = Array.from({ length: count }, (_, index) => videoRow(`v${index}`))
  const network = fakeNetwork((request) => {
    if (request.method === 'GET' && request.url.pathname === '/api/v1/videos') {
      const limit = Number(request.url.searchParams.get('limit'))
      const start = Number(request.url.searchParams.get('cursor') ?? 0)
      const name = request.url.searchParams.get('q') ?? ''
      const found = all.filter(({ title }) => title.includes(name))
      return json({
        items: found.slice(start, start + limit),
        nextCursor: start + limit < found.length ? String(start + limit) : null,
      })
    }
    return answerOther?.(request) ?? new Response(null, { status: 204 })
  })
  const toasts = createToastStore()
  const store = createLibraryStore(
    createClient(network.fetch),
    toasts.getState,
    { sort: 'added', order: 'desc', q: '', filter: {} },
    createQueryCache(),
    5,
  )
  return { store, toasts, network, all }
}

const loaded = async (store: ReturnType<typeof makeLibrary>['store']): Promise<void> => {
  store.getState().reload()
  await eventually(() => expect(store.getState().status).toBe('ready'))
}

describe('library', () => {
  it('reads only the pages that are asked for', async () => {
    const { store, network } = makeLibrary(3000)
    await loaded(store)
    expect(store.getState().order).toHaveLength(200)
    expect(store.getState().complete).toBe(false)
    store.getState().ensure(900)
    await eventually(() => expect(store.getState().order.length).toBeGreaterThan(900))
    expect(store.getState().order).toHaveLength(1200)
    expect(network.seen).toHaveLength(3)
    expect(new Set(store.getState().order).size).toBe(1200)
  })

  it('replaces a row that changed and tells by its revision', async () => {
    const { store } = makeLibrary(3)
    await loaded(store)
    const { revision, order } = store.getState()
    store.getState().upsert([videoRow('v1', { progress: 0.5, state: 'processing' })])
    expect(store.getState().videos.get('v1')).toMatchObject({ progress: 0.5 })
    expect(store.getState().revision).toBe(revision + 1)
    expect(store.getState().order).toBe(order)
  })

  it('leaves the place of new videos to the core, and reads once for those that come together', async () => {
    const { store, network, all } = makeLibrary(2)
    await loaded(store)
    // What came with one import stands in the order of its names, with the first of them in front.
    all.unshift(videoRow('n1'), videoRow('n2'), videoRow('n3'))
    for (const id of ['n1', 'n2', 'n3']) store.getState().upsert([videoRow(id)])
    expect(store.getState().order).toEqual(['v0', 'v1'])
    await eventually(() => expect(store.getState().order).toEqual(['n1', 'n2', 'n3', 'v0', 'v1']))
    expect(network.seen).toHaveLength(2)
  })

  it('reads the list again when a new video has its place somewhere else', async () => {
    const { store, network, all } = makeLibrary(2)
    await loaded(store)
    store.getState().setQuery({ sort: 'title', order: 'asc', q: '', filter: {} })
    await eventually(() => expect(network.seen).toHaveLength(2))
    all.splice(1, 0, videoRow('n1'))
    store.getState().upsert([videoRow('n1')])
    await eventually(() => expect(store.getState().order).toEqual(['v0', 'n1', 'v1']))
  })

  it('shows the answer to the newest filter only', async () => {
    const { store } = makeLibrary(30)
    await loaded(store)
    store.getState().setQuery({ sort: 'added', order: 'desc', q: 'v1', filter: {} })
    store.getState().setQuery({ sort: 'added', order: 'desc', q: 'v29', filter: {} })
    await eventually(() => expect(store.getState().order).toEqual(['v29']))
  })

  it('lists only what the filter leaves, whatever events tell of', async () => {
    const { store, network, all } = makeLibrary(3)
    await loaded(store)
    store.getState().setQuery({ sort: 'added', order: 'desc', q: 'v1', filter: { state: 'ready', tag: ['a', 'b'] } })
    await eventually(() => expect(store.getState().order).toEqual(['v1']))
    const { searchParams } = network.seen.at(-1)?.url ?? new URL('http://none')
    expect([searchParams.get('state'), searchParams.getAll('tag')]).toEqual(['ready', ['a', 'b']])
    const before = network.seen.length
    // A new video may or may not be one of them: the core says so.
    all.push(videoRow('n1'))
    store.getState().upsert([videoRow('n1')])
    expect(store.getState().order).toEqual(['v1'])
    await eventually(() => expect(network.seen.length).toBe(before + 1))
    all[2] = videoRow('v2', { title: 'now with v1' })
    store.getState().upsert([videoRow('v2', { title: 'now with v1' })])
    await eventually(() => expect(store.getState().order).toEqual(['v1', 'v2']))
    store.getState().upsert([videoRow('v2', { title: 'now with v1', progress: 0.4 })])
    await new Promise((done) => setTimeout(done, 30))
    expect(network.seen.length).toBe(before + 2)
  })

  it('undoes a removal that the core has not answered to yet, and tells which videos came back', async () => {
    const { store, toasts, network } = makeLibrary(3, ({ method }) =>
      method === 'PATCH' ? json(videoDetails('v1')) : new Response(null, { status: 204 }),
    )
    await loaded(store)
    const removal = store.getState().remove(['v1'])
    expect(store.getState().undoable).toEqual(['v1'])
    await store.getState().undoRemove()
    await removal
    const changes = network.seen.filter(({ method }) => method !== 'GET').map(({ method }) => method)
    expect(changes).toEqual(['DELETE', 'PATCH'])
    expect(store.getState().restored).toEqual(['v1'])
    expect(store.getState().order).toContain('v1')
    expect(toasts.getState().toasts).toEqual([])
  })

  it('removes at once and brings back by undo', async () => {
    const patches: unknown[] = []
    const { store, toasts } = makeLibrary(3, (request) => {
      if (request.method === 'PATCH') {
        patches.push(request.body)
        return json(videoDetails('v1'))
      }
      return new Response(null, { status: 204 })
    })
    await loaded(store)
    const removing = store.getState().remove(['v1'])
    expect(store.getState().order).toEqual(['v0', 'v2'])
    await removing
    const toast = toasts.getState().toasts[0]
    expect(toast).toMatchObject({ message: 'Removed “Video v1”', action: { label: 'Undo' } })
    toast?.action?.run()
    await eventually(() => expect(store.getState().order).toContain('v1'))
    expect(patches).toEqual([{ removed: false }])
    expect(store.getState().undoable).toEqual([])
  })

  it('puts a video back when the core refuses to remove it', async () => {
    const { store, toasts } = makeLibrary(2, () => json({ error: { code: 'internal', message: 'No.' } }, 500))
    await loaded(store)
    await store.getState().remove(['v0'])
    await eventually(() => expect(store.getState().order).toEqual(['v0', 'v1']))
    expect(toasts.getState().toasts).toMatchObject([{ tone: 'problem', message: 'No.' }])
  })

  it('takes a new title back when the core refuses it', async () => {
    const { store } = makeLibrary(1, () => json({ error: { code: 'conflict', message: 'No.' } }, 409))
    await loaded(store)
    const renaming = store.getState().rename('v0', 'Better')
    expect(store.getState().videos.get('v0')?.title).toBe('Better')
    await renaming
    expect(store.getState().videos.get('v0')?.title).toBe('Video v0')
  })
})
