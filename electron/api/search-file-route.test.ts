import { beforeEach, describe, expect, it } from 'vitest'
import { apiErrorSchema, searchResponseSchema } from '../contract/index.ts'
import { createTestApi, type TestApi, type TestBody } from './fixtures/call-api.ts'
import { maxSearchFileBytes, searchByFile } from './search-file-route.ts'

let api: TestApi
beforeEach(async () => {
  api = await createTestApi()
})

const picture = Uint8Array.from({ length: 5000 }, (_, at) => (at * 7 + 1) % 256)

const post = (path: string, body: TestBody | undefined, headers: Readonly<Record<string, string>> = {}) =>
  api.call(`/api/v1/search/${path}`, { method: 'POST', headers, ...(body === undefined ? {} : { body }) })

/** A form as a browser sends it. */
const form = async (fields: Readonly<Record<string, Blob | string>>, name = 'dog.png') => {
  const data = new FormData()
  for (const [field, value] of Object.entries(fields)) {
    if (typeof value === 'string') data.append(field, value)
    else data.append(field, value, name)
  }
  const encoded = new Response(data)
  return {
    body: new Uint8Array(await encoded.arrayBuffer()),
    headers: { 'Content-Type': encoded.headers.get('content-type') ?? '' },
  }
}

const errorOf = async (response: Response) => apiErrorSchema.parse(await response.json()).error

describe.each(['similar-to-image', 'similar-to-audio'])('%s', (path) => {
  it.each(['image/png', 'audio/wav', 'application/octet-stream', 'application/json', 'text/plain', ''])(
    'takes a body of the type %j as the file',
    async (type) => {
      const response = await post(path, picture, { 'Content-Type': type })
      expect(response.status).toBe(200)
      expect(searchResponseSchema.parse(await response.json()).items).toHaveLength(1)
      expect(response.headers.get('cache-control')).toBe('no-store')
      const [asked] = api.core.searched
      expect(Buffer.from(asked?.file?.bytes ?? []).equals(Buffer.from(picture))).toBe(true)
      expect(asked?.request).toMatchObject({ fusion: 'calibrated', offset: 0 })
    },
  )

  it('takes the rest of the search in the query', async () => {
    const search = encodeURIComponent(JSON.stringify({ query: 'räder', weights: { visual: 0.5 }, limit: 7 }))
    expect((await post(`${path}?search=${search}&name=a.jpg`, picture)).status).toBe(200)
    expect(api.core.searched).toMatchObject([
      { request: { query: 'räder', weights: { visual: 0.5 }, limit: 7 }, file: { name: 'a.jpg' } },
    ])
  })

  it('takes a form with a file, and the rest of the search beside it', async () => {
    const { body, headers } = await form({ search: '{"not":"cats"}', file: new Blob([picture]) })
    const response = await post(`${path}?search=${encodeURIComponent('{"not":"dogs"}')}`, body, headers)
    expect(response.status).toBe(200)
    const [asked] = api.core.searched
    expect(asked).toMatchObject({ request: { not: 'cats' }, file: { name: 'dog.png' } })
    expect(Buffer.from(asked?.file?.bytes ?? []).equals(Buffer.from(picture))).toBe(true)
    const alone = await form({ file: new Blob([picture]) })
    await post(`${path}?search=${encodeURIComponent('{"not":"dogs"}')}`, alone.body, alone.headers)
    expect(api.core.searched[1]).toMatchObject({ request: { not: 'dogs' } })
  })

  it('says what is wrong with the rest of the search', async () => {
    const asked = (search: string) => post(`${path}?search=${encodeURIComponent(search)}`, picture)
    const broken = await asked('{"query"')
    expect(broken.status).toBe(400)
    expect(await errorOf(broken)).toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('query.search'),
    })
    const wrong = await asked('{"weights":{"visual":2}}')
    expect(wrong.status).toBe(400)
    const error = await errorOf(wrong)
    expect(error.message).toContain('query.search.weights.visual')
    expect(error.remedy).toContain('openapi')
    const { body, headers } = await form({ file: new Blob([picture]), search: '{"limit":0}' })
    expect((await errorOf(await post(path, body, headers))).message).toContain('body.search.limit')
    expect(api.core.searched).toEqual([])
  })

  it('needs a file', async () => {
    const empty = await form({ file: new Blob([]) })
    const none = await form({ search: '{}' })
    const text = await form({ file: 'no file' })
    const responses = [
      await post(path, undefined),
      await post(path, new Uint8Array()),
      await post(path, empty.body, empty.headers),
      await post(path, none.body, none.headers),
      await post(path, text.body, text.headers),
      await post(path, picture, { 'Content-Type': 'multipart/form-data; boundary=none' }),
      await post(path, picture, { 'Content-Type': 'multipart/form-data' }),
    ]
    for (const response of responses) {
      expect(response.status).toBe(400)
      expect((await errorOf(response)).remedy).toContain('"file"')
    }
  })

  it('refuses more than 64 MB, announced or not', async () => {
    const announced = await post(path, picture, { 'Content-Length': String(maxSearchFileBytes + 1) })
    expect(announced.status).toBe(413)
    expect((await errorOf(announced)).remedy).toContain('Send')
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1_000_000
        controller.enqueue(new Uint8Array(1_000_000).fill(1))
      },
    })
    expect((await post(path, endless)).status).toBe(413)
    expect(sent).toBeLessThan(maxSearchFileBytes + 10_000_000)
  })

  it('passes on why a file cannot be read', async () => {
    const response = await post(path, new Uint8Array(10))
    expect(response.status).toBe(415)
    expect(await errorOf(response)).toEqual({
      code: 'unsupported_media',
      message: 'That is no picture.',
      remedy: 'Send one.',
    })
  })
})

