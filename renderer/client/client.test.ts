import { describe, expect, it } from 'vitest'
import { createClient } from './client.ts'
import { describeClientError } from './client-error.ts'
import { fakeNetwork, json, videoDetails, videoRow } from './fixtures/fake-core.ts'

const signal = (): AbortSignal => new AbortController().signal

describe('client', () => {
  it('fills paths and queries and answers parsed values', async () => {
    const network = fakeNetwork(() => json({ items: [videoRow('a')], nextCursor: 'next' }))
    const answer = await createClient(network.fetch).call(
      'listVideos',
      { query: { sort: 'title', order: 'asc', limit: 10, name: 'a b&c' } },
      signal(),
    )
    expect(answer).toEqual({ ok: true, value: { items: [videoRow('a')], nextCursor: 'next' } })
    expect(network.seen[0]?.url.pathname).toBe('/api/v1/videos')
    expect(network.seen[0]?.url.searchParams.get('name')).toBe('a b&c')
    expect(network.seen[0]?.headers.has('content-type')).toBe(false)
  })

  it('sends bodies as JSON and drops unknown fields of answers', async () => {
    const network = fakeNetwork(() => json({ ...videoDetails('a'), later: 'field' }))
    const answer = await createClient(network.fetch).call(
      'patchVideo',
      { params: { id: 'a' }, body: { title: 'New' } },
      signal(),
    )
    expect(answer.ok && 'later' in answer.value).toBe(false)
    expect(network.seen[0]).toMatchObject({ method: 'PATCH', body: { title: 'New' } })
    expect(network.seen[0]?.headers.get('content-type')).toBe('application/json')
  })

  it('reads an empty answer as null', async () => {
    const network = fakeNetwork(() => new Response(null, { status: 204 }))
    expect(await createClient(network.fetch).call('deleteVideo', { params: { id: 'a' } }, signal())).toEqual({
      ok: true,
      value: null,
    })
  })

  it('turns a refusal into a value with its remedy', async () => {
    const network = fakeNetwork(() =>
      json({ error: { code: 'not_found', message: 'There is no such video.', remedy: 'Go back.' } }, 404),
    )
    const answer = await createClient(network.fetch).call('getVideo', { params: { id: 'a' } }, signal())
    expect(answer.ok).toBe(false)
    if (answer.ok) return
    expect(answer.error).toEqual({
      kind: 'refused',
      status: 404,
      code: 'not_found',
      message: 'There is no such video.',
      remedy: 'Go back.',
    })
    expect(describeClientError(answer.error)).toEqual({ message: 'There is no such video.', remedy: 'Go back.' })
  })

  it.each([
    ['an answer that breaks the contract', () => json({ items: [{ id: 1 }], nextCursor: null })],
    ['an answer that is no JSON', () => new Response('<html>', { status: 200 })],
    ['a refusal that is no JSON', () => new Response('Bad gateway', { status: 502 })],
  ])('says that it does not understand %s', async (_, answer) => {
    const result = await createClient(fakeNetwork(answer).fetch).call('listVideos', { query: {} }, signal())
    expect(result).toMatchObject({ ok: false, error: { kind: 'unexpected-answer' } })
  })

  it('tells an abort of the caller from a core that is gone', async () => {
    const abort = new AbortController()
    const client = createClient(fakeNetwork(() => new Promise<Response>(() => undefined)).fetch)
    const pending = client.call('stats', {}, abort.signal)
    abort.abort()
    expect(await pending).toEqual({ ok: false, error: { kind: 'aborted' } })
    const gone = createClient(() => Promise.reject(new TypeError('Failed to fetch')))
    expect(await gone.call('stats', {}, signal())).toMatchObject({ ok: false, error: { kind: 'offline' } })
  })
})
