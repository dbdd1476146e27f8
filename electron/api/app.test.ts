import { beforeEach, describe, expect, it } from 'vitest'
import { apiErrorSchema, byteRoutes, type Route, routePath, routes } from '../contract/index.ts'
import { createTestApi, type TestApi, type TestBody, testOrigin, testToken } from './fixtures/call-api.ts'
import { fakeModel, fakeSpace } from './fixtures/fake-library.ts'
import { maxJsonBytes } from './request-input.ts'

let api: TestApi
beforeEach(async () => {
  api = await createTestApi()
})

const errorOf = async (response: Response) => apiErrorSchema.parse(await response.json()).error

const ids: Readonly<Record<string, string>> = {
  '/api/v1/jobs/{id}': 'j1',
  '/api/v1/jobs/{id}/retry': 'j1',
  '/api/v1/jobs/{id}/cancel': 'j1',
  '/api/v1/import-problems/{id}': 'p1',
  '/api/v1/notices/{id}': 'n1',
  '/api/v1/problems/{id}/answer': 'c1',
  '/api/v1/searches/{id}': 'q1',
  '/api/v1/exports/{id}': 'x1',
  '/api/v1/exports/{id}/cancel': 'x1',
  '/api/v1/exports/{id}/resume': 'x1',
  '/api/v1/watch-folders/{id}': 'w1',
  '/api/v1/panels/{id}': 'o1',
  '/api/v1/bins/{id}': 'b1',
  '/api/v1/people/{id}/faces': 'p1',
  '/api/v1/bins/{id}/items': 'b1',
}
const bodies: Readonly<Record<string, unknown>> = {
  'POST /api/v1/videos': { paths: ['/films/a.mp4'] },
  'PATCH /api/v1/videos/{id}': { title: 'New' },
  'POST /api/v1/videos/tags': { videoIds: ['v1'], add: ['red'] },
  'PATCH /api/v1/videos/{id}/captions/{track}': { encoding: 'cp866', offsetMs: null },
  'POST /api/v1/videos/{id}/scenes/preview': { detector: 'content', threshold: null, minSceneFrames: 5 },
  'POST /api/v1/videos/{id}/scenes/split': { frame: 12 },
  'POST /api/v1/videos/{id}/scenes/merge': { firstIndex: 0, lastIndex: 1 },
  'POST /api/v1/videos/{id}/scenes/move': { index: 1, startFrame: 12 },
  'POST /api/v1/videos/{id}/scenes/drop-short': { minFrames: 12 },
  'PATCH /api/v1/videos/{id}/captions/{track}/cues/{captionId}': { text: 'hurt' },
  'PUT /api/v1/marks': { target: { sceneId: 's1' }, rating: 4 },
  'POST /api/v1/tags/rename': { from: ['red'], to: 'crimson' },
  'POST /api/v1/marks/import': { format: 'goodclips-marks', version: 1, marks: [] },
  'POST /api/v1/search/captions': { query: 'hello' },
  'POST /api/v1/search/semantic': { query: 'red circle' },
  'POST /api/v1/search/scenes': { anchor: { sceneId: 's1' } },
  'POST /api/v1/search/heat': { query: 'red circle', videoId: 'v1' },
  'POST /api/v1/searches': { name: 'Circles', request: { query: 'red circle' } },
  'PATCH /api/v1/searches/{id}': { name: 'Round' },
  'POST /api/v1/exports': { source: { binId: 'b1' }, kind: 'timeline', format: 'edl' },
  'POST /api/v1/watch-folders': { path: '/films' },
  'POST /api/v1/panels': { origin: 'https://panel.example' },
  'PATCH /api/v1/watch-folders/{id}': { enabled: false },
  'PATCH /api/v1/people': { id: 'p1', name: 'Anna' },
  'POST /api/v1/exports/cuts': { source: { binId: 'b1' } },
  'POST /api/v1/duplicates/keep': { keep: ['s1'], reject: ['s2'] },
  'POST /api/v1/duplicates/not-alike': { sceneIds: ['s1', 's2'] },
  'POST /api/v1/duplicates/not-alike/take-back': { sceneIds: ['s1', 's2'] },
  'POST /api/v1/bins': { name: 'Selects' },
  'POST /api/v1/bins/import': { text: 'TITLE: Selects' },
  'PATCH /api/v1/bins/{id}': { name: 'Best' },
  'POST /api/v1/bins/{id}/items': { items: [{ sceneId: 's1' }] },
  'PATCH /api/v1/bins/{id}/items': { order: ['r1'] },
  'POST /api/v1/uploads': { name: 'a.mp4', sizeBytes: 10 },
  'POST /api/v1/problems/dismiss': { ids: ['v1'] },
  'POST /api/v1/problems/{id}/answer': { use: 'renew' },
  'PATCH /api/v1/settings': { theme: 'light' },
  'PATCH /api/v1/preferences': { sort: 'title' },
  'POST /api/v1/attention': { window: 'w1', open: 'v1', visible: [] },
  'POST /api/v1/videos/{id}/captions': { path: '/films/a.srt' },
  'POST /api/v1/models/{id}/import': { path: '/models/clip' },
}
/** Queries that a route cannot do without. */
const queries: Readonly<Record<string, string>> = { 'GET /api/v1/marks': '?videoId=v1' }
/** The one thing of the fake library that a route is about. */
const knownId = (path: string): string => {
  if (path.startsWith('/api/v1/uploads/')) return 'u1'
  if (path.startsWith('/api/v1/models/')) return fakeModel.id
  if (path.startsWith('/api/v1/scenes/')) return 's1'
  return path.startsWith('/api/v1/spaces/') ? fakeSpace.id : (ids[path] ?? 'v1')
}

