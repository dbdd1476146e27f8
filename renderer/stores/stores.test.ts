import { describe, expect, it } from 'vitest'
import { eventually } from '../../build/fixtures/eventually.ts'
import { createClient } from '../client/client.ts'
import {
  emptyStats,
  fakeNetwork,
  jobRow,
  json,
  modelRow,
  readyRuntime,
  type SeenRequest,
  videoRow,
} from '../client/fixtures/fake-core.ts'
import { liveJobsQuery, noLiveJobs } from '../queries/job-queries.ts'
import { knownModels } from '../queries/model-queries.ts'
import { queryKeys } from '../queries/query-keys.ts'
import { createActionStore } from './action-store.ts'
import { applyEvent, createAppStores } from './app-stores.ts'
import { createImportStore, summaryOf } from './import-store.ts'
import { createPreferencesStore } from './preferences-store.ts'
import { emptyQuery } from './search/search-query.ts'
import { resultOfCaption } from './search/search-result.ts'
import type { Answered } from './search/search-store.ts'
import { emptySelection } from './selection-logic.ts'
import { createToastStore } from './toast-store.ts'
import { createWindowStore, followHistory } from './window-store.ts'

const memory = (initial: Readonly<Record<string, string>> = {}) => {
  const map = new Map(Object.entries(initial))
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  }
}

describe('actions', () => {
  it('are done by the newest handler, and by the older one again when it goes', () => {
    const actions = createActionStore()
    const done: string[] = []
    const takeOut = actions.getState().provide('list.preview', { run: () => done.push('page'), checked: false })
    const takeOutSheet = actions.getState().provide('list.preview', { run: () => done.push('sheet'), checked: false })
    expect(actions.getState().run('list.preview')).toBe(true)
    takeOutSheet()
    actions.getState().run('list.preview')
    takeOut()
    expect(done).toEqual(['sheet', 'page'])
    expect(actions.getState().isEnabled('list.preview')).toBe(false)
    expect(actions.getState().run('list.preview')).toBe(false)
  })
})

describe('preferences', () => {
  it('are kept, and fall back one by one when what was kept cannot be read', () => {
    const storage = memory()
    createPreferencesStore(storage).getState().change({ theme: 'light', libraryCardWidth: 300 })
    expect(createPreferencesStore(storage).getState()).toMatchObject({ theme: 'light', libraryCardWidth: 300 })
    const broken = memory({
      'goodclips-preferences': JSON.stringify({
        state: { theme: 'pink', libraryCardWidth: 9999, order: 'asc' },
        version: 1,
      }),
    })
    expect(createPreferencesStore(broken).getState()).toMatchObject({
      theme: 'system',
      libraryCardWidth: null,
      order: 'asc',
    })
  })
})

