import { describe, expect, it, vi } from 'vitest'
import type { Scene } from '../../electron/contract/index.ts'
import { createClient } from '../client/client.ts'
import { fakeNetwork, json, videoDetails } from '../client/fixtures/fake-core.ts'
import { createDetailsStore } from './details-store.ts'
import { createFilmStore, noMarks } from './film-store.ts'
import { createJobStore } from './job-store.ts'
import { createToastStore } from './toast-store.ts'

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

const makeFilms = (sceneCount: number, refusesCuts = false) => {
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
    return json({ items: [], nextCursor: null })
  })
  const client = createClient(network.fetch)
  const toasts = createToastStore()
  const details = createDetailsStore(client)
  const jobs = createJobStore(client, toasts.getState)
  const films = createFilmStore(client, { toasts: toasts.getState, details: details.getState, jobs: jobs.getState })
  const film = () => films.getState().films.get('v1')
  return { films, film, toasts, details, network }
}

describe('the film on show', () => {
  it('reads every page of its scenes', async () => {
    const { films, film } = makeFilms(1203)
    films.getState().open('v1')
    await vi.waitFor(() => expect(film()?.scenes.status).toBe('ready'))
    expect(film()?.scenes.items.map((scene) => scene.index)).toEqual(Array.from({ length: 1203 }, (_, index) => index))
  })

  it('keeps marks and place when it is left, and reads its scenes again when it is opened', async () => {
    const { films, film } = makeFilms(4)
    const leave = films.getState().open('v1')
    await vi.waitFor(() => expect(film()?.scenes.status).toBe('ready'))
    films.getState().setMarks('v1', { inMs: 100, outMs: 900 })
    films.getState().setPlace('v1', 500)
    leave()
    expect(film()).toMatchObject({ marks: { inMs: 100, outMs: 900 }, placeMs: 500, scenes: { items: [] } })
    films.getState().open('v1')
    await vi.waitFor(() => expect(film()?.scenes.items).toHaveLength(4))
  })

  it('is not read again for others, nor when it is not on show', async () => {
    const { films, film, network } = makeFilms(4)
    const leave = films.getState().open('v1')
    await vi.waitFor(() => expect(film()?.scenes.status).toBe('ready'))
    const before = network.seen.length
    films.getState().refresh(['v2'])
    leave()
    films.getState().refresh(['v1'])
    expect(network.seen).toHaveLength(before)
  })

  it('shows the new scenes after it was cut again', async () => {
    const { films, film, details } = makeFilms(10)
    films.getState().open('v1')
    await vi.waitFor(() => expect(film()?.scenes.items).toHaveLength(10))
    expect(await films.getState().recut('v1', null)).toBe(true)
    await vi.waitFor(() => expect(film()?.scenes.items).toHaveLength(3))
    expect(details.getState().entries.get('v1')?.status).toBe('ready')
    expect(film()?.marks).toEqual(noMarks)
  })

  it('says why it could not be cut again and keeps its scenes', async () => {
    const { films, film, toasts } = makeFilms(10, true)
    films.getState().open('v1')
    await vi.waitFor(() => expect(film()?.scenes.items).toHaveLength(10))
    expect(await films.getState().recut('v1', null)).toBe(false)
    expect(toasts.getState().toasts[0]).toMatchObject({ tone: 'problem', message: 'Not now.', detail: 'Wait.' })
    expect(film()?.scenes.items).toHaveLength(10)
  })
})
