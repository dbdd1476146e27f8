import type { z } from 'zod'
import type { ErrorCode } from './error.ts'

/** One JSON route of the API: the server validates by it, OpenAPI is generated from it, the client is typed by it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path with `{name}` parameters. */
  readonly path: string
  readonly summary: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly status: 200 | 201 | 202 | 204
  readonly response: z.ZodType
  /** Refusals beyond those that every route with such params, query and body can give. */
  readonly refuses?: readonly ErrorCode[]
  /** Whether pages that a person let in (`panel.ts`) may call it, and which fields of the body they may not give. Default: they may not. */
  readonly panels?: true | { readonly without: readonly string[] }
}

/** Keeps the literal types of a route. */
export const route = <const R extends Route>(value: R): R => value
