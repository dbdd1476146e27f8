import { byteRoutes, panelOriginSchema, type Route, routes } from '../contract/index.ts'
import type { Panels } from '../core/panels/panels.ts'
import type { ApiFailure } from '../domain/failure.ts'
import { type Access, bearerToken } from './access.ts'

/** How long a browser may remember the answer to a preflight. */
const preflightSeconds = 600

/** What becomes of a request of a page of another origin that a person let in. */
export type PanelDecision =
  | { readonly kind: 'preflight' | 'let-in'; readonly origin: string; readonly without: readonly string[] }
  | { readonly kind: 'refused'; readonly origin: string; readonly failure: ApiFailure }

interface PanelRoute {
  readonly method: string
  readonly path: RegExp
  readonly without: readonly string[]
}

const panelRoutes: readonly PanelRoute[] = [
  ...Object.values<Route>(routes),
  ...Object.values<Pick<Route, 'method' | 'path' | 'panels'>>(byteRoutes),
].flatMap(({ method, path, panels }) =>
  panels === undefined
    ? []
    : [
        {
          method,
          path: new RegExp(`^${path.replace(/\./g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
          without: panels === true ? [] : panels.without,
        },
      ],
)

const routeOf = (method: string, path: string): PanelRoute | undefined => {
  const asked = method === 'HEAD' ? 'GET' : method
  return panelRoutes.find((route) => route.method === asked && route.path.test(path))
}

/**
 * Decides about a request whose origin a person let in; null for every other, which the rules of the host decide about. A panel is
 * known by its origin and its own token together, and may call only what the table of routes says.
 */
export const decidePanel = async (access: Access, panels: Panels, request: Request): Promise<PanelDecision | null> => {
  const origin = request.headers.get('origin')
  const host = request.headers.get('host')?.toLowerCase()
  if (access.ownsHost?.(host) !== true || origin === null || origin === `http://${host}`) return null
  if (!panelOriginSchema.safeParse(origin).success || !(await panels.knows(origin))) return null
  if (request.method === 'OPTIONS' && request.headers.has('access-control-request-method'))
    return { kind: 'preflight', origin, without: [] }
  const refused = (code: 'unauthorized' | 'forbidden', message: string, remedy: string): PanelDecision => ({
    kind: 'refused',
    origin,
    failure: { code, message, remedy },
  })
  const token = bearerToken(request.headers.get('authorization') ?? undefined)
  if (token === null || !(await panels.accepts(origin, token)))
    return refused(
      'unauthorized',
      'This panel has no token, or not the one that it was given.',
      'Let the panel in again in the settings of GoodCLIPS, and give it the new token.',
    )
  const route = routeOf(request.method, new URL(request.url).pathname)
  return route === undefined
    ? refused('forbidden', 'Panels may read, search and ask for exports, nothing else.', 'Do this in GoodCLIPS itself.')
    : { kind: 'let-in', origin, without: route.without }
}

/** Headers by which a browser lets a page of another origin read an answer. */
export const panelHeaders = (origin: string): Readonly<Record<string, string>> => ({
  'Access-Control-Allow-Origin': origin,
  'Access-Control-Expose-Headers': 'Content-Disposition, Content-Range, Content-Length',
  Vary: 'Origin',
})

/** The answer to a preflight of a panel. */
export const preflightResponse = (origin: string, request: Request): Response =>
  new Response(null, {
    status: 204,
    headers: {
      ...panelHeaders(origin),
      'Access-Control-Allow-Methods': 'GET, HEAD, POST',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type, Range',
      'Access-Control-Max-Age': String(preflightSeconds),
      ...(request.headers.has('access-control-request-private-network')
        ? { 'Access-Control-Allow-Private-Network': 'true' }
        : {}),
    },
  })
