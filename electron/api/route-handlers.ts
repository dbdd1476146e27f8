import type { z } from 'zod'
import type { RouteName, routes } from '../contract/index.ts'
import type { ApiFailure } from '../domain/failure.ts'
import type { Result } from '../domain/result.ts'

type Part<R, Name extends string> = R extends { readonly [K in Name]: infer S extends z.ZodType } ? z.output<S> : null

/** Parsed input of a route; parts that it does not take are null. */
export interface RouteInput<Name extends RouteName> {
  readonly params: Part<(typeof routes)[Name], 'params'>
  readonly query: Part<(typeof routes)[Name], 'query'>
  readonly body: Part<(typeof routes)[Name], 'body'>
  readonly signal: AbortSignal
}

/** The core answers readonly lists where the contract has plain ones; their JSON is the same. */
type ReadonlyLists<Value> = {
  readonly [Key in keyof Value]: Value[Key] extends (infer Item)[] ? readonly Item[] : Value[Key]
}
type Answer<Name extends RouteName> = Result<
  ReadonlyLists<z.input<(typeof routes)[Name]['response']>> | Response,
  ApiFailure
>
type Reply<Name extends RouteName> = Answer<Name> | Promise<Answer<Name>>

/** What each route of the table does with the core. A missing one does not compile. */
export type RouteHandlers = { readonly [Name in RouteName]: (input: RouteInput<Name>) => Reply<Name> }

/** The handler of a route that is about one thing and takes nothing but its id. */
export const byId =
  <Reply>(ask: (id: string) => Reply) =>
  ({ params }: { readonly params: { readonly id: string } }): Reply =>
    ask(params.id)
