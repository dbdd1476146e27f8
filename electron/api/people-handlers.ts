import type { peopleRoutes } from '../contract/people.ts'
import type { Core } from '../core/core-api.ts'
import { ok } from '../domain/result.ts'
import type { RouteHandlers } from './route-handlers.ts'

/** What the routes of people do with the core. */
export const peopleHandlers = ({ people }: Core): Pick<RouteHandlers, keyof typeof peopleRoutes> => ({
  listPeople: async ({ query }) => ok(await people.list(query)),
  listFaces: ({ params, query }) => people.faces(params.id, query),
  patchPeople: async ({ body }) => {
    const changed = await people.patch(body)
    return changed.ok ? ok({ items: [...changed.value] }) : changed
  },
  forgetPeople: async () => ok(await people.forget()),
})
