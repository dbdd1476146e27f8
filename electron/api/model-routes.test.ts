import { expect, it } from 'vitest'
import { z } from 'zod'
import { apiErrorSchema, modelSchema, pageOf, runtimeSchema } from '../contract/index.ts'
import { type CallOptions, createTestApi } from './fixtures/call-api.ts'

const post = (json?: unknown): CallOptions => ({ method: 'POST', ...(json === undefined ? {} : { json }) })

it('models and their environment keep to the contract', async () => {
  const api = await createTestApi()
  const list = await api.call('/api/v1/models')
  expect(list.status).toBe(200)
  expect(
    pageOf(modelSchema)
      .parse(await list.json())
      .items.map(({ id }) => id),
  ).toEqual(['demo-clip'])
  expect(runtimeSchema.parse(await (await api.call('/api/v1/runtime')).json()).state).toBe('absent')
})

it.each(['install', 'remove', 'activate', 'deactivate', 'cancel', 'restart'])(
  '%s answers the model',
  async (action) => {
    const api = await createTestApi()
    const done = await api.call(`/api/v1/models/demo-clip/${action}`, post())
    expect(done.status).toBe(202)
    expect(modelSchema.parse(await done.json()).id).toBe('demo-clip')
    const unknown = await api.call(`/api/v1/models/no-such-model/${action}`, post())
    expect(unknown.status).toBe(404)
    expect(apiErrorSchema.parse(await unknown.json()).error.remedy).toMatch(/\w/)
  },
)

it.each([
  ['demo-clip', { path: '/models/clip' }, 202],
  ['demo-clip', { path: '/models/clip', consentToRunCode: true }, 202],
  ['demo-clip', {}, 400],
  ['demo-clip', { path: '' }, 400],
  ['Not_Kebab', { path: '/models/clip' }, 400],
])('an import of %s with %j answers %i', async (id, body, status) => {
  const api = await createTestApi()
  expect((await api.call(`/api/v1/models/${id}/import`, post(body))).status).toBe(status)
})

it.each(['install', 'cancel'])('the environment: %s', async (action) => {
  const api = await createTestApi()
  const answer = await api.call(`/api/v1/runtime/${action}`, post())
  expect(answer.status).toBe(202)
  expect(z.object({ diskNeededBytes: z.number() }).parse(await answer.json()).diskNeededBytes).toBeGreaterThan(0)
})