describe('imports', () => {
  it('are told in one line', () => {
    const item = (outcome: 'added' | 'known' | 'refused') => ({ path: '/a', outcome })
    expect(summaryOf([item('added'), item('added'), item('known'), item('refused')])).toEqual({
      message: 'Added 2 videos',
      detail: '1 already in the library · 1 could not be imported',
    })
    expect(summaryOf([item('known')]).message).toBe('1 already in the library')
    expect(summaryOf([]).message).toBe('No video files found there')
  })

  it('send captions before their video, in one batch, and import by path on the desktop', async () => {
    const offsets = new Map<string, number>()
    const sizes = new Map<string, number>()
    const answer = async (request: SeenRequest): Promise<Response> => {
      if (request.url.pathname.endsWith('/settle')) {
        const path = '/library/originals/b.srt'
        return json({ id: 'b-srt', name: 'b.srt', sizeBytes: 5, offset: 5, import: { path, outcome: 'known' } })
      }
      if (request.method === 'POST') {
        const body = request.body as { name: string; sizeBytes: number }
        const id = body.name.replaceAll('.', '-')
        offsets.set(id, 0)
        sizes.set(id, body.sizeBytes)
        return json({ id, ...body, offset: 0 }, 201)
      }
      const id = request.url.pathname.split('/').at(-1) ?? ''
      const sent = request.body instanceof Blob ? request.body.size : 0
      offsets.set(id, (offsets.get(id) ?? 0) + sent)
      return json({ id, name: id, sizeBytes: sizes.get(id), offset: offsets.get(id) })
    }
    const network = fakeNetwork(answer)
    const toasts = createToastStore()
    const dependencies = {
      client: createClient(network.fetch),
      toasts: toasts.getState,
      showProblems: () => undefined,
      askForVideo: () => undefined,
    }
    const imports = createImportStore({ ...dependencies, desktop: null })
    const file = (name: string) => ({ file: new File(['12345'], name), relativePath: name })
    await imports.getState().importFiles([file('b.mp4'), file('b.srt')])
    await eventually(() => expect(imports.getState().uploads.every(({ state }) => state === 'done')).toBe(true))
    await eventually(() => expect(network.seen.at(-1)?.url.pathname).toBe('/api/v1/uploads/b-srt/settle'))
    const steps = network.seen
      .slice(0, -1)
      .map(({ method, url, body }) =>
        method === 'POST' ? `announce ${(body as { name: string }).name}` : `send ${url.pathname.split('/').at(-1)}`,
      )
    expect(steps).toEqual(['announce b.srt', 'send b-srt', 'announce b.mp4', 'send b-mp4'])
    expect(network.seen.slice(0, -1).map(({ body }) => (body as { contentId?: string }).contentId)).toEqual([
      undefined,
      undefined,
      'c2c762898a8c4c9ddbaf0f0a0188f685e20d2f20-c1',
      undefined,
    ])
    const batches = network.seen
      .slice(0, -1)
      .flatMap(({ method, body }) => (method === 'POST' ? (body as { batch: string }).batch : []))
    expect(new Set(batches).size).toBe(1)

    const paths: unknown[] = []
    const desktopNetwork = fakeNetwork(({ body }) => {
      paths.push(body)
      return json({ items: [{ path: '/films/b.mp4', outcome: 'added', videoId: 'v1' }] }, 202)
    })
    const onDesktop = createImportStore({
      ...dependencies,
      client: createClient(desktopNetwork.fetch),
      desktop: {
        pathsForFiles: () => ['/films/b.mp4', null],
        openDialog: async () => [],
        revealInFolder: async () => true,
        openFile: async () => true,
        dragOut: () => undefined,
        onPlaceOpened: () => () => undefined,
        setMenuState: () => undefined,
        onMenuAction: () => () => undefined,
        onFilesOpened: () => () => undefined,
      },
    })
    await onDesktop.getState().importFiles([file('b.mp4'), file('made-up.mp4')])
    expect(paths).toEqual([{ paths: ['/films/b.mp4'] }])
    expect(onDesktop.getState().uploads).toEqual([])
    expect(toasts.getState().toasts.map(({ message }) => message)).toContain('Added 1 video')
  })
})

describe('events', () => {
  it('change the stores they concern', async () => {
    const network = fakeNetwork(({ url }) =>
      url.pathname === '/api/v1/videos' && knowsVideos
        ? json({ items: [videoRow('v2'), videoRow('v1')], nextCursor: null })
        : new Promise<Response>(() => undefined),
    )
    let knowsVideos = false
    const stores = createAppStores({ client: createClient(network.fetch), desktop: null, storage: memory() })
    applyEvent(stores, {
      type: 'snapshot',
      seq: 1,
      jobs: [jobRow('j1')],
      stats: { ...emptyStats, videos: 1 },
      models: [modelRow('m1')],
      runtime: readyRuntime,
    })
    expect(stores.status.getState().stats?.videos).toBe(1)
    expect(knownModels(stores.cache).map(({ id }) => id)).toEqual(['m1'])
    expect(stores.cache.getQueryData(queryKeys.runtime)).toMatchObject({ state: 'ready' })
    expect(network.seen.map(({ url }) => url.pathname)).toEqual(['/api/v1/videos'])
    knowsVideos = true
    applyEvent(stores, {
      type: 'delta',
      seq: 2,
      videos: [videoRow('v1'), videoRow('v2')],
      jobs: [jobRow('j2', { videoId: 'v2' })],
    })
    applyEvent(stores, { type: 'delta', seq: 3, models: [modelRow('m1', { state: 'installing' })] })
    expect(knownModels(stores.cache)[0]?.state).toBe('installing')
    stores.selection.getState().select('library', ['v2', 'v1'], 'v2', 'only')
    await eventually(() => expect(stores.library.getState().order).toEqual(['v2', 'v1']))
    applyEvent(stores, { type: 'delta', seq: 4, removedVideoIds: ['v2'] })
    expect(stores.library.getState().order).toEqual(['v1'])
    const live = stores.cache.getQueryData(liveJobsQuery().queryKey) ?? noLiveJobs
    expect([...live.jobs.keys()]).toEqual(['j1'])
    expect(stores.selection.getState().scopes.library.ids.size).toBe(0)
  })
})

