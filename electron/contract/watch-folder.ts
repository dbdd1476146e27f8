import { z } from 'zod'
import { idSchema } from './page.ts'
import { route } from './route.ts'

const pathSchema = z.string().min(1).max(32_768)
const patternsSchema = z.array(z.string().trim().min(1).max(500)).max(100)

/**
 * `watching`: what is new is taken. `offline`: the folder or its drive is not there; it goes on by itself when it is.
 * `error`: it cannot be read. `paused`: a person switched it off, or no host is working on the library.
 */
export const watchFolderStateSchema = z.enum(['watching', 'offline', 'error', 'paused'])
export type WatchFolderState = z.infer<typeof watchFolderStateSchema>

/**
 * What happens when another film takes the place of one: `ask` leaves both to a person, among what needs them; `renew` gives the
 * video the new content at once. A film that is still being written is renewed either way.
 */
export const whenReplacedSchema = z.enum(['ask', 'renew'])
export type WhenReplaced = z.infer<typeof whenReplacedSchema>

/** A folder whose new films come into the library by themselves. */
export const watchFolderSchema = z.object({
  id: idSchema,
  /** Absolute. */
  path: z.string(),
  /** With all folders below it. */
  recursive: z.boolean(),
  /**
   * Only files that one of these patterns fits are taken; empty: all. `*`, `?`, `[…]`, `{a,b}` and `**`, in any case. A pattern
   * without `/` fits the name of a file or folder at any depth, one with `/` the path below the folder.
   */
  include: z.array(z.string()),
  /** What one of these fits is left out; a folder with all that lies in it. */
  exclude: z.array(z.string()),
  enabled: z.boolean(),
  whenReplaced: whenReplacedSchema,
  state: watchFolderStateSchema,
  /** What the state means; with `offline` and `error` also what to do. */
  message: z.string(),
  remedy: z.string().nullable(),
  /** Name of the drive or share that it lies on; null on the system's own disk. */
  volume: z.string().nullable(),
  /** The folder is looked at from time to time instead of being told of changes: it lies on a network share. */
  polling: z.boolean(),
  /** Videos of the library that lie in it. */
  videoCount: z.number().int().nonnegative(),
  /** New files that are still written to, or wait for their import. */
  pendingCount: z.number().int().nonnegative(),
  /** When all of it was looked at last; null: not yet since the library was opened. */
  lookedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
})
export type WatchFolder = z.infer<typeof watchFolderSchema>

/** `POST /api/v1/watch-folders`. The folder has to be there. */
export const createWatchFolderSchema = z.strictObject({
  path: pathSchema,
  recursive: z.boolean().default(true),
  include: patternsSchema.default([]),
  exclude: patternsSchema.default([]),
  enabled: z.boolean().default(true),
  whenReplaced: whenReplacedSchema.default('ask'),
})
export type CreateWatchFolder = z.infer<typeof createWatchFolderSchema>
/** The same as it is written: fields with defaults may be left out. */
export type CreateWatchFolderInput = z.input<typeof createWatchFolderSchema>

/** `PATCH /api/v1/watch-folders/{id}`; fields that are not named stay. */
export const patchWatchFolderSchema = z.strictObject({
  recursive: z.boolean().optional(),
  include: patternsSchema.optional(),
  exclude: patternsSchema.optional(),
  enabled: z.boolean().optional(),
  whenReplaced: whenReplacedSchema.optional(),
})
export type PatchWatchFolder = z.infer<typeof patchWatchFolderSchema>

const idParams = z.object({ id: idSchema })

/** Routes of folders that are watched. */
export const watchFolderRoutes = {
  listWatchFolders: route({
    method: 'GET',
    path: '/api/v1/watch-folders',
    summary: 'Folders whose new films come into the library by themselves, by path',
    status: 200,
    response: z.object({ items: z.array(watchFolderSchema), nextCursor: z.null() }),
  }),
  createWatchFolder: route({
    method: 'POST',
    path: '/api/v1/watch-folders',
    summary: 'Watch a folder; the films in it are imported at once',
    body: createWatchFolderSchema,
    status: 201,
    response: watchFolderSchema,
    refuses: ['conflict'],
  }),
  getWatchFolder: route({
    method: 'GET',
    path: '/api/v1/watch-folders/{id}',
    summary: 'One watched folder',
    params: idParams,
    status: 200,
    response: watchFolderSchema,
  }),
  patchWatchFolder: route({
    method: 'PATCH',
    path: '/api/v1/watch-folders/{id}',
    summary: 'Pause a watched folder or let it go on, or change which files are taken',
    params: idParams,
    body: patchWatchFolderSchema,
    status: 200,
    response: watchFolderSchema,
  }),
  deleteWatchFolder: route({
    method: 'DELETE',
    path: '/api/v1/watch-folders/{id}',
    summary: 'Watch a folder no longer; its videos stay in the library',
    params: idParams,
    status: 204,
    response: z.null(),
  }),
} as const
