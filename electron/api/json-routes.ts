import type { z } from 'zod'
import type { ImportResponse, Route, RouteName, routes } from '../contract/index.ts'
import type { Core } from '../core/core-api.ts'
import type { ApiFailure } from '../domain/failure.ts'
import { ok, type Result } from '../domain/result.ts'
import { jsonResponse } from './failure.ts'
import { attachment } from './headers.ts'

type Part<R, Name extends string> = R extends { readonly [K in Name]: infer S extends z.ZodType } ? z.output<S> : null

/** Parsed input of a route; parts that it does not take are null. */
export interface RouteInput<Name extends RouteName> {
  readonly params: Part<(typeof routes)[Name], 'params'>
  readonly query: Part<(typeof routes)[Name], 'query'>
  readonly body: Part<(typeof routes)[Name], 'body'>
  readonly signal: AbortSignal
}

type Answer<Name extends RouteName> = Result<z.input<(typeof routes)[Name]['response']> | Response, ApiFailure>
type Reply<Name extends RouteName> = Answer<Name> | Promise<Answer<Name>>

/** What each route of the table does with the core. A missing one does not compile. */
export type RouteHandlers = { readonly [Name in RouteName]: (input: RouteInput<Name>) => Reply<Name> }

/** Pages are readonly in the core and plain in the contract's types; their JSON is the same. */
const page = <Item>(value: { readonly items: readonly Item[]; readonly nextCursor: string | null }) => ({
  items: [...value.items],
  nextCursor: value.nextCursor,
})

const pageResult = <Item>(
  result: Result<{ readonly items: readonly Item[]; readonly nextCursor: string | null }, ApiFailure>,
) => (result.ok ? ok(page(result.value)) : result)

const captionTypes = {
  srt: 'application/x-subrip; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
} as const

const captionFile = async (core: Core, id: string, track: number | null, format: 'srt' | 'vtt') => {
  const file = await core.videos.captionFile(id, track, format)
  if (!file.ok) return file
  const headers = {
    'Content-Type': captionTypes[format],
    'Content-Disposition': attachment(file.value.fileName),
    'Cache-Control': 'no-store',
  }
  return ok(new Response(file.value.body, { headers }))
}

/** Connects the route table with a core. */
export const createHandlers = (core: Core, startedAtMs: number): RouteHandlers => ({
  health: () =>
    ok({ status: 'ok' as const, version: core.version, uptimeMs: Math.max(0, Math.round(Date.now() - startedAtMs)) }),
  stats: async () => ok(await core.stats()),
  doctor: async () => ok({ items: [...(await core.doctor())] }),
  importVideos: async ({ body, signal }) => {
    const leftOut: NonNullable<ImportResponse['leftOut']> = []
    const items = await core.videos.import(body.paths, signal, {
      followLinks: body.followLinks === true,
      onLeftOut: (folder, groups) => leftOut.push({ folder, groups: [...groups] }),
    })
    return ok({ items: [...items], ...(leftOut.length === 0 ? {} : { leftOut }) })
  },
  listVideos: async ({ query }) => ok(page(await core.videos.list(query))),
  getVideo: ({ params }) => core.videos.get(params.id),
  patchVideo: ({ params, body }) => core.videos.patch(params.id, body),
  deleteVideo: ({ params }) => core.videos.remove(params.id),
  listScenes: async ({ params, query }) => pageResult(await core.videos.scenes(params.id, query)),
  listCaptions: async ({ params, query }) => {
    const { format, track = null, ...rest } = query
    if (format !== 'json') return await captionFile(core, params.id, track, format)
    return pageResult(await core.videos.captions(params.id, track, rest))
  },
  patchCaptionTrack: ({ params, body }) => core.videos.readCaptions(params.id, params.track, body),
  listJobs: async ({ query }) => ok(page(await core.jobs.list(query))),
  getJob: ({ params }) => core.jobs.get(params.id),
  retryJob: ({ params }) => core.jobs.retry(params.id),
  cancelJob: ({ params }) => core.jobs.cancel(params.id),
  searchCaptions: async ({ body }) => ok(await core.search.captions(body)),
  searchSemantic: ({ body, signal }) => core.search.semantic(body, signal),
  searchScenes: ({ body, signal }) => core.search.scenes(body, signal),
  searchHeat: ({ body, signal }) => core.search.heat(body, signal),
  searchStatus: async () => ok(await core.search.status()),
  prepareSearch: async () => ok(await core.search.prepare()),
  searchHistory: async ({ query }) => ok(page(await core.search.history(query))),
  clearSearchHistory: async () => {
    await core.search.clearHistory()
    return ok(null)
  },
  listSavedSearches: async ({ query }) => ok(page(await core.search.saved.list(query))),
  createSavedSearch: ({ body }) => core.search.saved.create(body),
  getSavedSearch: ({ params }) => core.search.saved.get(params.id),
  patchSavedSearch: ({ params, body }) => core.search.saved.patch(params.id, body),
  deleteSavedSearch: ({ params }) => core.search.saved.delete(params.id),
  createUpload: ({ body }) => core.uploads.create(body),
  getUpload: ({ params }) => core.uploads.get(params.id),
  cancelUpload: ({ params }) => core.uploads.cancel(params.id),
  getSettings: async () => ok(await core.settings.get()),
  patchSettings: async ({ body }) => ok(await core.settings.patch(body)),
  listImportProblems: async ({ query }) => ok(page(await core.importProblems.list(query))),
  dismissImportProblem: ({ params }) => core.importProblems.dismiss(params.id),
  dismissNotice: ({ params }) => core.notices.dismiss(params.id),
  listLeftOut: async ({ query }) => ok(page(await core.leftOut.list(query))),
  dismissLeftOut: ({ params }) => core.leftOut.dismiss(params.id),
  getRemoved: async () => ok(await core.removed.get()),
  purgeRemoved: async () => ok(await core.removed.purgeAll()),
  purgeVideo: ({ params }) => core.removed.purge(params.id),
  listModels: async () => ok({ items: [...(await core.models.list())], nextCursor: null }),
  installModel: ({ params }) => core.models.install(params.id),
  importModel: ({ params, body }) => core.models.import(params.id, body),
  removeModel: ({ params }) => core.models.remove(params.id),
  activateModel: ({ params }) => core.models.activate(params.id),
  deactivateModel: ({ params }) => core.models.deactivate(params.id),
  cancelModel: ({ params }) => core.models.cancel(params.id),
  restartModel: ({ params }) => core.models.restart(params.id),
  getRuntime: async () => ok(await core.runtime.get()),
  installRuntime: () => core.runtime.install(),
  cancelRuntime: () => core.runtime.cancel(),
  listSpaces: async () => ok({ items: [...(await core.spaces.list())], nextCursor: null }),
  rebuildSpace: ({ params }) => core.spaces.rebuild(params.id),
  deleteSpace: ({ params }) => core.spaces.drop(params.id),
})

/** Turns what a handler answered into the route's response. */
export const routeResponse = (route: Route, value: unknown): Response => {
  if (value instanceof Response) return value
  return route.status === 204
    ? new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } })
    : jsonResponse(value, route.status)
}
