import type { watchFolderRoutes } from '../contract/watch-folder.ts'
import type { Core } from '../core/core-api.ts'
import { ok } from '../domain/result.ts'
import { byId, type RouteHandlers } from './route-handlers.ts'

/** What the routes of watched folders do with the core. */
export const watchFolderHandlers = ({ watchFolders }: Core): Pick<RouteHandlers, keyof typeof watchFolderRoutes> => ({
  listWatchFolders: async () => ok({ items: [...(await watchFolders.list())], nextCursor: null }),
  createWatchFolder: ({ body }) => watchFolders.create(body),
  getWatchFolder: byId(watchFolders.get),
  patchWatchFolder: ({ params, body }) => watchFolders.patch(params.id, body),
  deleteWatchFolder: byId(watchFolders.delete),
})
