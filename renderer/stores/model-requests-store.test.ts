import { type QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Model, Space } from '../../electron/contract/index.ts'
import { createClient } from '../client/client.ts'
import {
  fakeNetwork,
  json,
  modelRow,
  readyRuntime,
  type SeenRequest,
  settle,
  spaceRow,
} from '../client/fixtures/fake-core.ts'
import { createQueryCache } from '../queries/core-query.ts'
import { createEventUpdates } from '../queries/event-updates.ts'
import { knownModels, modelsQuery, putModels, spacesQuery } from '../queries/model-queries.ts'
import { queryKeys } from '../queries/query-keys.ts'
import { createModelRequestsStore, runtimeKey } from './model-requests-store.ts'

/** A core that holds models and spaces, and refuses or holds back what `fault` says. */
const modelCore = (fault: (request: SeenRequest) => Response | Promise<Response> | null = () => null) => {
  const models = new Map<string, Model>()
  const spaces: Space[] = []
  const page = (items: readonly unknown[]) => json({ items, nextCursor: null })
  const acts: Readonly<Record<string, Partial<Model>>> = {
    install: { state: 'installing' },
    import: { state: 'installing', source: 'folder' },
    cancel: { state: 'available' },
    activate: { active: true },
    deactivate: { active: false },
    remove: { state: 'available', active: false },
    restart: {},
  }
  const network = fakeNetwork((request) => {
    const faulty = fault(request)
    if (faulty !== null) return faulty
    const [kind, id = '', act = ''] = request.url.pathname.split('/').slice(3)
    if (kind === 'runtime') return json(readyRuntime, request.method === 'GET' ? 200 : 202)
    if (kind === 'spaces' && request.method === 'GET') return page(spaces)
    if (kind === 'spaces') {
      return request.method === 'DELETE' ? new Response(null, { status: 204 }) : json(spaceRow(id), 202)
    }
    if (request.method === 'GET') return page([...models.values()])
    const next = { ...(models.get(id) ?? modelRow(id)), ...acts[act] }
    models.set(id, next)
    return json(next, 202)
  })
  const client = createClient(network.fetch)
  const cache = createQueryCache()
  const store = createModelRequestsStore(client, cache)
  const load = () => cache.fetchQuery({ ...modelsQuery(client), staleTime: 0 })
  const upsert = (changed: readonly Model[]): void => putModels(cache, changed)
  return { models, spaces, network, client, cache, store, load, upsert }
}

const refused = (message: string, remedy: string) => json({ error: { code: 'bad_request', message, remedy } }, 400)
const stateOf = (cache: QueryClient, id: string) => knownModels(cache).find((model) => model.id === id)?.state
const requests = (network: ReturnType<typeof fakeNetwork>) =>
  network.seen.map(({ method, url }) => `${method} ${url.pathname.replace('/api/v1/', '')}`)

