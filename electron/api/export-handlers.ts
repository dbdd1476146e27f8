import type { exportRoutes } from '../contract/export-routes.ts'
import type { Core } from '../core/core-api.ts'
import { ok } from '../domain/result.ts'
import { byId, type RouteHandlers } from './route-handlers.ts'

/** What the routes of exports do with the core. */
export const exportHandlers = ({ exports }: Core): Pick<RouteHandlers, keyof typeof exportRoutes> => ({
  createExport: ({ body }) => exports.create(body),
  listExports: async ({ query }) => ok(await exports.list(query)),
  getExport: byId(exports.get),
  cancelExport: byId(exports.cancel),
  resumeExport: byId(exports.resume),
  previewCuts: ({ body, signal }) => exports.previewCuts(body, signal),
})
