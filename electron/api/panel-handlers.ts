import type { panelRoutes } from '../contract/panel.ts'
import type { Core } from '../core/core-api.ts'
import { ok } from '../domain/result.ts'
import { byId, type RouteHandlers } from './route-handlers.ts'

/** What the routes of panels do with the core. */
export const panelHandlers = ({ panels }: Core): Pick<RouteHandlers, keyof typeof panelRoutes> => ({
  listPanels: async () => ok({ items: [...(await panels.list())], nextCursor: null }),
  createPanel: async ({ body }) => ok(await panels.create(body)),
  deletePanel: byId(panels.delete),
})
