import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { patience } from '../../../build/fixtures/patience.ts'
import { createFakeCore, type FakeCore } from '../../api/fixtures/fake-core.ts'
import { serverFileSchema } from '../../contract/index.ts'
import { findRunningServer, isOwnAddress, removeServerFile, writeServerFile } from './server-file.ts'
import { addressesOf, isLoopback, type RunningServer, startServer } from './start-server.ts'

const running: RunningServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.close()
})

const start = async (options: { readonly port?: number; readonly host?: string } = {}) => {
  const core = await createFakeCore()
  const logged: string[] = []
  const started = await startServer(
    {
      libraryPath: core.libraryPath,
      version: '1.2.3',
      port: options.port ?? 0,
      host: options.host ?? '127.0.0.1',
      rendererFolder: join(core.libraryPath, 'no-renderer'),
      log: ({ message }) => {
        logged.push(message)
      },
    },
    async () => ({ ok: true, value: core }),
  )
  if (!started.ok) return { core, logged, error: started.error }
  running.push(started.value)
  const file = serverFileSchema.parse(JSON.parse(await readFile(join(core.libraryPath, 'server.json'), 'utf8')))
  return { core, logged, server: started.value, file, error: null }
}

const begin = async () => {
  const started = await start()
  if (started.error !== null) throw new Error(started.error.message)
  return started
}

/** A request whose headers are sent exactly as given, Host included. */
const rawGet = (url: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    httpRequest(url, { headers }, (response: IncomingMessage) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })

const eventually = async (check: () => boolean): Promise<void> => {
  const deadline = performance.now() + patience(2000)
  while (!check() && performance.now() < deadline) await delay(20)
  expect(check()).toBe(true)
}

const openStreams = (core: FakeCore) => core.openStreams()

describe('a serving host', () => {
  it('writes server.json for its owner only, answers with its token, and removes it at the end', async () => {
    const { core, file, server } = await begin()
    const path = join(core.libraryPath, 'server.json')
    expect(file).toMatchObject({ url: server.url, pid: process.pid })
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(Buffer.from(file.token, 'base64url')).toHaveLength(32)
    const response = await fetch(new URL('/api/v1/stats', file.url), {
      headers: { Authorization: `Bearer ${file.token}` },
    })
    expect(response.status).toBe(200)
    expect(await findRunningServer(core.libraryPath)).toEqual(file)
    await server.close()
    await expect(stat(path)).rejects.toThrow('ENOENT')
    await expect(fetch(new URL('/health', file.url))).rejects.toThrow()
  })

  it('tells nothing without the token', async () => {
    const { file } = await begin()
    expect((await fetch(new URL('/api/v1/stats', file.url))).status).toBe(401)
    const health = await fetch(new URL('/health', file.url))
    expect(Object.keys((await health.json()) as object).sort()).toEqual(['status', 'uptimeMs', 'version'])
  })

  it.each<[string, Readonly<Record<string, string>>, number]>([
    ['our own Host', {}, 200],
    ['a rebound name', { Host: 'evil.example' }, 403],
    ['localhost', { Host: 'localhost' }, 403],
    ['a foreign Origin', { Origin: 'https://evil.example' }, 403],
    ['a null Origin', { Origin: 'null' }, 403],
    ['a cross-site page', { 'Sec-Fetch-Site': 'cross-site' }, 403],
  ])('%s gets %j → %i', async (_name, headers, status) => {
    const { file } = await begin()
    expect(await rawGet(new URL('/health', file.url).href, headers)).toBe(status)
    const authorized = { Authorization: `Bearer ${file.token}`, ...headers }
    expect(await rawGet(new URL('/api/v1/events', file.url).href, authorized)).toBe(status)
  })

  it('its link lets one browser in, once', async () => {
    const { server } = await begin()
    const link = server.openUrl()
    const first = await fetch(link, { redirect: 'manual' })
    expect(first.status).toBe(303)
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(403)
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect((await fetch(new URL('/api/v1/videos', server.url), { headers: { Cookie: cookie } })).status).toBe(200)
    expect((await fetch(link, { redirect: 'manual', headers: { Cookie: cookie } })).status).toBe(303)
  })

  it('ends event streams when it stops, within its grace', async () => {
    const { core, file, server } = await begin()
    const response = await fetch(new URL('/api/v1/events', file.url), {
      headers: { Authorization: `Bearer ${file.token}` },
    })
    const reader = response.body?.getReader()
    await reader?.read()
    await eventually(() => openStreams(core) === 1)
    const started = performance.now()
    await server.close()
    expect(performance.now() - started).toBeLessThan(patience(3000))
    expect(openStreams(core)).toBe(0)
  })

  it('cleans an event stream up when its client disappears', async () => {
    const { core, file } = await begin()
    const abort = new AbortController()
    const response = await fetch(new URL('/api/v1/events', file.url), {
      headers: { Authorization: `Bearer ${file.token}` },
      signal: abort.signal,
    })
    await response.body?.getReader().read()
    await eventually(() => openStreams(core) === 1)
    abort.abort()
    await eventually(() => openStreams(core) === 0)
  })

  it('answers 413 to a body that is too large and stays usable', async () => {
    const { file } = await begin()
    const headers = { Authorization: `Bearer ${file.token}`, 'Content-Type': 'application/json' }
    const large = await fetch(new URL('/api/v1/videos', file.url), {
      method: 'POST',
      headers,
      body: JSON.stringify({ paths: ['x'.repeat(1_500_000)] }),
    })
    expect(large.status).toBe(413)
    expect((await fetch(new URL('/api/v1/videos', file.url), { headers })).status).toBe(200)
  })

  it('keeps what came of an upload whose connection broke', async () => {
    const { core, file } = await begin()
    const headers = { Authorization: `Bearer ${file.token}` }
    await fetch(new URL('/api/v1/uploads', file.url), {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'a.mp4', sizeBytes: 1_000_000 }),
    })
    const { host, hostname, port } = new URL(file.url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    socket.write(
      `PUT /api/v1/uploads/u1 HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${file.token}\r\nContent-Length: 1000000\r\n\r\n`,
    )
    socket.write(Buffer.alloc(300_000, 1))
    const path = join(core.libraryPath, 'u1')
    await expect.poll(async () => (await stat(path)).size).toBe(300_000)
    socket.destroy()
    await expect.poll(async () => await core.uploads.get('u1')).toMatchObject({ value: { offset: 300_000 } })
  })

  it('says nothing about tokens, codes or bodies in its log', async () => {
    const { core, logged, file, server } = await begin()
    const link = server.openUrl()
    await fetch(link, { redirect: 'manual' })
    core.breakNext(new Error('broken'))
    await fetch(new URL('/api/v1/videos?name=private', file.url), {
      headers: { Authorization: `Bearer ${file.token}` },
    })
    expect(logged).toHaveLength(1)
    const text = logged.join('\n')
    for (const secret of [file.token, new URL(link).searchParams.get('code') ?? '', 'private'])
      expect(text).not.toContain(secret)
  })

  it('names the port that is taken, and closes the library again', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const { error, core } = await start({ port })
    expect(error?.message).toContain(String(port))
    expect(error?.remedy).toContain('--port')
    await expect(stat(join(core.libraryPath, 'server.json'))).rejects.toThrow('ENOENT')
    await new Promise((resolve) => other.close(resolve))
  })

  it('says when an address is not one of this machine', async () => {
    const { error } = await start({ host: '203.0.113.7' })
    expect(error?.code).toBe('unavailable')
    expect(error?.remedy).toContain('--host')
  })

  it('passes on why a library cannot be opened', async () => {
    const error = { code: 'library_locked' as const, message: 'It is open elsewhere.' }
    const started = await startServer(
      { libraryPath: '/nowhere', version: '1', port: 0, host: '127.0.0.1', rendererFolder: '/nowhere' },
      async () => ({ ok: false, error }),
    )
    expect(started).toEqual({ ok: false, error })
  })
})