describe('models', () => {
  it('are read, and changed one by one by events', async () => {
    const { models, cache, load, upsert } = modelCore()
    models.set('a', modelRow('a'))
    models.set('b', modelRow('b'))
    expect(cache.getQueryData(queryKeys.models)).toBeUndefined()
    await load()
    upsert([modelRow('a', { state: 'installing' }), modelRow('c')])
    expect(knownModels(cache).map(({ id, state }) => `${id} ${state}`)).toEqual([
      'a installing',
      'b available',
      'c available',
    ])
  })

  it('keep what an event said while they were being read', async () => {
    let release: (response: Response) => void = () => undefined
    const { cache, load, upsert } = modelCore(({ url }) =>
      url.pathname.endsWith('/models')
        ? new Promise<Response>((resolve) => {
            release = resolve
          })
        : null,
    )
    const loading = load()
    upsert([modelRow('a', { state: 'installed' })])
    release(json({ items: [modelRow('a', { state: 'installing' }), modelRow('b')], nextCursor: null }))
    await loading
    expect(stateOf(cache, 'a')).toBe('installed')
    expect(stateOf(cache, 'b')).toBe('available')
  })

  it('say why they could not be read, and lose nothing that was known', async () => {
    const { cache, load, upsert } = modelCore(() => refused('The list cannot be read.', 'Reinstall.'))
    upsert([modelRow('a')])
    await expect(load()).rejects.toMatchObject({ failure: { kind: 'refused', message: 'The list cannot be read.' } })
    expect(knownModels(cache)).toHaveLength(1)
  })

  it('follow what was asked of them, unless an event was quicker', async () => {
    let release: (response: Response) => void = () => undefined
    const { cache, store, upsert } = modelCore(({ url }) =>
      url.pathname.endsWith('/b/install')
        ? new Promise<Response>((resolve) => {
            release = resolve
          })
        : null,
    )
    upsert([modelRow('a'), modelRow('b')])
    expect(await store.getState().act('install', 'a')).toBe(true)
    expect(stateOf(cache, 'a')).toBe('installing')
    const slow = store.getState().act('install', 'b')
    expect(store.getState().busy.has('b')).toBe(true)
    upsert([modelRow('b', { state: 'installed' })])
    release(json(modelRow('b', { state: 'installing' }), 202))
    await slow
    expect(stateOf(cache, 'b')).toBe('installed')
    expect(store.getState().busy.size).toBe(0)
  })

  it('keep a refusal with its remedy until it is tried again or put away', async () => {
    let refuse = true
    const { cache, store, upsert } = modelCore(() => (refuse ? refused('The disk is full.', 'Free 1 GB.') : null))
    upsert([modelRow('a')])
    expect(await store.getState().act('install', 'a')).toBe(false)
    expect(store.getState().refusals.get('a')).toEqual({ message: 'The disk is full.', remedy: 'Free 1 GB.' })
    expect(stateOf(cache, 'a')).toBe('available')
    store.getState().dismiss('a')
    expect(store.getState().refusals.size).toBe(0)
    await store.getState().act('install', 'a')
    refuse = false
    await store.getState().act('install', 'a')
    expect(store.getState().refusals.size).toBe(0)
  })

  it('are imported from a folder, with consent only where it was given', async () => {
    const { network, cache, store } = modelCore(({ body }) =>
      Reflect.get(Object(body), 'path') === '/bad'
        ? refused('There is no config.json.', 'Choose another folder.')
        : null,
    )
    expect(await store.getState().importFolder('mine', '/bad', false)).toEqual({
      message: 'There is no config.json.',
      remedy: 'Choose another folder.',
    })
    expect(store.getState().importPaths.size).toBe(0)
    expect(await store.getState().importFolder('mine', '/good', true)).toBeNull()
    expect(store.getState().importPaths.get('mine')).toBe('/good')
    expect(stateOf(cache, 'mine')).toBe('installing')
    expect(network.seen.map(({ body }) => body)).toEqual([{ path: '/bad' }, { path: '/good', consentToRunCode: true }])
  })

  it('of a folder are gone once they are removed', async () => {
    const { models, cache, store, load } = modelCore()
    models.set('mine', modelRow('mine', { source: 'folder', state: 'installed' }))
    await load()
    expect(await store.getState().act('remove', 'mine')).toBe(true)
    expect(knownModels(cache)).toEqual([])
  })
})

describe('the Python environment', () => {
  it('is set up and told when it cannot be', async () => {
    let refuse = true
    const { cache, store } = modelCore(() => (refuse ? refused('No network.', 'Give a folder of wheels.') : null))
    await store.getState().setUpRuntime()
    expect(store.getState().refusals.get(runtimeKey)?.remedy).toBe('Give a folder of wheels.')
    refuse = false
    await store.getState().setUpRuntime()
    expect(cache.getQueryData(queryKeys.runtime)).toMatchObject({ state: 'ready' })
    expect(store.getState().refusals.size).toBe(0)
  })
})

describe('spaces', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('are read while someone looks, at most once a second', async () => {
    const { spaces, network, client, cache } = modelCore()
    const update = createEventUpdates(cache)
    const spacesChanged = () => update({ type: 'delta', seq: 1, spacesChanged: true })
    spacesChanged()
    await vi.advanceTimersByTimeAsync(1000)
    expect(network.seen).toHaveLength(0)
    const observer = new QueryObserver(cache, spacesQuery(client))
    const stop = observer.subscribe(() => undefined)
    await settle()
    expect(requests(network)).toEqual(['GET spaces'])
    spaces.push(spaceRow('s', { present: 5 }))
    for (let change = 0; change < 9; change += 1) spacesChanged()
    await settle()
    expect(network.seen).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1000)
    expect(network.seen).toHaveLength(2)
    expect(observer.getCurrentResult().data?.[0]?.present).toBe(5)
    await vi.advanceTimersByTimeAsync(5000)
    expect(network.seen).toHaveLength(2)
    stop()
    spacesChanged()
    await vi.advanceTimersByTimeAsync(5000)
    expect(network.seen).toHaveLength(2)
  })

  it('are emptied, and filled again where asked', async () => {
    const { network, store } = modelCore()
    expect(await store.getState().clearSpace('s1', 'a', true)).toBe(true)
    expect(await store.getState().clearSpace('s2', 'a', false)).toBe(true)
    expect(requests(network).filter((line) => !line.startsWith('GET'))).toEqual([
      'POST spaces/s1/rebuild',
      'DELETE spaces/s2',
    ])
  })
})