describe('every route of the contract', () => {
  it.each(Object.entries<Route>(routes))('%s answers what its schema says', async (_name, route) => {
    if (route.path.startsWith('/api/v1/uploads/'))
      await api.call('/api/v1/uploads', { method: 'POST', json: { name: 'a.mp4', sizeBytes: 10 } })
    const json = bodies[`${route.method} ${route.path}`]
    const response = await api.call(
      routePath(route.path, { id: knownId(route.path), track: 0, captionId: 'c1' }) +
        (queries[`${route.method} ${route.path}`] ?? ''),
      {
        method: route.method,
        ...(json === undefined ? {} : { json }),
      },
    )
    expect(response.status).toBe(route.status)
    const body = route.status === 204 ? null : await response.json()
    const parsed = route.response.safeParse(body)
    expect(parsed.error?.issues ?? []).toEqual([])
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it.each(Object.entries<Route>(routes).filter(([, route]) => route.path.includes('{id}')))(
    '%s answers 404 or 409 for what is not there',
    async (_name, route) => {
      const json = bodies[`${route.method} ${route.path}`]
      const response = await api.call(routePath(route.path, { id: 'nothing' }), {
        method: route.method,
        ...(json === undefined ? {} : { json }),
      })
      expect([404, 409]).toContain(response.status)
      expect(await errorOf(response)).toMatchObject({ code: response.status === 404 ? 'not_found' : 'conflict' })
    },
  )

  it.each([
    ...Object.values<Route>(routes).map((route) => [route.method, route.path] as const),
    ...Object.values(byteRoutes).map((route) => [route.method, route.path] as const),
  ])('%s %s needs the token', async (method, path) => {
    const response = await api.call(routePath(path, { id: 'v1', sheet: 0 }), { method, token: null })
    expect(response.status).toBe(path === '/health' ? 200 : 401)
  })
})

describe('errors', () => {
  it('carry code, message, remedy and details of the core', async () => {
    const response = await api.call('/api/v1/jobs/other/retry', { method: 'POST' })
    expect(response.status).toBe(409)
    expect(await errorOf(response)).toEqual({ code: 'conflict', message: 'It runs.', details: { state: 'running' } })
  })

  it.each([
    ['GET', '/api/v1/videos?limit=0', undefined, 'query.limit'],
    ['GET', '/api/v1/videos?limit=501', undefined, 'query.limit'],
    ['GET', '/api/v1/videos?limit=many', undefined, 'query.limit'],
    ['GET', '/api/v1/videos?sort=size', undefined, 'query.sort'],
    ['GET', '/api/v1/videos/..%2f..%2fetc', undefined, 'params.id'],
    ['GET', '/api/v1/jobs?state=asleep', undefined, 'query.state'],
    ['POST', '/api/v1/videos', { paths: [] }, 'body.paths'],
    ['POST', '/api/v1/videos', { paths: ['/a', ''] }, 'body.paths.1'],
    ['POST', '/api/v1/videos', [], 'body'],
    ['POST', '/api/v1/videos', null, 'body'],
    ['PATCH', '/api/v1/videos/v1', { title: '   ' }, 'body.title'],
    ['POST', '/api/v1/uploads', { name: 'a', sizeBytes: -1 }, 'body.sizeBytes'],
    ['POST', '/api/v1/search/semantic', { query: 'a', weights: { visual: 1.5 } }, 'body.weights.visual'],
    ['POST', '/api/v1/search/semantic', { query: 'a', wieghts: {} }, 'body'],
    ['POST', '/api/v1/search/semantic', { filter: { tags: [''] } }, 'body.filter.tags.0'],
    ['POST', '/api/v1/search/scenes', { top_k: 3 }, 'body.anchor'],
    ['POST', '/api/v1/searches', { name: ' ', request: {} }, 'body.name'],
    ['PATCH', '/api/v1/videos/v1', { tags: ['  '] }, 'body.tags.0'],
    ['GET', '/api/v1/videos/v1/captions?format=doc', undefined, 'query.format'],
  ])('%s %s %j names %s', async (method, path, json, field) => {
    const response = await api.call(path, { method, ...(json === undefined ? {} : { json }) })
    expect(response.status).toBe(400)
    const error = await errorOf(response)
    expect(error.code).toBe('bad_request')
    expect(error.message).toContain(field)
    expect(error.remedy).toContain('openapi')
    expect(error.details).toContainEqual(expect.objectContaining({ path: field }))
  })

  it('an exception answers 500 without its text, and the log names the path only', async () => {
    api.core.breakNext(new Error('secret inside'))
    const response = await api.call('/api/v1/videos?name=private-name')
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).not.toContain('secret inside')
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'internal' } })
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(api.logged).toHaveLength(1)
    expect(api.logged[0]).toContain('GET /api/v1/videos: Error: secret inside')
    expect(api.logged[0]).not.toContain('private-name')
    expect(api.logged[0]).not.toContain(testToken)
  })

  it('nothing else is logged: no body, token, cookie or code', async () => {
    await api.call('/api/v1/videos', { method: 'POST', json: { paths: ['/private/film.mp4'] } })
    await api.call('/api/v1/videos', { method: 'POST', json: { paths: [7] } })
    await api.call(`/open?code=${api.mintCode()}`, { token: null })
    await api.call('/api/v1/videos', { token: 'wrong-token' })
    expect(api.logged).toEqual([])
  })
})

