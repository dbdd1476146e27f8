import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createTestApi, type TestApi } from './fixtures/call-api.ts'
import { staticSegments } from './static-files.ts'

let api: TestApi
let rendererFolder = ''
beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), 'goodclips-static-'))
  rendererFolder = join(root, 'renderer')
  await mkdir(join(rendererFolder, 'assets'), { recursive: true })
  await writeFile(join(root, 'secret.txt'), 'secret')
  await writeFile(join(rendererFolder, '.hidden'), 'secret')
  await writeFile(join(rendererFolder, 'index.html'), '<!doctype html><html lang="en"><title>app</title></html>')
  await writeFile(join(rendererFolder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(rendererFolder, 'assets', 'index-a1B2.js'), 'export {}')
  await writeFile(join(rendererFolder, 'assets', 'kernel.wasm'), '\0asm')
  api = await createTestApi({ rendererFolder })
})

describe('the built interface', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/videos/v1', 'text/html; charset=utf-8', 'no-cache'],
    ['/search', 'text/html; charset=utf-8', 'no-cache'],
    ['/icon.svg', 'image/svg+xml', 'no-cache'],
    ['/assets/index-a1B2.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/kernel.wasm', 'application/wasm', 'public, max-age=31536000, immutable'],
  ])('%s', async (path, type, cache) => {
    const response = await api.call(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('cache-control')).toBe(cache)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const again = await api.call(path, { headers: { 'If-None-Match': response.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
  })

  it('HEAD tells the length', async () => {
    const response = await api.call('/', { method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe('56')
    expect(await response.text()).toBe('')
  })

  it.each([
    '/secret.txt',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '//etc/hostname.txt',
    '/assets//index-a1B2.js',
    '/.hidden',
    '/assets/missing.js',
    '/missing.css',
    '/assets/index-a1B2.js%00.html',
    '/file:///etc/passwd.txt',
  ])('%s → 404, never a file from outside', async (path) => {
    const response = await api.call(path)
    expect(response.status).toBe(404)
    expect(await response.text()).not.toContain('secret"')
  })

  it('unknown API paths are never the page', async () => {
    for (const path of ['/api/v1/nothing', '/api', '/openx.js', '/assets']) {
      const response = await api.call(path)
      expect([path, response.status, response.headers.get('content-type')]).toEqual([
        path,
        404,
        'application/json; charset=utf-8',
      ])
    }
  })

  it('POST to a page is not found', async () => {
    expect((await api.call('/', { method: 'POST' })).status).toBe(404)
  })

  it('needs the cookie or token like everything else', async () => {
    expect((await api.call('/assets/index-a1B2.js', { token: null })).status).toBe(401)
  })

  it('comes in the theme that was chosen, so that no other is painted first', async () => {
    const themed = await createTestApi({ rendererFolder })
    const page = async () => (await themed.call('/search')).text()
    expect(await page()).toMatch(/<html data-preferences="[^"]+" lang="en">/)
    const before = (await themed.call('/')).headers.get('etag')
    await themed.core.settings.patch({ theme: 'light' })
    expect(await page()).toMatch(/<html data-theme="light" data-preferences="[^"]+" lang="en">/)
    expect((await themed.call('/')).headers.get('etag')).not.toBe(before)
  })

  it('comes with the preferences, so that nothing is asked for before it is drawn', async () => {
    const preferred = await createTestApi({ rendererFolder })
    const before = (await preferred.call('/')).headers.get('etag')
    const openDays = ['$& "quoted" <b>&amp;']
    const saved = await preferred.core.preferences.patch({ openDays })
    const response = await preferred.call('/library')
    const [, attribute = ''] = /data-preferences="([^"]*)"/.exec(await response.text()) ?? []
    const text = attribute.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
    expect(JSON.parse(text)).toEqual(saved)
    expect(response.headers.get('etag')).not.toBe(before)
  })

  it('says how to build it where it is not built', async () => {
    const empty = await createTestApi({ rendererFolder: join(tmpdir(), 'goodclips-nothing-here') })
    const response = await empty.call('/')
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('npm start')
  })
})

describe('staticSegments', () => {
  it.each([
    ['/a/b.js', ['a', 'b.js']],
    ['/', null],
    ['/a/', null],
    ['/../a', null],
    ['/a/..', null],
    ['/a%20b', null],
    ['/.a', null],
    ['/a:b', null],
  ])('%s', (path, expected) => {
    expect(staticSegments(path)).toEqual(expected)
  })
})