describe('server.json', () => {
  it.each([
    ['of a process that is gone', { url: 'http://127.0.0.1:9', token: 't', pid: 2_147_483_646 }],
    ['of another program on that port', { url: 'http://127.0.0.1:9', token: 't', pid: process.pid }],
    ['that points to another machine', { url: 'http://203.0.113.7:80', token: 't', pid: process.pid }],
    ['that is broken', { url: 7 }],
  ])('%s counts as no server', async (_name, content) => {
    const core = await createFakeCore()
    await writeFile(join(core.libraryPath, 'server.json'), JSON.stringify(content))
    expect(await findRunningServer(core.libraryPath)).toBeNull()
  })

  it('with a wrong token counts as no server', async () => {
    const { core, file } = await begin()
    await writeServerFile(core.libraryPath, { ...file, token: 'wrong' })
    expect(await findRunningServer(core.libraryPath)).toBeNull()
  })

  it('of a later server is not removed by an earlier one', async () => {
    const core = await createFakeCore()
    await writeServerFile(core.libraryPath, { url: 'http://127.0.0.1:9', token: 'later', pid: 1 })
    removeServerFile(core.libraryPath, 'earlier')
    expect((await stat(join(core.libraryPath, 'server.json'))).isFile()).toBe(true)
    removeServerFile(core.libraryPath, 'later')
    await expect(stat(join(core.libraryPath, 'server.json'))).rejects.toThrow('ENOENT')
    removeServerFile(core.libraryPath, 'later')
  })
})

describe('addresses', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['192.168.1.5', false],
    ['127.0.0.1.evil.example', false],
  ])('isLoopback(%j) is %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected)
  })

  it('a wildcard is reached by addresses of this machine, never by a name', () => {
    expect(addressesOf('0.0.0.0')).toContain('127.0.0.1')
    expect(addressesOf('0.0.0.0')).not.toContain('0.0.0.0')
    expect(addressesOf('192.168.1.5')).toEqual(['192.168.1.5'])
  })

  it.each([
    ['127.0.0.1', true],
    ['[::1]', true],
    ['localhost', true],
    ['127.0.0.1.evil.example', false],
    ['example.com', false],
    ['203.0.113.7', false],
  ])('isOwnAddress(%j) is %s', (host, expected) => {
    expect(isOwnAddress(host)).toBe(expected)
  })
})