describe('many large files at once', () => {
  const megabytes = 20
  const block = new Uint8Array(1_000_000)
  const busy = { ok: false, error: { code: 'unavailable', message: 'busy' } } as const
  /** A request whose body is made as it is read. */
  const largeRequest = (onRead: () => void, signal = new AbortController().signal): Request => {
    let left = megabytes
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          onRead()
          left -= 1
          if (left < 0) controller.close()
          else controller.enqueue(block)
        },
      },
      { highWaterMark: 0 },
    )
    const headers = { 'Content-Length': String(megabytes * block.length) }
    const init: RequestInit & { readonly duplex: 'half' } = { method: 'POST', body, headers, signal, duplex: 'half' }
    return new Request('http://localhost/api/v1/search/similar-to-image', init)
  }

  it('are read in turn: no more than 128 MB are held', async () => {
    const finish: (() => void)[] = []
    let held = 0
    let most = 0
    const begun = new Set<number>()
    const answers = Array.from({ length: 20 }, (_, index) =>
      searchByFile(
        largeRequest(() => begun.add(index)),
        'picture',
        async (file) => {
          held += file.bytes.length
          most = Math.max(most, held)
          await new Promise<void>((resolve) => finish.push(resolve))
          held -= file.bytes.length
          return busy
        },
      ),
    )
    for (let done = 0; done < 20; done += 1) {
      await expect.poll(() => finish.length).toBeGreaterThan(0)
      // What waits for its turn is not even read.
      expect(begun.size).toBeLessThanOrEqual(done + 6)
      finish.shift()?.()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 503))
    expect(most).toBeLessThanOrEqual(2 * maxSearchFileBytes)
    expect(most).toBeGreaterThan(maxSearchFileBytes)
  })

  it('leave the queue when their sender goes away', async () => {
    const gate = Promise.withResolvers<void>()
    const wait = async () => {
      await gate.promise
      return busy
    }
    const others = Array.from({ length: 6 }, () =>
      searchByFile(
        largeRequest(() => {}),
        'picture',
        wait,
      ),
    )
    const controller = new AbortController()
    let read = 0
    const request = largeRequest(() => {
      read += 1
    }, controller.signal)
    const waiting = searchByFile(request, 'picture', wait)
    controller.abort()
    expect((await waiting).status).toBe(503)
    expect(read).toBe(0)
    gate.resolve()
    await Promise.all(others)
  })
})
