import { type Context, Hono } from 'hono'
import { byteRoutes, idSchema, type Route, type RouteName, routes } from '../contract/index.ts'
import type { Core, MediaSlice } from '../core/core-api.ts'
import { type ApiFailure, failureOfStoreError } from '../domain/failure.ts'
import type { Result } from '../domain/result.ts'
import type { Access } from './access.ts'
import { admit, decideAccess, type Env } from './admission.ts'
import { eventStreamResponse } from './event-stream.ts'
import { failureResponse, jsonResponse, statusOf } from './failure.ts'
import { attachment, securityHeaders } from './headers.ts'
import { createHandlers, routeResponse } from './json-routes.ts'
import { mediaResponse } from './media-response.ts'
import { openApiDocument, sessionCodesPath } from './openapi.ts'
import { codeRefusedPage, notBuiltPage } from './pages.ts'
import {
  BodyStalled,
  type BodyTimeouts,
  bodyStalled,
  closeConnection,
  fileTimeouts,
  jsonTimeouts,
  streamedTimeouts,
} from './request-body.ts'
import { parseInput, readJsonBody, readQuery } from './request-input.ts'
import type { RouteInput } from './route-handlers.ts'
import { searchByFile } from './search-file-route.ts'
import { staticResponse } from './static-files.ts'
import { bringsBytes, postUpload, putUpload } from './upload-route.ts'

/** What the API is built from. */
export interface ApiOptions {
  readonly core: Core
  readonly access: Access
  /** Folder of the built interface; without it only the API answers. */
  readonly rendererFolder?: string
  /** Where unexpected exceptions are logged; never receives queries, bodies, cookies or tokens. */
  readonly log?: (line: { readonly level: 'error'; readonly message: string }) => void
  /** Ends event streams, so that a host can stop. */
  readonly signal?: AbortSignal
  readonly heartbeatMs?: number
  /** In every such span a body that is being sent must make progress; by default a minute. */
  readonly bodySpanMs?: number
}

type ApiContext = Context<Env>

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')

const notForPanels = (field: string): ApiFailure => ({
  code: 'forbidden',
  message: `A panel may not give “${field}”.`,
  remedy: 'Leave it out: the files of an export lie in the library then, and its answer says where.',
})

const addJsonRoutes = (app: Hono<Env>, { core, log }: ApiOptions, timeouts: BodyTimeouts): void => {
  const handlers = createHandlers(core, performance.timeOrigin)
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name]
    // Each handler takes exactly what its own route's schemas produce, which the loop over all names cannot express.
    const handle = handlers[name] as (input: RouteInput<never>) => Promise<Result<unknown, ApiFailure>>
    app.on(route.method, honoPath(route.path), async (context) => {
      const input: { params: unknown; query: unknown; body: unknown; signal: AbortSignal } = {
        params: null,
        query: null,
        body: null,
        signal: context.req.raw.signal,
      }
      if (route.params !== undefined) {
        const params = parseInput('params', route.params, context.req.param())
        if (!params.ok) return failureResponse(params.error)
        input.params = params.value
      }
      if (route.query !== undefined) {
        const query = parseInput('query', route.query, readQuery(route.query, context.req.queries()))
        if (!query.ok) return failureResponse(query.error)
        input.query = query.value
      }
      if (route.body !== undefined) {
        const read = await readJsonBody(context.req.raw, timeouts)
        if (!read.ok) return failureResponse(read.error)
        const body = parseInput('body', route.body, read.value)
        if (!body.ok) return failureResponse(body.error)
        const forbidden = context.get('without').find((field) => Object.hasOwn(Object(body.value), field))
        if (forbidden !== undefined) return failureResponse(notForPanels(forbidden))
        input.body = body.value
      }
      const answer = await handle(input as RouteInput<never>)
      if (answer.ok) return routeResponse(route, answer.value)
      const { code, message, cause } = answer.error
      if (cause !== undefined && statusOf[code] >= 500)
        log?.({ level: 'error', message: `${context.req.method} ${context.req.path}: ${message} (${String(cause)})` })
      return failureResponse(answer.error)
    })
  }
}

const notFound = (message: string): Response => failureResponse({ code: 'not_found', message })

