import { environmentManager, QueryObserver } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import { eventually } from '../../build/fixtures/eventually.ts'
import type { Scene } from '../../electron/contract/index.ts'
import { createClient } from '../client/client.ts'
import { fakeNetwork, json, videoDetails } from '../client/fixtures/fake-core.ts'
import { createQueryCache } from '../queries/core-query.ts'
import { createEventUpdates } from '../queries/event-updates.ts'
import { detailsQuery, knownDetails, proxyQuery, scenesQuery } from '../queries/video-queries.ts'
import { createToastStore } from './toast-store.ts'
import { createVideoActions } from './video-actions.ts'

// Outside a browser, TanStack Query asks nothing again by itself.
environmentManager.setIsServer(() => false)

const sceneRow = (index: number): Scene => ({
  id: `s${index}`,
  videoId: 'v1',
  index,
  startFrame: index * 25,
  endFrame: (index + 1) * 25,
  startMs: index * 1000,
  endMs: (index + 1) * 1000,
  keyframeUrl: null,
  keyframeMs: index * 1000,
  gradual: false,
  captionExcerpt: null,
})

const makeVideo = (sceneCount: number, refusesCuts = false) => {
  const state = { sceneCount }
  const network = fakeNetwork((request) => {
    if (request.url.pathname.endsWith('/scenes')) {
      const limit = Number(request.url.searchParams.get('limit'))
      const start = Number(request.url.searchParams.get('cursor') ?? 0)
      const end = Math.min(state.sceneCount, start + limit)
      return json({
        items: Array.from({ length: end - start }, (_, index) => sceneRow(start + index)),
        nextCursor: end < state.sceneCount ? String(end) : null,
      })
    }
    if (request.method === 'PATCH') {
      if (refusesCuts) return json({ error: { code: 'conflict', message: 'Not now.', remedy: 'Wait.' } }, 409)
      state.sceneCount = 3
      return json(videoDetails('v1'))
    }
    return json(videoDetails(request.url.pathname.split('/').at(-1) ?? ''))
  })
  const client = createClient(network.fetch)
  const cache = createQueryCache()
  const toasts = createToastStore()
  const actions = createVideoActions(client, cache, toasts.getState)
  const update = createEventUpdates(cache)
  const scenesChanged = (videoId: string): void => update({ type: 'delta', seq: 1, scenesChanged: [videoId] })
  /** Shows the scenes until the answer is called. */
  const show = (): (() => void) => new QueryObserver(cache, scenesQuery(client, 'v1')).subscribe(() => undefined)
  const scenes = () => cache.getQueryData(scenesQuery(client, 'v1').queryKey)
  return { actions, cache, client, network, scenes, scenesChanged, show, toasts }
}