describe('bodies', () => {
  const post = (headers: Readonly<Record<string, string>>, body: TestBody) =>
    api.call('/api/v1/videos', { method: 'POST', headers, body })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json', ''])(
    'content type %j is refused',
    async (type) => {
      const response = await post({ 'Content-Type': type }, '{"paths":["/a"]}')
      expect(response.status).toBe(415)
      expect((await errorOf(response)).code).toBe('unsupported_media')
    },
  )

  it.each(['application/json', 'Application/JSON; charset=utf-8', 'application/merge-patch+json'])(
    'content type %j is taken',
    async (type) => {
      expect((await post({ 'Content-Type': type }, '{"paths":["/a"]}')).status).toBe(202)
    },
  )

  it.each([['{'], [''], ['{"paths":["\\x"]}'], [new Uint8Array([0x22, 0xff, 0x22])]])('%j is no JSON', async (body) => {
    const response = await post({ 'Content-Type': 'application/json' }, body)
    expect(response.status).toBe(400)
  })

  it('more than 1 MB is refused by its announced length', async () => {
    const response = await post(
      { 'Content-Type': 'application/json', 'Content-Length': String(maxJsonBytes + 1) },
      '{"paths":["/a"]}',
    )
    expect(response.status).toBe(413)
  })

  it('more than 1 MB is refused while it streams in, and reading stops', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(100_000).fill(0x20))
      },
    })
    const response = await post({ 'Content-Type': 'application/json' }, endless)
    expect(response.status).toBe(413)
    expect((await errorOf(response)).code).toBe('payload_too_large')
    expect(pulled).toBeLessThan(20)
  })

  it('1 MB minus a little passes', async () => {
    const paths = Array.from({ length: 900 }, (_, index) => `/${String(index).padEnd(1000, 'x')}`)
    const response = await api.call('/api/v1/videos', { method: 'POST', json: { paths } })
    expect(response.status).toBe(202)
  })
})

