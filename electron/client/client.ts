import type { z } from 'zod'
import { apiErrorSchema, type Route, type RouteName, routePath, routes } from '../contract/index.ts'
import type { ClientError, ClientResult } from './client-error.ts'

type RouteOf<Name extends RouteName> = (typeof routes)[Name]
type Part<Name extends RouteName, Key extends 'params' | 'query' | 'body'> =
  RouteOf<Name> extends Record<Key, infer Schema extends z.ZodType> ? { readonly [K in Key]: z.input<Schema> } : unknown

/** What a call of a route needs: its path parameters, query and body, as the contract says. */
export type CallInput<Name extends RouteName> = Part<Name, 'params'> & Part<Name, 'query'> & Part<Name, 'body'>
/** What a route answers. */
export type Answer<Name extends RouteName> = z.output<RouteOf<Name>['response']>

/** The part of `fetch` the client needs. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Typed access to every JSON route of the core, plus the raw fetch for byte routes. */
export interface Client {
  readonly call: <const Name extends RouteName>(
    name: Name,
    input: CallInput<Name>,
    signal: AbortSignal,
  ) => Promise<ClientResult<Answer<Name>>>
  readonly fetch: Fetch
}

const failed = <Value>(error: ClientError): ClientResult<Value> => ({ ok: false, error })

/** Names why a fetch rejected: the caller's own abort, or a core that is not there. */
export const rejectionOf = (cause: unknown, signal: AbortSignal): ClientError =>
  signal.aborted ? { kind: 'aborted' } : { kind: 'offline', cause }

/** Reads the one error shape of the API from a refused answer. */
export const refusalOf = async (response: Response): Promise<ClientError> => {
  try {
    const parsed = apiErrorSchema.safeParse(await response.json())
    if (!parsed.success) return { kind: 'unexpected-answer', status: response.status, cause: parsed.error }
    const { code, message, remedy } = parsed.data.error
    return { kind: 'refused', status: response.status, code, message, ...(remedy === undefined ? {} : { remedy }) }
  } catch (cause) {
    return { kind: 'unexpected-answer', status: response.status, cause }
  }
}

/** A query as text, with its `?`; what is undefined or null is left out. */
export const queryString = (query: unknown): string => {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null) continue
    // A list is its name once for each of its values.
    for (const each of Array.isArray(value) ? value : [value]) search.append(key, String(each))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** Reads the JSON of an answer by its schema; an answer without a body is null. Rejects when the connection breaks. */
export const readAnswer = async <Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<ClientResult<z.output<Schema>>> => {
  if (!response.ok) return failed(await refusalOf(response))
  const strange = (cause: unknown) =>
    failed<z.output<Schema>>({ kind: 'unexpected-answer', status: response.status, cause })
  try {
    const raw: unknown = response.status === 204 ? null : await response.json()
    const parsed = schema.safeParse(raw)
    return parsed.success ? { ok: true, value: parsed.data } : strange(parsed.error)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    return strange(cause)
  }
}

interface LooseInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: unknown
  readonly body?: unknown
}

/** Makes the client; answers are parsed by the contract's schemas, failures are values, nothing throws. */
export const createClient = (fetchLike: Fetch): Client => ({
  fetch: fetchLike,
  call: async <const Name extends RouteName>(name: Name, input: CallInput<Name>, signal: AbortSignal) => {
    const route: Route = routes[name]
    const { params, query, body } = input as LooseInput
    const url = routePath(route.path, params) + queryString(query)
    try {
      const response = await fetchLike(url, {
        method: route.method,
        signal,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      // The schema of this very route has accepted the value; the table loses the link between name and type.
      return (await readAnswer(response, route.response)) as ClientResult<Answer<Name>>
    } catch (cause) {
      return failed(rejectionOf(cause, signal))
    }
  },
})