const addMediaRoutes = (app: Hono<Env>, core: Core): void => {
  const serve =
    (find: (id: string, context: ApiContext) => Promise<Result<MediaSlice, ApiFailure>>) =>
    async (context: ApiContext): Promise<Response> => {
      const id = idSchema.safeParse(context.req.param('id'))
      if (!id.success) return notFound('There is no such thing.')
      const slice = await find(id.data, context)
      if (!slice.ok) return failureResponse(slice.error)
      const { immutable, frameNumber } = slice.value
      const namesFrame = frameNumber !== undefined && context.req.query('frame') === String(frameNumber)
      return await mediaResponse(context.req.raw, { ...slice.value, immutable: immutable || namesFrame })
    }
  app.get(
    honoPath(byteRoutes.keyframe.path),
    serve((id, context) => {
      const frame = /^\d{1,9}$/.exec(context.req.query('frame') ?? '')?.[0]
      return core.media.keyframe(id, frame === undefined ? undefined : Number(frame))
    }),
  )
  app.get(
    honoPath(byteRoutes.poster.path),
    serve((id) => core.media.poster(id)),
  )
  app.get(
    honoPath(byteRoutes.stream.path),
    serve((id) => core.media.stream(id)),
  )
  app.get(
    honoPath(byteRoutes.filmstrip.path),
    serve(async (id, context) => {
      const sheet = /^\d{1,6}$/.exec(context.req.param('sheet') ?? '')?.[0]
      if (sheet === undefined) return { ok: false, error: { code: 'not_found', message: 'There is no such sheet.' } }
      return await core.media.filmstripSheet(id, Number(sheet))
    }),
  )
  app.get(honoPath(byteRoutes.proxy.path), async (context) => {
    const id = idSchema.safeParse(context.req.param('id'))
    if (!id.success) return notFound('There is no such video.')
    const proxy = await core.media.proxy(id.data)
    if (!proxy.ok) return failureResponse(proxy.error)
    if (proxy.value.state === 'ready') return await mediaResponse(context.req.raw, proxy.value.slice)
    return jsonResponse({ state: 'making', progress: proxy.value.progress }, 202, { 'Retry-After': '1' })
  })
}

/** Both files of an export carry the same ETag; the second one is asked for with it in If-Match, to be of the same moment. */
const addExportRoutes = (app: Hono<Env>, core: Core): void => {
  const serve = (part: 'npy' | 'jsonl') => async (context: ApiContext) => {
    const params = routes.deleteSpace.params.safeParse(context.req.param())
    if (!params.success) return notFound('There is no such embedding space.')
    const match = /^"([^"]+)"$/.exec(context.req.header('if-match') ?? '')?.[1] ?? null
    const exported = await core.spaces.exportVectors(params.data.id, match)
    if (!exported.ok) {
      return failureResponse(exported.error, exported.error.code === 'conflict' ? { status: 412 } : {})
    }
    const { slice, fileName } = exported.value[part]
    const response = await mediaResponse(context.req.raw, slice)
    if (response.ok) response.headers.set('Content-Disposition', attachment(fileName))
    return response
  }
  app.get(honoPath(byteRoutes.exportFile.path), async (context) => {
    const id = idSchema.safeParse(context.req.param('id'))
    const index = /^\d{1,6}$/.exec(context.req.param('file') ?? '')?.[0]
    if (!id.success || index === undefined) return notFound('There is no such file.')
    const file = await core.exports.file(id.data, Number(index))
    if (!file.ok) return failureResponse(file.error)
    const response = await mediaResponse(context.req.raw, file.value.slice)
    if (response.ok) response.headers.set('Content-Disposition', attachment(file.value.fileName))
    return response
  })
  app.get(honoPath(byteRoutes.spaceVectors.path), serve('npy'))
  app.get(honoPath(byteRoutes.spaceRows.path), serve('jsonl'))
}

const addSessionRoutes = (app: Hono<Env>, access: Access): void => {
  const session = access.session
  if (session === null) return
  app.get('/open', (context) => {
    const code = context.req.query('code')
    const home = new Request(new URL('/', context.req.url), { headers: context.req.raw.headers })
    if (context.req.method === 'GET' && code !== undefined && session.redeem(code, Date.now()))
      context.header('Set-Cookie', session.setCookie())
    else if (!decideAccess(access, home).ok) return codeRefusedPage()
    context.header('Cache-Control', 'no-store')
    return context.redirect('/', 303)
  })
  app.post(sessionCodesPath, (context) => {
    if (context.get('identity') !== 'bearer')
      return failureResponse({ code: 'forbidden', message: 'Only a program that holds the token may do this.' })
    const { code, expiresAt } = session.mintCode(Date.now())
    const url = new URL(`/open?code=${code}`, context.req.url).href
    return jsonResponse({ url, expiresAt: new Date(expiresAt).toISOString() }, 201)
  })
}

