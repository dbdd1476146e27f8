import type { duplicateRoutes } from '../contract/duplicate.ts'
import type { Core } from '../core/core-api.ts'
import { ok } from '../domain/result.ts'
import type { RouteHandlers } from './route-handlers.ts'

/** What the route of scenes that are alike does with the core. */
export const duplicateHandlers = ({ duplicates }: Core): Pick<RouteHandlers, keyof typeof duplicateRoutes> => ({
  listDuplicates: async ({ query, signal }) => {
    const { items, nextCursor } = await duplicates.list(query, signal)
    return ok({ items: [...items], nextCursor })
  },
})
