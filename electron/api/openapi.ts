import { z } from 'zod'
import * as contract from '../contract/index.ts'
import { errorAnswers, errorCodesOf, errorComponents, refusedBeforeRouting, refusedBody } from './route-errors.ts'

type Json = { readonly [key: string]: unknown }
type Direction = 'input' | 'output'

const prefix = '#/components/schemas/'

const namedSchemas = (): ReadonlyMap<z.ZodType, string> => {
  const names = new Map<z.ZodType, string>()
  for (const [name, value] of Object.entries(contract))
    if (value instanceof z.ZodType && name.endsWith('Schema') && !names.has(value))
      names.set(value, name.charAt(0).toUpperCase() + name.slice(1, -'Schema'.length))
  return names
}

const withoutMeta = (schema: object): Json =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'))

const createSchemas = (names: ReadonlyMap<z.ZodType, string>, direction: Direction) => {
  const registry = z.registry<{ id: string }>()
  for (const [schema, id] of names) registry.add(schema, { id })
  let inline = 0
  const uri = (id: string) => prefix + id
  return {
    components: (): Json => {
      const { schemas } = z.toJSONSchema(registry, { uri, io: direction })
      return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutMeta(schema)]))
    },
    /** A reference to a named schema, or the schema itself with references inside. */
    of: (schema: z.ZodType): Json => {
      const name = names.get(schema)
      if (name !== undefined) return { $ref: prefix + name }
      const own = z.registry<{ id: string }>()
      for (const [known, id] of names) own.add(known, { id })
      inline += 1
      const id = `Inline${inline}`
      own.add(schema, { id })
      return withoutMeta(z.toJSONSchema(own, { uri, io: direction }).schemas[id] ?? {})
    },
  }
}

const parametersOf = (
  schema: z.ZodObject | undefined,
  location: 'path' | 'query',
  toJson: (schema: z.ZodType) => Json,
) =>
  Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const type = field as z.ZodType
    const json = toJson(type)
    return { name, in: location, required: location === 'path' || !type.safeParse(undefined).success, schema: json }
  })

const errorSchema: Json = { $ref: `${prefix}ApiError` }

/** Error answers of a route that is not in the table of JSON routes. */
const errors = (...codes: readonly contract.ErrorCode[]): Json =>
  errorAnswers([...refusedBeforeRouting, 'unauthorized', ...codes])

const errorAnswer = (description: string): Json => ({
  description,
  content: { 'application/json': { schema: errorSchema } },
})

const json = (schema: Json): Json => ({ 'application/json': { schema } })

const bytes = (types: readonly string[], extra: Json = {}): Json => ({
  responses: {
    200: {
      description: 'The bytes',
      content: Object.fromEntries(types.map((type) => [type, {}])),
    },
    206: { description: 'The part that the Range header asked for' },
    304: { description: 'The If-None-Match header names these bytes' },
    ...errors('not_found', 'range_not_satisfiable'),
    ...extra,
  },
})

const exported = (type: string): Json =>
  bytes([type], {
    412: errorAnswer('The export that If-Match names is not kept any more: fetch both files again'),
  })

/** A search by a file that comes as the body, or in a form with the rest of the search. */
const searchByFile = (summary: string, type: string): Json => ({
  summary,
  parameters: [
    {
      name: 'search',
      in: 'query',
      required: false,
      description: 'The rest of a semantic search, as JSON',
      content: json({ $ref: `${prefix}SemanticSearch` }),
    },
    {
      name: 'name',
      in: 'query',
      required: false,
      description: 'What the file is called',
      schema: { type: 'string', maxLength: 500 },
    },
  ],
  requestBody: {
    required: true,
    content: {
      [type]: {},
      'application/octet-stream': {},
      'multipart/form-data': {
        schema: {
          type: 'object',
          properties: {
            file: { type: 'string', format: 'binary' },
            search: { type: 'string', description: 'As in the query, which it replaces' },
          },
          required: ['file'],
        },
      },
    },
  },
  responses: {
    200: { description: 'Done', content: json({ $ref: `${prefix}SearchResponse` }) },
    ...errors(...refusedBody, 'not_found', 'conflict', 'unsupported_media'),
  },
})

