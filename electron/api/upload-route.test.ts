import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createTestApi, type TestApi, type TestBody } from './fixtures/call-api.ts'
import { planUpload } from './upload-route.ts'

let api: TestApi
const film = new Uint8Array(randomBytes(3_000_000))
beforeEach(async () => {
  api = await createTestApi()
  await api.call('/api/v1/uploads', { method: 'POST', json: { name: 'a.mp4', sizeBytes: film.length } })
})

const put = (body: TestBody | undefined, headers: Readonly<Record<string, string>> = {}, id = 'u1') =>
  api.call(`/api/v1/uploads/${id}`, { method: 'PUT', headers, ...(body === undefined ? {} : { body }) })

const chunked = (bytes: Uint8Array, onPull: () => void = () => undefined) => {
  let position = 0
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        onPull()
        if (position >= bytes.length) return controller.close()
        controller.enqueue(bytes.subarray(position, position + 65_536))
        position += 65_536
      },
    },
    { highWaterMark: 0 },
  )
}

const stored = async () => await readFile(join(api.core.libraryPath, 'u1'))

describe('a file in one request', () => {
  const post = (name: string, body: TestBody, headers: Readonly<Record<string, string>> = {}) =>
    api.call(`/api/v1/uploads${name}`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/octet-stream', ...headers },
    })

  it('is announced and stored', async () => {
    const response = await post('?name=whole.mp4', chunked(film), { 'Content-Length': String(film.length) })
    expect(response.status).toBe(201)
    const upload = (await response.json()) as { readonly id: string }
    expect(upload).toMatchObject({ name: 'whole.mp4', offset: film.length, sizeBytes: film.length })
    expect((await readFile(join(api.core.libraryPath, upload.id))).equals(Buffer.from(film))).toBe(true)
  })

  it('needs its name and its length, and may not be longer', async () => {
    expect((await post('', chunked(film), { 'Content-Length': '10' })).status).toBe(400)
    expect((await post('?name=a.mp4', chunked(film))).status).toBe(400)
    expect((await post('?name=a.mp4', chunked(film), { 'Content-Length': '10' })).status).toBe(413)
  })
})

describe('an upload', () => {
  it('needs a body: none is not the end of the file', async () => {
    for (const body of [undefined, new Uint8Array(), chunked(new Uint8Array())]) {
      const response = await put(body)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('no body') } })
    }
  })

  it('takes more than the JSON limit as a stream', async () => {
    const response = await put(chunked(film))
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ id: 'u1', offset: film.length, sizeBytes: film.length })
    expect((await stored()).equals(Buffer.from(film))).toBe(true)
  })

  it('goes on part by part', async () => {
    const half = film.length / 2
    const first = await put(film.slice(0, half), { 'Content-Range': `bytes 0-${half - 1}/${film.length}` })
    expect(await first.json()).toMatchObject({ offset: half })
    const second = await put(film.slice(half), { 'Content-Range': `bytes ${half}-/${film.length}` })
    expect(await second.json()).toMatchObject({ offset: film.length })
    expect((await stored()).equals(Buffer.from(film))).toBe(true)
  })

  it('tells the offset when bytes are repeated or left out', async () => {
    await put(film.slice(0, 1000), { 'Content-Range': `bytes 0-999/${film.length}` })
    for (const start of [0, 999, 2000]) {
      const response = await put(film.slice(start, start + 10), {
        'Content-Range': `bytes ${start}-${start + 9}/${film.length}`,
      })
      expect(response.status).toBe(409)
      expect(await response.json()).toMatchObject({ error: { code: 'conflict', details: { offset: 1000 } } })
    }
    expect(await stored()).toHaveLength(1000)
  })

  it('keeps what came when the client broke off, and goes on from there', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(film.slice(0, 5000)),
      pull: (controller) => controller.error(new Error('connection reset')),
    })
    expect((await put(broken)).status).toBeGreaterThanOrEqual(400)
    const now = (await (await api.call('/api/v1/uploads/u1')).json()) as { readonly offset: number }
    const rest = film.slice(now.offset)
    const response = await put(rest, { 'Content-Range': `bytes ${now.offset}-/${film.length}` })
    expect(await response.json()).toMatchObject({ offset: film.length })
    expect((await stored()).equals(Buffer.from(film))).toBe(true)
  })

  it('stops reading when more comes than was announced', async () => {
    let pulls = 0
    const endless = chunked(new Uint8Array(100_000_000), () => {
      pulls += 1
    })
    const response = await put(endless)
    expect(response.status).toBe(413)
    expect(pulls).toBeLessThan(60)
    expect((await stored()).length).toBeLessThanOrEqual(film.length)
  })

  it('is written as it comes, never collected first', async () => {
    const sizes: number[] = []
    const body = chunked(film, () => {
      sizes.push(pulls)
      pulls += 1
    })
    let pulls = 0
    let ahead = 0
    const append = api.core.uploads.append
    Object.assign(api.core.uploads, {
      append: async (...call: Parameters<typeof append>) => {
        const reader = call[2].getReader()
        await reader.read()
        await new Promise((resolve) => setTimeout(resolve, 30))
        ahead = pulls
        await reader.cancel()
        return await api.core.uploads.get('u1')
      },
    })
    await put(body)
    expect(ahead).toBeLessThanOrEqual(3)
  })

  it.each([
    ['bytes 0-9/10', 400],
    ['bytes 0-3000000/3000001', 400],
    ['bytes 0-9', 400],
    ['nonsense', 400],
    ['bytes 5-2/3000000', 400],
  ])('Content-Range %s → %i', async (range, status) => {
    expect((await put(film.slice(0, 10), { 'Content-Range': range })).status).toBe(status)
  })

  it('without a body is refused', async () => {
    expect((await put(undefined)).status).toBe(400)
  })

  it.each(['other', '..%2fu1', '%2fetc%2fpasswd'])('%s is no upload', async (id) => {
    expect((await put(film.slice(0, 10), {}, id)).status).toBe(404)
  })
})

describe('planUpload', () => {
  const upload = { offset: 10, sizeBytes: 100 }
  it.each([
    [{ first: 10, last: 19, size: 100 }, 10, { ok: true, value: { offset: 10, length: 10 } }],
    [{ first: 10, last: null, size: null }, null, { ok: true, value: { offset: 10, length: 90 } }],
    [{ first: 10, last: 19, size: 100 }, 11, { ok: false, error: { code: 'payload_too_large' } }],
    [{ first: 10, last: 19, size: 100 }, 9, { ok: false, error: { code: 'bad_request' } }],
    [{ first: 10, last: null, size: 100 }, 5, { ok: true, value: { offset: 10, length: 90 } }],
    [{ first: 9, last: 19, size: 100 }, 11, { ok: false, error: { code: 'conflict', details: { offset: 10 } } }],
    [{ first: 10, last: 100, size: null }, null, { ok: false, error: { code: 'bad_request' } }],
    [{ first: 10, last: 19, size: 99 }, 10, { ok: false, error: { code: 'bad_request' } }],
  ])('%j, Content-Length %j', (range, contentLength, expected) => {
    expect(planUpload(upload, range, contentLength)).toMatchObject(expected)
  })
})
