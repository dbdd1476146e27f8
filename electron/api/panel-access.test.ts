import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { byteRoutes, panelOriginSchema, type Route, routes } from '../contract/index.ts'
import { serverAccess } from './access.ts'
import { createApi } from './app.ts'
import { createFakeCore, type FakeCore } from './fixtures/fake-core.ts'

const host = '127.0.0.1:4000'
const origin = 'https://panel.example'
const panelToken = 'panel-token'
const ownToken = 'own-token'

let core: FakeCore
let api: ReturnType<typeof createApi>

beforeAll(async () => {
  core = await createFakeCore()
  api = createApi({ core, access: serverAccess({ authorities: [host], port: 4000, token: ownToken }) })
})
afterAll(() => core.close())

const ask = async (path: string, init: RequestInit & { readonly headers?: Readonly<Record<string, string>> } = {}) =>
  await api.fetch(
    new Request(`http://${host}${path}`, {
      ...init,
      headers: { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', ...init.headers },
    }),
  )
const fromPanel = { origin, authorization: `Bearer ${panelToken}` }
const json = { 'content-type': 'application/json' }
const search = { method: 'POST', body: JSON.stringify({ query: 'rain' }) }

describe('a panel that was let in', () => {
  it('reads and searches, and its browser is told that it may read the answers', async () => {
    for (const answer of [
      await ask('/api/v1/videos', { headers: fromPanel }),
      await ask('/api/v1/search/captions', { ...search, headers: { ...fromPanel, ...json } }),
      await ask('/api/v1/bins', { method: 'HEAD', headers: fromPanel }),
    ]) {
      expect(answer.status).toBe(200)
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
      expect(answer.headers.get('vary')).toContain('Origin')
      expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
    }
  })

  it('asks for exports, but not for files elsewhere on the disk', async () => {
    const timeline = { source: { videoId: 'v1' }, kind: 'timeline', format: 'edl' }
    const post = async (body: object) =>
      (
        await ask('/api/v1/exports', {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { ...fromPanel, ...json },
        })
      ).status
    expect(await post(timeline)).toBe(202)
    expect(await post({ ...timeline, destination: '/home/somebody' })).toBe(403)
  })

  it('is told by a preflight what it may send', async () => {
    const answer = await ask('/api/v1/search/semantic', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, content-type',
        'access-control-request-private-network': 'true',
      },
    })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    expect(answer.headers.get('access-control-allow-headers')).toMatch(/authorization/i)
    expect(answer.headers.get('access-control-allow-private-network')).toBe('true')
  })

  it('may call nothing that the table of routes does not give to panels', async () => {
    const all = [
      ...Object.entries<Route>(routes),
      ...Object.entries<Pick<Route, 'method' | 'path' | 'panels'>>(byteRoutes),
    ]
    const refused: string[] = []
    for (const [name, { method, path, panels }] of all) {
      if (panels !== undefined) continue
      const body = method === 'GET' ? {} : { body: '{}', headers: { ...fromPanel, ...json } }
      const { status } = await ask(path.replace(/\{\w+\}/g, 'x1'), { method, headers: fromPanel, ...body })
      expect([name, status]).toEqual([name, 403])
      refused.push(name)
    }
    for (const name of [
      'listPanels',
      'createPanel',
      'patchSettings',
      'deleteVideo',
      'putMarks',
      'putUpload',
      'listPeople',
    ])
      expect(refused).toContain(name)
    for (const path of ['/', '/open?code=1', '/api/v1/session-codes', '/api/v1/videos/../settings'])
      expect((await ask(path, { headers: fromPanel })).status).toBe(403)
    const changing = all.filter(([, route]) => route.panels !== undefined && !['GET', 'HEAD'].includes(route.method))
    expect(changing.map(([name]) => name).toSorted()).toEqual([
      'cancelExport',
      'createExport',
      'previewCuts',
      'searchCaptions',
      'searchHeat',
      'searchScenes',
      'searchSemantic',
    ])
  })
})

describe('anyone else', () => {
  const status = async (headers: Readonly<Record<string, string>>, path = '/api/v1/videos') =>
    (await ask(path, { headers })).status

  it('is refused with the token of a panel, whatever the origin', async () => {
    const { authorization } = fromPanel
    for (const other of [
      'https://evil.example',
      'https://panel.example.evil.example',
      'http://panel.example',
      'null',
      '*',
    ])
      expect([other, await status({ origin: other, authorization })]).toEqual([other, 403])
    // Without an origin it is no page, and has to have the host's own token.
    expect(await status({ authorization, 'sec-fetch-site': 'none' })).toBe(401)
    expect(await status({ authorization, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).toBe(401)
  })

  it('is refused from the origin of a panel without its token', async () => {
    expect(await status({ origin })).toBe(401)
    expect(await status({ origin, authorization: 'Bearer wrong' })).toBe(401)
    expect(await status({ origin, authorization: `Bearer ${ownToken}` })).toBe(401)
  })

  it('is refused under another name of the host, as a name that leads here would have', async () => {
    expect(await status({ ...fromPanel, host: 'panel.example:4000' })).toBe(403)
  })

  it('is told nothing by a preflight', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' }
    const answer = await ask('/api/v1/videos', { method: 'OPTIONS', headers })
    expect(answer.status).toBe(403)
    expect(answer.headers.has('access-control-allow-origin')).toBe(false)
  })
})

describe('an origin', () => {
  it.each(['https://panel.example', 'http://localhost:3000', 'app://panel', 'uxp-panel://com.example'])(
    'can be %s',
    (candidate) => expect(panelOriginSchema.safeParse(candidate).success).toBe(true),
  )
  it.each([
    'null',
    '*',
    'https://*.example',
    'https://a.example/path',
    'file:///x',
    'HTTPS://A.example',
    'panel.example',
    '',
  ])('cannot be %j', (candidate) => expect(panelOriginSchema.safeParse(candidate).success).toBe(false))
})
