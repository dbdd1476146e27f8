import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { byteRoutes, type Route, routes } from '../contract/index.ts'
import { createTestApi } from './fixtures/call-api.ts'
import { openApiDocument } from './openapi.ts'

const documentSchema = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
  components: z.object({
    schemas: z.record(z.string(), z.record(z.string(), z.unknown())),
    responses: z.record(z.string(), z.record(z.string(), z.unknown())),
  }),
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
    const known = new Set(
      Object.entries({ ...document.components }).flatMap(([kind, parts]) =>
        Object.keys(parts).map((name) => `#/components/${kind}/${name}`),
      ),
    )
    expect(used.filter((target) => !known.has(target))).toEqual([])
    expect([...known].filter((target) => !used.includes(target))).toEqual([])
  })

  it('names for every operation what it can refuse, and what may fail', () => {
    for (const operations of Object.values(document.paths)) {
      for (const { operationId, responses, security } of Object.values(operations)) {
        const statuses = Object.keys(responses as object)
        const name = String(operationId)
        expect(statuses, name).toEqual(expect.arrayContaining(['403', '431', '5XX']))
        expect(statuses.includes('401'), name).toBe(security === undefined)
        expect(statuses.filter((status) => /^[23]/.test(status)).length, name).toBeGreaterThan(0)
        expect(statuses, name).not.toContain('default')
      }
    }
    const statusesOf = (path: string, method: string) =>
      Object.keys(document.paths[path]?.[method]?.['responses'] ?? {})
    expect(statusesOf('/api/v1/videos/{id}', 'patch')).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '404', '408', '409', '413', '415', '431', '5XX']),
    )
    expect(statusesOf('/api/v1/stats', 'get').sort()).toEqual(['200', '401', '403', '431', '5XX'])
    expect(statusesOf('/api/v1/videos/{id}/stream', 'get')).toEqual(
      expect.arrayContaining(['206', '304', '404', '416']),
    )
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
