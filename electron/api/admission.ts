import type { MiddlewareHandler } from 'hono'
import type { Panels } from '../core/panels/panels.ts'
import type { ApiFailure } from '../domain/failure.ts'
import type { Access, AccessDecision, Identity } from './access.ts'
import { failureResponse, statusOf } from './failure.ts'
import { notLetInPage } from './pages.ts'
import { decidePanel, panelHeaders, preflightResponse } from './panel-access.ts'

/** What is known of a request once it was let in. */
export interface Env {
  Variables: {
    identity: Identity
    /** Fields of the body that whoever asks may not give. */
    without: readonly string[]
  }
}

const expectsPage = (request: Request): boolean =>
  request.method === 'GET' && (request.headers.get('accept') ?? '').includes('text/html')

/** What the rules of the host say of a request. */
export const decideAccess = (access: Access, request: Request): AccessDecision =>
  access.decide({
    method: request.method,
    url: new URL(request.url),
    header: (name) => request.headers.get(name) ?? undefined,
  })

const refusalResponse = (request: Request, failure: ApiFailure): Response => {
  if (expectsPage(request)) return notLetInPage(statusOf[failure.code], failure.message)
  return failureResponse(failure, failure.code === 'unauthorized' ? { headers: { 'WWW-Authenticate': 'Bearer' } } : {})
}

/** Lets requests in, or refuses them: panels by their own rules, everyone else by those of the host. */
export const admit =
  (access: Access, panels: Panels): MiddlewareHandler<Env> =>
  async (context, next) => {
    const request = context.req.raw
    const panel = await decidePanel(access, panels, request)
    if (panel?.kind === 'preflight') return preflightResponse(panel.origin, request)
    if (panel?.kind === 'refused') return failureResponse(panel.failure, { headers: panelHeaders(panel.origin) })
    context.set('without', panel?.without ?? [])
    if (panel !== null) {
      context.set('identity', 'panel')
      await next()
      for (const [name, value] of Object.entries(panelHeaders(panel.origin))) context.res.headers.set(name, value)
      return
    }
    const decision = decideAccess(access, request)
    if (!decision.ok) return refusalResponse(request, decision.error)
    context.set('identity', decision.value)
    return await next()
  }