const byteOperations: Readonly<Record<keyof typeof contract.byteRoutes, Json>> = {
  events: {
    summary: 'Server-sent events: a snapshot, then deltas; id is the sequence number',
    responses: {
      200: {
        description: 'Each data line is one Event as JSON',
        content: { 'text/event-stream': { schema: { $ref: `${prefix}Event` } } },
      },
      ...errors(),
    },
  },
  openapi: {
    summary: 'This document',
    responses: { 200: { description: 'OpenAPI 3.1', content: json({ type: 'object' }) }, ...errors() },
  },
  similarToImage: searchByFile('Scenes like a picture (JPEG, PNG, WebP …, at most 64 MB)', 'image/*'),
  similarToAudio: searchByFile('Scenes that sound like a recording (at most 64 MB)', 'audio/*'),
  putUpload: {
    summary: 'Bytes of an announced file from the offset in Content-Range',
    requestBody: { required: true, content: { 'application/octet-stream': {} } },
    responses: {
      200: { description: 'How far the upload is now', content: json({ $ref: `${prefix}Upload` }) },
      ...errors(...refusedBody, 'not_found'),
      409: errorAnswer('Not the next byte; details.offset tells which one is'),
    },
  },
  keyframe: { summary: 'Keyframe of a scene', ...bytes(['image/jpeg']) },
  poster: { summary: 'Picture that stands for a video', ...bytes(['image/jpeg']) },
  filmstrip: { summary: 'One sprite sheet of small frames', ...bytes(['image/jpeg']) },
  stream: { summary: 'The file itself, with ranges', ...bytes(['video/*', 'audio/*', 'application/octet-stream']) },
  proxy: {
    summary: 'A version that browsers play, made on demand',
    ...bytes(['video/mp4', 'video/webm'], {
      ...errors('not_found', 'range_not_satisfiable', 'unsupported_media'),
      202: {
        description: 'It is being made: ask again after Retry-After seconds',
        content: json({
          type: 'object',
          properties: { state: { const: 'making' }, progress: { type: 'number', minimum: 0, maximum: 1 } },
          required: ['state', 'progress'],
        }),
      },
    }),
  },
  exportFile: {
    summary: 'A file of an export, for download',
    ...bytes(['application/octet-stream', 'application/xml', 'text/plain']),
  },
  spaceVectors: {
    summary: 'Scene vectors of a space as a NumPy file (float32, C order)',
    ...exported('application/octet-stream'),
  },
  spaceRows: {
    summary: 'The rows of vectors.npy: one JSON line each, with scene id, video id, index, start and end',
    ...exported('application/x-ndjson'),
  },
}

/** The file itself may come instead of its announcement, named in the query. */
const uploadParameters = ['name', 'batch'].map((name) => ({
  name,
  in: 'query',
  required: false,
  description: 'With a body of bytes',
  schema: { type: 'string' },
}))
const uploadBody = (announcement: { readonly content: Json }): Json => ({
  required: true,
  content: { ...announcement.content, 'application/octet-stream': {} },
})

/** `POST /api/v1/session/codes`, which only a serving host has. */
export const sessionCodesPath = '/api/v1/session/codes'

const sessionCodes: Json = {
  post: {
    operationId: 'createSessionCode',
    summary: 'A link that lets a browser in, once and within five minutes (needs the token, not the cookie)',
    responses: {
      201: {
        description: 'The link',
        content: json({
          type: 'object',
          properties: { url: { type: 'string' }, expiresAt: { type: 'string', format: 'date-time' } },
          required: ['url', 'expiresAt'],
        }),
      },
      ...errors(),
    },
  },
}

const pathParameters = (path: string): readonly Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema:
      name === 'sheet'
        ? { type: 'integer', minimum: 0 }
        : path.includes('/spaces/')
          ? { type: 'string', pattern: '^[A-Za-z0-9_-]{1,128}$' }
          : { $ref: `${prefix}Id` },
  }))

