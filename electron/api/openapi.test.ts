import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { byteRoutes, type Route, routes } from '../contract/index.ts'
import { createTestApi } from './fixtures/call-api.ts'
import { openApiDocument } from './openapi.ts'

const documentSchema = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
})

describe('the OpenAPI document', () => {
  const document = documentSchema.parse(openApiDocument('1.2.3'))

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    const result = await validator.validate(structuredClone(openApiDocument('1.2.3')))
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
    expect(validator.version).toBe('3.1')
  })

  it('is served', async () => {
    const api = await createTestApi()
    const response = await api.call('/api/v1/openapi.json')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(documentSchema.parse(await response.json()).paths).toEqual(JSON.parse(JSON.stringify(document.paths)))
  })

  it('has every route of the contract, each with a distinct operation id', () => {
    const all = [...Object.values<Route>(routes), ...Object.values(byteRoutes)]
    for (const { method, path } of all) expect(document.paths[path]?.[method.toLowerCase()]).toBeDefined()
    const ids = Object.values(document.paths).flatMap((path) => Object.values(path).map((each) => each['operationId']))
    expect(new Set(ids).size).toBe(all.length + 1)
  })

  it('names every reference it uses', () => {
    const used = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target ?? '')
    expect(used.length).toBeGreaterThan(40)
    const known = new Set(Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`))
    expect(used.filter((target) => !known.has(target))).toEqual([])
  })

  it('describes requests as they may be sent: defaults are optional', () => {
    const search = document.components.schemas['CaptionSearch']
    expect(search?.['required']).toEqual(['query'])
    const list = document.paths['/api/v1/videos']?.['get']?.['parameters']
    expect(list).toContainEqual(expect.objectContaining({ name: 'limit', in: 'query', required: false }))
    const one = document.paths['/api/v1/videos/{id}']?.['get']?.['parameters']
    expect(one).toEqual([expect.objectContaining({ name: 'id', in: 'path', required: true })])
  })
})
