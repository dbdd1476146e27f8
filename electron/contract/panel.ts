import { z } from 'zod'
import { idSchema } from './page.ts'
import { route } from './route.ts'

/**
 * Where a page comes from, as its browser tells it: scheme, host and, where it is not the usual one, port. `null`, which many pages
 * share, is none.
 */
export const panelOriginSchema = z
  .string()
  .trim()
  .max(300)
  .regex(
    /^(?!file:)[a-z][a-z0-9+.-]*:\/\/[^\s/\\?#@*]+$/,
    'Give the origin of the page, as https://panel.example or app://panel, in lower case and without a path.',
  )

/** A page of another program, such as a panel in an editor, that a person lets use this library. */
export const panelSchema = z.object({
  id: idSchema,
  origin: z.string(),
  createdAt: z.iso.datetime(),
})
export type Panel = z.infer<typeof panelSchema>

/** `POST /api/v1/panels`. An origin that is known gets a new token, and its old one ends. */
export const createPanelSchema = z.strictObject({ origin: panelOriginSchema })
export type CreatePanel = z.infer<typeof createPanelSchema>

/** The panel with its token, which is told only this once: the library keeps no more than its hash. */
export const createdPanelSchema = panelSchema.extend({ token: z.string() })
export type CreatedPanel = z.infer<typeof createdPanelSchema>

/** Routes of the panels that a person has let in. */
export const panelRoutes = {
  listPanels: route({
    method: 'GET',
    path: '/api/v1/panels',
    summary: 'Pages of other programs that may read this library and ask for exports',
    status: 200,
    response: z.object({ items: z.array(panelSchema), nextCursor: z.null() }),
  }),
  createPanel: route({
    method: 'POST',
    path: '/api/v1/panels',
    summary: 'Let the page of an origin read this library and ask for exports, with a token of its own',
    body: createPanelSchema,
    status: 201,
    response: createdPanelSchema,
  }),
  deletePanel: route({
    method: 'DELETE',
    path: '/api/v1/panels/{id}',
    summary: 'Let a panel in no longer: its token ends',
    params: z.object({ id: idSchema }),
    status: 204,
    response: z.null(),
  }),
} as const
