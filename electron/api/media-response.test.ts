import { readdir, readlink, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createTestApi, type TestApi } from './fixtures/call-api.ts'

let api: TestApi
beforeEach(async () => {
  api = await createTestApi()
})

const stream = '/api/v1/videos/v1/stream'
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

describe('a video stream', () => {
  it('comes whole, with its validators', async () => {
    const response = await api.call(stream)
    expect(response.status).toBe(200)
    expect(response.headers.get('accept-ranges')).toBe('bytes')
    expect(response.headers.get('content-type')).toBe('video/mp4')
    expect(response.headers.get('content-length')).toBe('300000')
    expect(response.headers.get('etag')).toBe('"film-0"')
    expect(response.headers.get('cache-control')).toBe('private, no-cache')
    expect((await bytesOf(response)).equals(Buffer.from(api.core.videoBytes))).toBe(true)
  })

  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=100-199', 100, 199],
    ['bytes=200000-', 200_000, 299_999],
    ['bytes=-10', 299_990, 299_999],
    ['bytes=299990-999999', 299_990, 299_999],
    ['bytes=1-299998', 1, 299_998],
  ])('Range %s', async (range, start, end) => {
    const response = await api.call(stream, { headers: { Range: range } })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/300000`)
    expect(response.headers.get('content-length')).toBe(String(end - start + 1))
    expect((await bytesOf(response)).equals(Buffer.from(api.core.videoBytes.subarray(start, end + 1)))).toBe(true)
  })

  it.each(['bytes=300000-', 'bytes=-0'])('Range %s cannot be satisfied', async (range) => {
    const response = await api.call(stream, { headers: { Range: range } })
    expect(response.status).toBe(416)
    expect(response.headers.get('content-range')).toBe('bytes */300000')
    expect(await response.json()).toMatchObject({ error: { code: 'range_not_satisfiable' } })
  })

  it.each([
    ['"film-0"', 206],
    ['"other"', 200],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 200],
  ])('If-Range %s → %i', async (tag, status) => {
    const response = await api.call(stream, { headers: { Range: 'bytes=0-9', 'If-Range': tag } })
    expect(response.status).toBe(status)
    await response.body?.cancel()
  })

  it('several ranges are answered with the whole', async () => {
    const response = await api.call(stream, { headers: { Range: 'bytes=0-1,5-6' } })
    expect(response.status).toBe(200)
    expect(await bytesOf(response)).toHaveLength(300_000)
  })

  it.each(['"film-0"', 'W/"film-0"', '*'])('If-None-Match %s → 304', async (tag) => {
    const response = await api.call(stream, { headers: { 'If-None-Match': tag, Range: 'bytes=0-9' } })
    expect(response.status).toBe(304)
    expect(response.headers.get('etag')).toBe('"film-0"')
    expect(await response.text()).toBe('')
  })

  it('HEAD tells the length without the bytes, and ignores Range', async () => {
    const response = await api.call(stream, { method: 'HEAD', headers: { Range: 'bytes=0-9' } })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-length')).toBe('300000')
    expect(await response.text()).toBe('')
  })

  it('a file that is gone or shorter than recorded is not found, never half an answer', async () => {
    expect((await api.call('/api/v1/videos/short/stream')).status).toBe(404)
    await rm(join(api.core.libraryPath, 'film.mp4'))
    const response = await api.call(stream)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'not_found' } })
  })
})

describe.runIf(process.platform === 'linux')('open files', () => {
  const opened = async () => {
    const path = join(api.core.libraryPath, 'film.mp4')
    const names = await readdir('/proc/self/fd')
    const targets = await Promise.all(names.map((name) => readlink(join('/proc/self/fd', name)).catch(() => '')))
    return targets.filter((target) => target === path).length
  }
  const read = async (response: Response) => {
    const reader = response.body?.getReader()
    const first = await reader?.read()
    return { reader, bytes: first?.value?.byteLength ?? 0 }
  }

  it('are read only as fast as the client takes, and closed at the end', async () => {
    const { reader, bytes } = await read(await api.call(stream))
    expect(bytes).toBeGreaterThan(0)
    expect(bytes).toBeLessThanOrEqual(256 * 1024)
    expect(await opened()).toBe(1)
    while ((await reader?.read())?.done === false);
    expect(await opened()).toBe(0)
  })

  it('are closed when the client goes away', async () => {
    const { reader } = await read(await api.call(stream))
    await reader?.cancel()
    expect(await opened()).toBe(0)
  })

  it('are closed after HEAD, 304, 416 and small answers', async () => {
    await api.call(stream, { method: 'HEAD' })
    await api.call(stream, { headers: { 'If-None-Match': '*' } })
    await api.call(stream, { headers: { Range: 'bytes=900000-' } })
    await bytesOf(await api.call('/api/v1/scenes/s1/keyframe'))
    expect(await opened()).toBe(0)
  })
})

describe('pictures', () => {
  it.each([
    ['/api/v1/scenes/s1/keyframe', 1000, 2000],
    ['/api/v1/videos/v1/poster?frame=77', 3000, 500],
    ['/api/v1/videos/v1/filmstrip/0', 4000, 100],
  ])('%s is a slice of a pack, cached for ever', async (path, offset, length) => {
    const response = await api.call(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    expect(response.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    const expected = Buffer.from(api.core.videoBytes.subarray(offset, offset + length))
    expect((await bytesOf(response)).equals(expected)).toBe(true)
  })

  it.each(['', '?frame=78', '?frame=', '?frame=77x'])(
    'whose URL names no frame or another one (%j) are asked for again',
    async (query) => {
      const response = await api.call(`/api/v1/videos/v1/poster${query}`)
      expect(response.headers.get('cache-control')).toBe('private, no-cache')
    },
  )

  it.each([
    '/api/v1/scenes/other/keyframe',
    '/api/v1/scenes/..%2f..%2fetc%2fpasswd/keyframe',
    '/api/v1/scenes/%2e%2e/keyframe',
    '/api/v1/scenes//etc/passwd/keyframe',
    '/api/v1/videos/..%5c..%5cwindows/stream',
    '/api/v1/videos/v1%00/stream',
    '/api/v1/videos/v1/filmstrip/1',
    '/api/v1/videos/v1/filmstrip/-1',
    '/api/v1/videos/v1/filmstrip/0.jpg',
    '/api/v1/videos/v1/filmstrip/..%2ffilm.mp4',
    '/api/v1/videos/v1/filmstrip/9999999',
  ])('%s → 404', async (path) => {
    expect((await api.call(path)).status).toBe(404)
  })
})

describe('a proxy', () => {
  it('is announced while it is made, then served with ranges', async () => {
    const making = await api.call('/api/v1/videos/v1/proxy')
    expect(making.status).toBe(202)
    expect(making.headers.get('retry-after')).toBe('1')
    expect(await making.json()).toEqual({ state: 'making', progress: 0.25 })
    api.core.setProxy('ready')
    const ready = await api.call('/api/v1/videos/v1/proxy', { headers: { Range: 'bytes=0-9' } })
    expect(ready.status).toBe(206)
    expect(await bytesOf(ready)).toHaveLength(10)
  })
})
