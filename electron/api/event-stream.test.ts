import { EventSourceParserStream } from 'eventsource-parser/stream'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { eventually } from '../../build/fixtures/eventually.ts'
import { eventSchema, type LibraryEvent } from '../contract/index.ts'
import { eventStreamResponse } from './event-stream.ts'
import { createTestApi, type TestApi } from './fixtures/call-api.ts'
import { fakeJob } from './fixtures/fake-library.ts'

const openStream = async (api: TestApi) => {
  const response = await api.call('/api/v1/events')
  if (response.body === null) throw new Error('an event stream has a body')
  return { response, body: response.body }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('the event stream', () => {
  it('begins with a snapshot; deltas follow with their sequence number as id', async () => {
    const api = await createTestApi()
    const { response, body } = await openStream(api)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const reader = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader()
    const next = async () => {
      const { value } = await reader.read()
      return { id: value?.id, event: eventSchema.parse(JSON.parse(value?.data ?? 'null')) }
    }
    expect(await next()).toMatchObject({ id: '1', event: { type: 'snapshot', seq: 1 } })
    api.core.emit({ type: 'delta', seq: 2, jobs: [fakeJob], removedVideoIds: ['a'] })
    api.core.emit({ type: 'delta', seq: 3 })
    expect(await next()).toMatchObject({ id: '2', event: { type: 'delta', jobs: [{ id: 'j1' }] } })
    expect(await next()).toMatchObject({ id: '3' })
    await reader.cancel()
  })

  it('sends heartbeat comments while nothing happens', async () => {
    const api = await createTestApi({ heartbeatMs: 10 })
    const { body } = await openStream(api)
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of body) {
      text += decoder.decode(chunk)
      if (text.split(': alive\n\n').length > 3) break
    }
    expect(text.startsWith('retry: 1000\n\n')).toBe(true)
    await eventually(() => expect(api.core.openStreams()).toBe(0))
  })

  it('is cleaned up when the client cancels', async () => {
    const api = await createTestApi()
    const { body } = await openStream(api)
    const reader = body.getReader()
    await reader.read()
    await reader.read()
    expect(api.core.openStreams()).toBe(1)
    await reader.cancel()
    await eventually(() => expect(api.core.openStreams()).toBe(0))
  })

  it('is cleaned up when the request aborts', async () => {
    const api = await createTestApi()
    const abort = new AbortController()
    const response = await api.call('/api/v1/events', { signal: abort.signal })
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.read()
    expect(api.core.openStreams()).toBe(1)
    abort.abort()
    await eventually(() => expect(api.core.openStreams()).toBe(0))
  })

  it('ends when the host stops', async () => {
    const api = await createTestApi()
    const { body } = await openStream(api)
    const reader = body.getReader()
    await reader.read()
    await reader.read()
    api.stop.abort()
    expect((await reader.read()).done).toBe(true)
    await eventually(() => expect(api.core.openStreams()).toBe(0))
  })

  it('lets a client go that leaves its heartbeats unread', async () => {
    const api = await createTestApi({ heartbeatMs: 1 })
    const { body } = await openStream(api)
    await eventually(() => expect(api.core.openStreams()).toBe(1))
    await eventually(() => expect(api.core.openStreams()).toBe(0))
    const chunks: unknown[] = []
    for await (const chunk of body) chunks.push(chunk)
    expect(chunks.length).toBeLessThan(5)
  })

  it('takes no event from the core before the client has read those before it', async () => {
    let taken = 0
    async function* events(): AsyncGenerator<LibraryEvent> {
      for (;;) {
        taken += 1
        yield { type: 'delta', seq: taken }
      }
    }
    const app = new Hono().get('/', (context) => eventStreamResponse(context, events, [], 60_000))
    const reader = (await app.request('/')).body?.getReader()
    for (let read = 0; read < 5; read += 1) await reader?.read()
    await settled()
    expect(taken).toBeLessThan(10)
    await reader?.cancel()
  })

  it('HEAD opens no stream', async () => {
    const api = await createTestApi()
    const response = await api.call('/api/v1/events', { method: 'HEAD' })
    expect(response.status).toBe(200)
    await settled()
    expect(api.core.openStreams()).toBe(0)
  })
})