/** Answers 405 with `Allow` for a known path and an unknown method; register after all routes. */
const addMethodTable = (app: Hono<Env>, access: Access): void => {
  const methods = new Map<string, Set<string>>()
  const add = (method: string, path: string) => {
    const known = methods.get(path) ?? new Set()
    known.add(method)
    if (method === 'GET') known.add('HEAD')
    methods.set(path, known)
  }
  for (const { method, path } of [...Object.values<Route>(routes), ...Object.values(byteRoutes)]) add(method, path)
  if (access.session !== null) {
    add('GET', '/open')
    add('POST', sessionCodesPath)
  }
  for (const [path, allowed] of methods)
    app.all(honoPath(path), (context) =>
      failureResponse(
        { code: 'method_not_allowed', message: `${context.req.method} is not possible here.` },
        { headers: { Allow: [...allowed].sort().join(', ') } },
      ),
    )
}

/**
 * The whole application as one `fetch(Request)`: JSON routes of the contract, media with ranges, uploads, events,
 * OpenAPI and the built interface. Hosts mount it on HTTP or on a custom scheme; `access` holds the host's rules.
 */
export const createApi = (options: ApiOptions): Hono<Env> => {
  const { core, access } = options
  const app = new Hono<Env>()
  const withSpan = (timeouts: BodyTimeouts): BodyTimeouts => ({
    ...timeouts,
    spanMs: options.bodySpanMs ?? timeouts.spanMs,
  })
  app.use(securityHeaders(access.mediaSource))
  app.use(admit(access, core.panels))
  app.onError((error, context) => {
    const stalled = error instanceof BodyStalled
    const expected = stalled ? bodyStalled : failureOfStoreError(error)
    if (expected !== null) return failureResponse(expected, stalled ? { headers: closeConnection } : {})
    if (!context.req.raw.signal.aborted)
      options.log?.({ level: 'error', message: `${context.req.method} ${context.req.path}: ${error.stack ?? error}` })
    return failureResponse({
      code: 'internal',
      message: 'Something went wrong inside GoodCLIPS.',
      remedy: 'Try again; if it happens again, report it with the log.',
    })
  })
  app.post(routes.createUpload.path, async (context, next) => {
    const request = context.req.raw
    if (bringsBytes(request.headers.get('content-type')))
      return await postUpload(core, request, withSpan(streamedTimeouts))
    return await next()
  })
  addJsonRoutes(app, options, withSpan(jsonTimeouts))
  addMediaRoutes(app, core)
  addExportRoutes(app, core)
  app.post(byteRoutes.similarToImage.path, (context) =>
    searchByFile(
      context.req.raw,
      'picture',
      (...asked) => core.search.similarToImage(...asked),
      withSpan(fileTimeouts),
    ),
  )
  app.post(byteRoutes.similarToAudio.path, (context) =>
    searchByFile(context.req.raw, 'sound', (...asked) => core.search.similarToAudio(...asked), withSpan(fileTimeouts)),
  )
  addSessionRoutes(app, access)
  app.put(honoPath(byteRoutes.putUpload.path), async (context) => {
    const id = idSchema.safeParse(context.req.param('id'))
    return id.success
      ? await putUpload(core, id.data, context.req.raw, withSpan(streamedTimeouts))
      : notFound('There is no such upload.')
  })
  let openApi: unknown
  app.get(byteRoutes.openapi.path, () => {
    openApi ??= openApiDocument(core.version)
    return jsonResponse(openApi)
  })
  app.get(byteRoutes.events.path, (context) => {
    if (context.req.method === 'HEAD') return new Response(null, { headers: { 'Content-Type': 'text/event-stream' } })
    const signals = [context.req.raw.signal, ...(options.signal === undefined ? [] : [options.signal])]
    return eventStreamResponse(context, core.events, signals, options.heartbeatMs ?? 15_000)
  })
  addMethodTable(app, access)
  app.notFound(async (context) => {
    const method = context.req.method
    const folder = options.rendererFolder
    if (folder !== undefined && (method === 'GET' || method === 'HEAD')) {
      const file = await staticResponse(context.req.raw, folder, async () => ({
        theme: (await core.settings.get()).theme,
        preferences: await core.preferences.get(),
      }))
      if (file !== null) return file
      if (context.req.path === '/') return notBuiltPage()
    }
    return notFound(`There is no ${context.req.path}.`)
  })
  return app
}
