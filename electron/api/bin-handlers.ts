import type { binRoutes } from '../contract/bin-routes.ts'
import type { Core } from '../core/core-api.ts'
import { ok } from '../domain/result.ts'
import { byId, type RouteHandlers } from './route-handlers.ts'

/** What the routes of bins do with the core. */
export const binHandlers = ({ bins }: Core): Pick<RouteHandlers, keyof typeof binRoutes> => ({
  listBins: async () => ok({ items: await bins.list(), nextCursor: null }),
  createBin: ({ body }) => bins.create(body),
  importBins: ({ body, signal }) => bins.import(body, signal),
  getBin: ({ params, signal }) => bins.get(params.id, signal),
  patchBin: ({ params, body }) => bins.patch(params.id, body),
  deleteBin: byId(bins.delete),
  addBinItems: ({ params, body }) => bins.add(params.id, body),
  patchBinItems: ({ params, body, signal }) => bins.changeItems(params.id, body, signal),
})