describe('methods', () => {
  it.each([
    ['PUT', '/api/v1/videos', 'GET, HEAD, POST'],
    ['POST', '/api/v1/videos/v1', 'DELETE, GET, HEAD, PATCH'],
    ['DELETE', '/health', 'GET, HEAD'],
    ['OPTIONS', '/api/v1/videos', 'GET, HEAD, POST'],
    ['POST', '/api/v1/uploads/u1', 'DELETE, GET, HEAD, PUT'],
    ['POST', '/api/v1/videos/v1/stream', 'GET, HEAD'],
    ['GET', '/api/v1/session/codes', 'POST'],
    ['POST', '/api/v1/events', 'GET, HEAD'],
    ['GET', '/api/v1/jobs/j1/retry', 'POST'],
  ])('%s %s → 405, Allow: %s', async (method, path, allow) => {
    const response = await api.call(path, { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
    expect((await errorOf(response)).code).toBe('method_not_allowed')
  })

  it.each(['/api/v1/nothing', '/api/v2/videos', '/api', '/nothing.js', '/'])('GET %s → 404', async (path) => {
    const response = await api.call(path)
    expect(response.status).toBe(404)
    expect((await errorOf(response)).code).toBe('not_found')
  })

  it('HEAD answers like GET without the body', async () => {
    const response = await api.call('/api/v1/videos', { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
  })
})

describe('headers of every answer', () => {
  it.each([
    ['/health', {}],
    ['/api/v1/videos', {}],
    ['/api/v1/nothing', {}],
    ['/api/v1/videos/v1/stream', {}],
    ['/api/v1/videos', { token: null }],
    ['/open?code=wrong', { token: null, headers: { Accept: 'text/html' } }],
  ])('%s %j', async (path, options) => {
    const response = await api.call(path, options)
    await response.body?.cancel()
    const { headers } = response
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-src 'none'; frame-ancestors 'none'",
    )
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  })

  it('a preflight of a foreign page gets nothing', async () => {
    const response = await api.call('/api/v1/videos', {
      method: 'OPTIONS',
      token: null,
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
    })
    expect(response.status).toBe(403)
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  })
})

describe('letting a browser in', () => {
  const open = (code: string, headers: Readonly<Record<string, string>> = {}) =>
    api.call(`/open?code=${code}`, { token: null, headers: { Accept: 'text/html', ...headers } })
  const cookieOf = (response: Response) => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

  it('a code becomes a cookie that opens the library', async () => {
    const response = await open(api.mintCode())
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/')
    expect(response.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(response.headers.get('set-cookie')).not.toContain(testToken)
    const videos = await api.call('/api/v1/videos', { token: null, headers: { Cookie: cookieOf(response) } })
    expect(videos.status).toBe(200)
  })

  it('a used code is refused without the cookie and redirects with it', async () => {
    const code = api.mintCode()
    const cookie = cookieOf(await open(code))
    const refused = await open(code)
    expect(refused.status).toBe(403)
    expect(refused.headers.get('set-cookie')).toBeNull()
    const page = await refused.text()
    expect(page).toContain('npm start')
    expect(page).toContain('goodclips serve')
    const again = await open(code, { Cookie: cookie })
    expect(again.status).toBe(303)
    expect(again.headers.get('set-cookie')).toBeNull()
  })

  it.each(['', 'wrong', '%00'])('code %j is refused', async (code) => {
    expect((await open(code)).status).toBe(403)
  })

  it('looking with HEAD does not use the code up', async () => {
    const code = api.mintCode()
    await api.call(`/open?code=${code}`, { method: 'HEAD', token: null })
    expect((await open(code)).status).toBe(303)
  })

  it('a browser without cookie is told what to do', async () => {
    const response = await api.call('/', { token: null, headers: { Accept: 'text/html' } })
    expect(response.status).toBe(401)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toContain('npm start')
  })

  it('a program with the token gets new links, a page does not', async () => {
    const created = await api.call('/api/v1/session/codes', { method: 'POST' })
    expect(created.status).toBe(201)
    const { url } = (await created.json()) as { readonly url: string }
    expect(url.startsWith(`${testOrigin}/open?code=`)).toBe(true)
    expect(url).not.toContain(testToken)
    const opened = await open(new URL(url).searchParams.get('code') ?? '')
    expect(opened.status).toBe(303)
    const page = await api.call('/api/v1/session/codes', {
      method: 'POST',
      token: null,
      headers: { Cookie: cookieOf(opened), Origin: testOrigin },
    })
    expect(page.status).toBe(403)
  })
})

describe('caption files', () => {
  it.each([
    ['srt', 'application/x-subrip; charset=utf-8'],
    ['vtt', 'text/vtt; charset=utf-8'],
  ])('%s has its type and a name that cannot break out of the header', async (format, type) => {
    const response = await api.call(`/api/v1/videos/v1/captions?format=${format}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="R_der _x__Set-Cookie: a.${format}"; ` +
        `filename*=UTF-8''R%C3%A4der%20%22x%22_Set-Cookie%3A%20a.${format}`,
    )
  })
})