describe('what is selected', () => {
  const madeStores = () => {
    const network = fakeNetwork(() => new Promise<Response>(() => undefined))
    return createAppStores({ client: createClient(network.fetch), desktop: null, storage: memory() })
  }
  const answeredBy = (words: string, ids: readonly string[], filter = {}): Answered => ({
    query: { ...emptyQuery, words, filter },
    kind: 'captions',
    results: ids.map((id) =>
      resultOfCaption({
        caption: {
          id,
          videoId: 'v1',
          track: 0,
          index: 0,
          startMs: 0,
          endMs: 1000,
          text: id,
          language: null,
          source: 'sidecar',
        },
        videoTitle: 'Harbour',
        scene: null,
        excerpt: id,
        matches: [],
        videoWidth: 1920,
        videoHeight: 1080,
        score: 0,
      }),
    ),
    total: ids.length,
    candidates: null,
    verdict: null,
    notices: [],
    halves: null,
    videos: [],
    videoCount: 0,
    nextCursor: null,
  })

  it('follows the list of the library, and an undone removal selects what came back', () => {
    const { library, selection } = madeStores()
    library.setState({ order: ['a', 'b', 'c'] })
    selection.getState().select('library', ['a', 'b', 'c'], 'b', 'only')
    library.setState({ order: ['a', 'c'] })
    expect(selection.getState().scopes.library).toEqual(emptySelection)
    library.setState({ order: ['c', 'b', 'a'], restored: ['a', 'b'] })
    expect(selection.getState().scopes.library).toMatchObject({ ids: new Set(['b', 'a']), active: 'b' })
  })

  it('is nothing after a new search, and what is left after a filter or more results', () => {
    const { search, selection } = madeStores()
    const selected = () => [...selection.getState().scopes.search.ids]
    const show = (answered: Answered) => search.setState({ query: answered.query, answered })
    show(answeredBy('rain', ['a', 'b', 'c']))
    selection.getState().selectAll('search', ['a', 'b', 'c'])
    show(answeredBy('rain', ['c', 'a'], { videoIds: ['v1'] }))
    expect(selected()).toEqual(['a', 'c'])
    show(answeredBy('rain', ['c', 'a', 'd'], { videoIds: ['v1'] }))
    expect(selected()).toEqual(['a', 'c'])
    show(answeredBy('wind', ['a', 'c']))
    expect(selection.getState().scopes.search).toEqual(emptySelection)
  })

  it('stays when it is made among the last results while the answer to what was typed since is on its way', () => {
    const { search, selection } = madeStores()
    const late = answeredBy('lighthouse', ['b', 'a'])
    search.setState({ query: late.query, answered: answeredBy('lighthous', ['a', 'b']) })
    selection.getState().select('search', ['a', 'b'], 'b', 'only')
    search.setState({ answered: late })
    expect(selection.getState().scopes.search).toMatchObject({ ids: new Set(['b']), active: 'b' })
    search.setState({ answered: null })
    expect(selection.getState().scopes.search).toEqual(emptySelection)
  })
})

describe('where Back leads to', () => {
  it('is told from a new step', () => {
    const store = createWindowStore()
    const target = new EventTarget()
    const end = new AbortController()
    followHistory(target, store.getState(), end.signal)
    target.dispatchEvent(new Event('popstate'))
    expect(store.getState().isReturning).toBe(true)
    target.dispatchEvent(new Event('pushState'))
    expect(store.getState().isReturning).toBe(false)
    target.dispatchEvent(new Event('popstate'))
    target.dispatchEvent(new Event('replaceState'))
    expect(store.getState().isReturning).toBe(false)
  })
})