describe('scenes of the video on show', () => {
  it('are read page by page until all are there', async () => {
    const { show, scenes } = makeVideo(1203)
    show()
    await eventually(() => expect(scenes()?.isComplete).toBe(true))
    expect(scenes()?.items.map((scene) => scene.index)).toEqual(Array.from({ length: 1203 }, (_, index) => index))
  })

  it('show what was read so far the first time, and stay whole while they are read again', async () => {
    const { show, scenes, scenesChanged, cache } = makeVideo(1203)
    const lengths: number[] = []
    cache.getQueryCache().subscribe(() => {
      const length = scenes()?.items.length
      if (length !== undefined && length !== lengths.at(-1)) lengths.push(length)
    })
    show()
    await eventually(() => expect(scenes()?.isComplete).toBe(true))
    scenesChanged('v1')
    await eventually(() => expect(cache.isFetching()).toBe(0))
    expect(lengths).toEqual([500, 1000, 1203])
  })

  it('are read on when the page is opened again after it was left half way', async () => {
    const { show, scenes, cache } = makeVideo(1203)
    const leave = show()
    await eventually(() => expect(scenes()?.items.length).toBeGreaterThan(0))
    leave()
    await eventually(() => expect(cache.isFetching()).toBe(0))
    show()
    await eventually(() => expect(scenes()?.items).toHaveLength(1203))
  })

  it('are not read again for others, nor when they are not on show', async () => {
    const { show, scenes, scenesChanged, network } = makeVideo(4)
    const leave = show()
    await eventually(() => expect(scenes()?.isComplete).toBe(true))
    const before = network.seen.length
    scenesChanged('v2')
    leave()
    scenesChanged('v1')
    expect(network.seen).toHaveLength(before)
    expect(scenes()).toBeUndefined()
  })

  it('are the new ones after it was cut again', async () => {
    const { show, scenes, actions, cache } = makeVideo(10)
    show()
    await eventually(() => expect(scenes()?.items).toHaveLength(10))
    expect(await actions.recut('v1', null)).toBe(true)
    await eventually(() => expect(scenes()?.items).toHaveLength(3))
    expect(knownDetails(cache, 'v1')?.id).toBe('v1')
  })

  it('stay, with the reason told, when it could not be cut again', async () => {
    const { show, scenes, actions, toasts } = makeVideo(10, true)
    show()
    await eventually(() => expect(scenes()?.items).toHaveLength(10))
    expect(await actions.recut('v1', null)).toBe(false)
    expect(toasts.getState().toasts[0]).toMatchObject({ tone: 'problem', message: 'Not now.', detail: 'Wait.' })
    expect(scenes()?.items).toHaveLength(10)
  })
})

describe('details', () => {
  it('are read once, again when they changed while on show, and forgotten otherwise', async () => {
    const { actions, cache, client, network, scenesChanged } = makeVideo(0)
    const leave = new QueryObserver(cache, detailsQuery(client, 'a')).subscribe(() => undefined)
    actions.prefetch('a')
    actions.prefetch('b')
    await eventually(() => expect(knownDetails(cache, 'b')).not.toBeNull())
    expect(network.seen).toHaveLength(2)
    scenesChanged('a')
    scenesChanged('b')
    expect(knownDetails(cache, 'b')).toBeNull()
    expect(knownDetails(cache, 'a')).not.toBeNull()
    await eventually(() => expect(network.seen).toHaveLength(3))
    leave()
    scenesChanged('a')
    expect(knownDetails(cache, 'a')).toBeNull()
  })
})

describe('proxies', () => {
  it('are waited for with their progress', async () => {
    const answers = [() => json({ state: 'making', progress: 0.4 }, 202), () => new Response('x', { status: 206 })]
    let asked = 0
    const network = fakeNetwork(() => answers[asked++]?.() ?? new Response(null, { status: 500 }))
    const cache = createQueryCache()
    const query = proxyQuery(createClient(network.fetch), '/api/v1/videos/v/proxy')
    const seen = () => cache.getQueryData(query.queryKey)
    const stop = new QueryObserver(cache, query).subscribe(() => undefined)
    await eventually(() => expect(seen()).toEqual({ state: 'making', progress: 0.4 }))
    await eventually(() => expect(seen()).toEqual({ state: 'ready' }))
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect(asked).toBe(2)
    stop()
  })

  it('say why they cannot be made, and are asked for no more until tried again', async () => {
    let asked = 0
    const network = fakeNetwork(() => {
      asked += 1
      return asked === 1
        ? json({ error: { code: 'disk_full', message: 'Full.' } }, 507)
        : new Response('x', { status: 206 })
    })
    const cache = createQueryCache()
    const observer = new QueryObserver(cache, proxyQuery(createClient(network.fetch), '/api/v1/videos/v/proxy'))
    const stop = observer.subscribe(() => undefined)
    await eventually(() => expect(observer.getCurrentResult().error?.failure).toMatchObject({ message: 'Full.' }))
    await observer.refetch()
    expect(observer.getCurrentResult().data).toEqual({ state: 'ready' })
    expect(asked).toBe(2)
    stop()
  })
})
