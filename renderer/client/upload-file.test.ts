import { describe, expect, it } from 'vitest'
import { createClient } from './client.ts'
import { fakeNetwork, json, type SeenRequest } from './fixtures/fake-core.ts'
import { contentRange, uploadFile } from './upload-file.ts'

const policy = { chunkBytes: 4, maxAttempts: 3, backOffMs: () => 0 }
const text = 'abcdefghij'

/** A core that keeps what it was sent; `fault` may answer a PUT itself, after taking only some of its bytes. */
const uploadingCore = (fault: (put: number, take: (bytes: number) => Promise<void>) => Promise<Response | null>) => {
  let received = ''
  let puts = 0
  let cancelled = 0
  const state = () => ({
    id: 'u1',
    name: 'clip.mp4',
    sizeBytes: text.length,
    offset: received.length,
    ...(received.length === text.length
      ? { import: { path: '/library/originals/b/clip.mp4', outcome: 'added', videoId: 'v1' } }
      : {}),
  })
  const network = fakeNetwork(async (request: SeenRequest) => {
    if (request.method === 'POST') return json(state(), 201)
    if (request.method === 'GET') return json(state())
    if (request.method === 'DELETE') {
      cancelled += 1
      return new Response(null, { status: 204 })
    }
    puts += 1
    const chunk = request.body instanceof Blob ? await request.body.text() : ''
    const start = Number(/bytes (\d+)-/.exec(request.headers.get('content-range') ?? '')?.[1])
    if (start !== received.length) {
      return json({ error: { code: 'conflict', message: `Expected byte ${received.length}` } }, 409)
    }
    const faulty = await fault(puts, async (bytes) => {
      received += chunk.slice(0, bytes)
    })
    if (faulty !== null) return faulty
    received += chunk
    return json(state())
  })
  return {
    network,
    client: createClient(network.fetch),
    received: () => received,
    cancelled: () => cancelled,
    puts: () => puts,
  }
}

const send = (core: ReturnType<typeof uploadingCore>, signal = new AbortController().signal) => {
  const progress: number[] = []
  return {
    progress,
    result: uploadFile(
      core.client,
      {
        file: new Blob([text]),
        name: 'clip.mp4',
        batch: 'b1',
        lastModifiedMs: 5,
        onProgress: (offset) => progress.push(offset),
        signal,
      },
      policy,
    ),
  }
}

describe('upload', () => {
  it('writes ranges with an inclusive end', () => {
    expect(contentRange(4, 8, 10)).toBe('bytes 4-7/10')
  })

  it('sends a file in chunks with their ranges and announces its batch', async () => {
    const core = uploadingCore(async () => null)
    const { result, progress } = send(core)
    expect(await result).toMatchObject({ ok: true, value: { offset: 10, import: { outcome: 'added' } } })
    expect(core.received()).toBe(text)
    expect(progress).toEqual([4, 8, 10])
    expect(core.network.seen[0]?.body).toEqual({ name: 'clip.mp4', sizeBytes: 10, lastModifiedMs: 5, batch: 'b1' })
    const ranges = core.network.seen
      .filter(({ method }) => method === 'PUT')
      .map(({ headers }) => headers.get('content-range'))
    expect(ranges).toEqual(['bytes 0-3/10', 'bytes 4-7/10', 'bytes 8-9/10'])
  })

  it('goes on from the offset of the core when the connection breaks in the middle of a chunk', async () => {
    const core = uploadingCore(async (put, take) => {
      if (put !== 2) return null
      await take(3)
      throw new TypeError('network')
    })
    const { result, progress } = send(core)
    expect((await result).ok).toBe(true)
    expect(core.received()).toBe(text)
    expect(progress).toEqual([4, 7, 10])
  })

  it('goes on after a conflict', async () => {
    const core = uploadingCore(async (put, take) => {
      if (put !== 1) return null
      // The bytes arrived, but their answer was lost and the chunk is counted as refused.
      await take(4)
      return json({ error: { code: 'conflict', message: 'Busy' } }, 409)
    })
    expect((await send(core).result).ok).toBe(true)
    expect(core.received()).toBe(text)
  })

  it('gives up after as many fruitless attempts as allowed', async () => {
    const core = uploadingCore(async () => json({ error: { code: 'unavailable', message: 'Not now' } }, 503))
    expect(await send(core).result).toMatchObject({ ok: false, error: { kind: 'refused', code: 'unavailable' } })
    expect(core.puts()).toBe(policy.maxAttempts)
  })

  it('does not try again when trying cannot help', async () => {
    const core = uploadingCore(async () => json({ error: { code: 'disk_full', message: 'The disk is full.' } }, 507))
    expect(await send(core).result).toMatchObject({ ok: false, error: { code: 'disk_full' } })
    expect(core.puts()).toBe(1)
  })

  it('tells the core to forget an upload that the person gave up', async () => {
    const abort = new AbortController()
    const core = uploadingCore(async (put) => {
      if (put === 2) abort.abort()
      return null
    })
    expect(await send(core, abort.signal).result).toEqual({ ok: false, error: { kind: 'aborted' } })
    expect(core.cancelled()).toBe(1)
  })
})
