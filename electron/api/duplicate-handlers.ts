import type { duplicateRoutes } from '../contract/duplicate.ts'
import type { Core } from '../core/core-api.ts'
import { ok } from '../domain/result.ts'
import type { RouteHandlers } from './route-handlers.ts'

/** What the routes of scenes that are alike do with the core. */
export const duplicateHandlers = ({ duplicates, marks }: Core): Pick<RouteHandlers, keyof typeof duplicateRoutes> => ({
  listDuplicates: async ({ query, signal }) => ok(await duplicates.list(query, signal)),
  duplicatesStatus: async () => ok(duplicates.status()),
  keepCopies: async ({ body }) => {
    const flagged = await marks.flag(body)
    return flagged.ok ? ok({ items: [...flagged.value] }) : flagged
  },
  tellApart: ({ body }) => duplicates.tellApart(body),
  listNotAlike: async ({ query }) => ok(await duplicates.listNotAlike(query)),
  takeBackNotAlike: ({ body }) => duplicates.takeBackNotAlike(body),
})