/** What captions are answered as when `format` asks for a file. */
const captionFilesOf = (formats: readonly string[]): Json =>
  Object.fromEntries(
    contract.captionExportFormats
      .filter(({ id }) => formats.includes(id))
      .map(({ mediaType }) => [mediaType, { schema: { type: 'string' } }]),
  )

/** The one route that needs no token. */
const openOperation = 'health'

/** The components that something refers to, directly or by another one. */
const usedComponents = (paths: unknown, components: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> => {
  const used = new Set<string>()
  const follow = (part: unknown): void => {
    for (const [, kind = '', name = ''] of JSON.stringify(part).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)) {
      if (used.has(`${kind}/${name}`)) continue
      used.add(`${kind}/${name}`)
      follow(components[kind]?.[name] ?? null)
    }
  }
  follow(paths)
  return Object.fromEntries(
    Object.entries(components).map(([kind, parts]) => [
      kind,
      Object.fromEntries(Object.entries(parts).filter(([name]) => used.has(`${kind}/${name}`))),
    ]),
  )
}

/** Says which operations a panel may call (`panel.ts`). */
const panelsOf = ({ panels }: Pick<contract.Route, 'panels'>): Json =>
  panels === undefined ? {} : { 'x-panels': true }

/** The OpenAPI 3.1 document of the whole API, generated from the contract's route table. */
export const openApiDocument = (version: string): Json => {
  const names = namedSchemas()
  const input = createSchemas(names, 'input')
  const output = createSchemas(names, 'output')
  const components = { ...output.components() }
  const requests = input.components()
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [operationId, route] of Object.entries<contract.Route>(contract.routes)) {
    const bodyName = route.body === undefined ? undefined : names.get(route.body)
    if (bodyName !== undefined) components[bodyName] = requests[bodyName]
    const answer = route.status === 204 ? {} : { content: json(output.of(route.response)) }
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: {
        operationId,
        summary: route.summary,
        ...panelsOf(route),
        parameters: [...parametersOf(route.params, 'path', input.of), ...parametersOf(route.query, 'query', input.of)],
        ...(route.body === undefined ? {} : { requestBody: { required: true, content: json(input.of(route.body)) } }),
        ...(operationId === openOperation ? { security: [] } : {}),
        responses: {
          [route.status]: { description: 'Done', ...answer },
          ...errorAnswers(errorCodesOf(route, operationId === openOperation)),
        },
      },
    }
  }
  for (const name of Object.keys(contract.byteRoutes) as (keyof typeof contract.byteRoutes)[]) {
    const byteRoute: Pick<contract.Route, 'method' | 'path' | 'panels'> = contract.byteRoutes[name]
    const { method, path } = byteRoute
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: {
        operationId: name,
        ...panelsOf(byteRoute),
        parameters: pathParameters(path),
        ...byteOperations[name],
      },
    }
  }
  paths[sessionCodesPath] = sessionCodes
  for (const [path, formats] of [
    [contract.routes.listCaptions.path, ['srt', 'vtt']],
    [contract.routes.exportCaptions.path, ['srt', 'vtt', 'txt', 'csv']],
  ] as const) {
    const captions = paths[path]?.['get'] as { readonly responses: Record<string, Json> }
    const listed = captions.responses['200'] ?? {}
    captions.responses['200'] = { ...listed, content: { ...(listed['content'] as Json), ...captionFilesOf(formats) } }
  }
  const createUpload = paths[contract.routes.createUpload.path]?.['post'] as Record<string, unknown>
  createUpload['requestBody'] = uploadBody(createUpload['requestBody'] as { readonly content: Json })
  createUpload['parameters'] = uploadParameters
  return {
    openapi: '3.1.0',
    info: {
      title: 'GoodCLIPS',
      version,
      description: 'Find any moment in your own video clips. Answers on this machine only.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { cookie: [] }],
    paths,
    components: {
      ...usedComponents(paths, { schemas: components, responses: errorComponents(errorSchema) }),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token of server.json in the library folder, or of a panel',
        },
        cookie: { type: 'apiKey', in: 'cookie', name: 'goodclips', description: 'Set by the one-time link' },
      },
    },
  }
}
