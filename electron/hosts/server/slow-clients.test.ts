import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { patience } from '../../../build/fixtures/patience.ts'
import { createFakeCore, type FakeCore } from '../../api/fixtures/fake-core.ts'
import { apiErrorSchema, serverFileSchema } from '../../contract/index.ts'
import { type RunningServer, startServer } from './start-server.ts'

const bodySpanMs = 1500
/** Far more than a connection may stay, far less than for ever. */
const patienceMs = 30_000

let core: FakeCore
let server: RunningServer
let token: string
let port: number
const sockets: Socket[] = []

beforeEach(async () => {
  core = await createFakeCore()
  const options = { libraryPath: core.libraryPath, version: '1.2.3', port: 0, host: '127.0.0.1', bodySpanMs }
  const started = await startServer(
    { ...options, rendererFolder: join(core.libraryPath, 'no-renderer') },
    async () => ({ ok: true, value: core }),
  )
  if (!started.ok) throw new Error(started.error.message)
  server = started.value
  token = serverFileSchema.parse(JSON.parse(await readFile(join(core.libraryPath, 'server.json'), 'utf8'))).token
  port = Number(new URL(server.url).port)
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server.close()
})

/** A connection that notes what comes back; `closed` resolves with all of it when the server ends it. */
const open = (): { readonly socket: Socket; readonly closed: Promise<string> } => {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  socket.on('error', () => undefined)
  const closed = new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`still open after ${patienceMs} ms: ${text}`)), patienceMs)
    socket.on('close', () => {
      clearTimeout(late)
      resolve(text)
    })
  })
  return { socket, closed }
}

const head = (line: string, headers: Readonly<Record<string, string | number>>, identity = `Bearer ${token}`): string =>
  [
    `${line} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    ...(identity === '' ? [] : [`Authorization: ${identity}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n')

const answerOf = (text: string) => {
  const [top = '', body = ''] = text.split('\r\n\r\n')
  return {
    status: Number(top.split(' ')[1]),
    type: /^content-type: (.*)$/im.exec(top)?.[1],
    // An answer of unknown length comes in chunks: its JSON is the line with the brace.
    error: apiErrorSchema.parse(JSON.parse(body.split('\r\n').find((line) => line.startsWith('{')) ?? '')).error,
  }
}

describe('a body that stops coming', () => {
  it.each([
    ['POST /api/v1/search/captions', { 'Content-Type': 'application/json', 'Content-Length': 100 }, '{"query": "ha'],
    ['POST /api/v1/search/captions', { 'Content-Type': 'application/json', 'Content-Length': 100 }, ''],
    ['POST /api/v1/search/similar-to-image', { 'Content-Type': 'image/png', 'Content-Length': 5000 }, 'PNG'],
    [
      'POST /api/v1/search/captions',
      { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' },
      '1\r\n{\r\n',
    ],
  ])('is answered 408 in JSON, and the connection ends (%s)', async (line, headers, part) => {
    const { socket, closed } = open()
    socket.write(head(line, headers) + part)
    const { status, type, error } = answerOf(await closed)
    expect(status).toBe(408)
    expect(type).toContain('application/json')
    expect(error).toMatchObject({ code: 'request_timeout', remedy: expect.any(String) })
  })

  it('leaves an upload where it is, to go on', async () => {
    const created = await fetch(new URL('/api/v1/uploads', server.url), {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'film.mp4', sizeBytes: 10_000 }),
    })
    const { id } = (await created.json()) as { readonly id: string }
    const { socket, closed } = open()
    socket.write(head(`PUT /api/v1/uploads/${id}`, { 'Content-Length': 10_000 }))
    socket.write('x'.repeat(4000))
    expect(answerOf(await closed)).toMatchObject({ status: 408, error: { code: 'request_timeout' } })
    const rest = await fetch(new URL(`/api/v1/uploads/${id}`, server.url), {
      headers: { Authorization: `Bearer ${token}` },
    })
    const { offset } = (await rest.json()) as { readonly offset: number }
    const sent = await fetch(new URL(`/api/v1/uploads/${id}`, server.url), {
      method: 'PUT',
      headers: { Authorization: `Bearer ${token}`, 'Content-Range': `bytes ${offset}-9999/10000` },
      body: 'x'.repeat(10_000 - offset),
    })
    expect(await sent.json()).toMatchObject({ offset: 10_000 })
  })

  it('ends as soon for one who may not ask at all', async () => {
    const { socket, closed } = open()
    socket.write(head('POST /api/v1/videos', { 'Content-Type': 'application/json', 'Content-Length': 100 }, ''))
    socket.write('{')
    expect(answerOf(await closed).status).toBe(401)
  })

  it('is not one that comes slowly: an upload may take as long as it likes', async () => {
    const created = await fetch(new URL('/api/v1/uploads', server.url), {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'film.mp4', sizeBytes: 20_000 }),
    })
    const { id } = (await created.json()) as { readonly id: string }
    const { socket, closed } = open()
    socket.write(head(`PUT /api/v1/uploads/${id}`, { 'Content-Length': 20_000, Connection: 'close' }))
    // Ten parts, together far longer than one span.
    for (let part = 0; part < 10; part += 1) {
      socket.write('x'.repeat(2000))
      await delay(bodySpanMs / 5)
    }
    expect(await closed).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('cannot be kept alive by a byte now and then', async () => {
    const { socket, closed } = open()
    socket.write(head('POST /api/v1/search/captions', { 'Content-Type': 'application/json', 'Content-Length': 900 }))
    const drip = setInterval(() => socket.write(' '), bodySpanMs / 5)
    const text = await closed
    clearInterval(drip)
    expect(answerOf(text).status).toBe(408)
  })
})

describe('answers that nobody reads', () => {
  /** Connections that ask for far more than their buffers take, and take nothing. */
  const neverRead = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      const socket = connect(port, '127.0.0.1')
      sockets.push(socket)
      socket.on('error', () => undefined)
      socket.pause()
      socket.write(head('GET /api/v1/videos/v1/stream', {}).repeat(60))
    }
    await delay(500)
  }

  it('hold up nobody else', async () => {
    await neverRead(20)
    const headers = { Authorization: `Bearer ${token}` }
    const answer = await fetch(new URL('/api/v1/videos/v1/stream', server.url), { headers })
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(core.videoBytes)
  })

  it('are not kept in memory', async () => {
    const before = process.memoryUsage.rss()
    // 360 MB of answers.
    await neverRead(20)
    expect(process.memoryUsage.rss() - before).toBeLessThan(120e6)
  })

  it('do not keep the server from stopping', async () => {
    await neverRead(5)
    const startedAt = performance.now()
    await server.close()
    expect(performance.now() - startedAt).toBeLessThan(patience(3_000))
  })
})

describe('what is no request', () => {
  it('is answered 400 in JSON', async () => {
    const { socket, closed } = open()
    socket.write('this is not HTTP\r\n\r\n')
    expect(answerOf(await closed)).toMatchObject({ status: 400, error: { code: 'bad_request' } })
  })

  it('is answered 431 in JSON when its head is too long', async () => {
    const { socket, closed } = open()
    socket.write(head('GET /api/v1/stats', { 'X-Long': 'x'.repeat(100_000) }))
    const { status, type, error } = answerOf(await closed)
    expect(status).toBe(431)
    expect(type).toContain('application/json')
    expect(error).toMatchObject({ code: 'headers_too_large', remedy: expect.stringContaining('body') })
  })
})
