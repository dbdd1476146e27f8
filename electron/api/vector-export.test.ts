import { beforeEach, expect, it } from 'vitest'
import { spaceSchema } from '../contract/index.ts'
import { createTestApi, type TestApi } from './fixtures/call-api.ts'
import { fakeSpace } from './fixtures/fake-library.ts'

let api: TestApi
beforeEach(async () => {
  api = await createTestApi()
})

const urlOf = (part: string, id = fakeSpace.id) => `/api/v1/spaces/${id}/vectors.${part}`

it('lists spaces with exactly what the contract says', async () => {
  const response = await api.call('/api/v1/spaces')
  expect(response.status).toBe(200)
  const body = (await response.json()) as { items: unknown[] }
  expect(body).toEqual({ items: [fakeSpace], nextCursor: null })
  expect(Object.keys(body.items[0] ?? {}).sort()).toEqual(Object.keys(spaceSchema.shape).sort())
})

it('empties and rebuilds spaces, and knows which there are', async () => {
  const path = `/api/v1/spaces/${fakeSpace.id}`
  expect((await api.call(path, { method: 'DELETE' })).status).toBe(204)
  expect((await api.call(`${path}/rebuild`, { method: 'POST' })).status).toBe(202)
  expect((await api.call('/api/v1/spaces/nothing', { method: 'DELETE' })).status).toBe(404)
  expect((await api.call('/api/v1/spaces/nothing/rebuild', { method: 'POST' })).status).toBe(404)
})

it('serves both files of an export with the same tag, the second one of the same moment', async () => {
  const npy = await api.call(urlOf('npy'))
  expect(npy.status).toBe(200)
  expect(npy.headers.get('content-type')).toBe('application/octet-stream')
  expect(npy.headers.get('content-disposition')).toContain(`filename="${fakeSpace.id}.npy"`)
  const etag = npy.headers.get('etag') ?? ''
  const rows = await api.call(urlOf('jsonl'), { headers: { 'If-Match': etag } })
  expect(rows.status).toBe(200)
  expect(rows.headers.get('content-type')).toBe('application/x-ndjson')
  expect(rows.headers.get('etag')).toBe(etag)
  expect((await rows.arrayBuffer()).byteLength).toBe(1000)
  const late = await api.call(urlOf('jsonl'), { headers: { 'If-Match': '"older"' } })
  expect(late.status).toBe(412)
  expect(await late.json()).toMatchObject({ error: { code: 'conflict' } })
  for (const id of ['nothing', '..%2F..', 'x'.repeat(129)]) expect((await api.call(urlOf('npy', id))).status).toBe(404)
  expect((await api.call(urlOf('npy'), { method: 'POST' })).status).toBe(405)
  expect((await api.call(urlOf('npy'), { token: null })).status).toBe(401)
})
