import { type CaptionExportFormat, captionExportFormats, type ImportResponse, type Route } from '../contract/index.ts'
import type { Core } from '../core/core-api.ts'
import type { ApiFailure } from '../domain/failure.ts'
import { ok, type Result } from '../domain/result.ts'
import { binHandlers } from './bin-handlers.ts'
import { duplicateHandlers } from './duplicate-handlers.ts'
import { exportHandlers } from './export-handlers.ts'
import { jsonResponse } from './failure.ts'
import { attachment } from './headers.ts'
import { panelHandlers } from './panel-handlers.ts'
import { peopleHandlers } from './people-handlers.ts'
import { byId, type RouteHandlers } from './route-handlers.ts'
import { watchFolderHandlers } from './watch-folder-handlers.ts'

/** A list that is answered whole. */
const listed = <Item>(found: Result<readonly Item[], ApiFailure>): Result<{ readonly items: Item[] }, ApiFailure> =>
  found.ok ? ok({ items: [...found.value] }) : found

const captionFile = async (core: Core, id: string, track: number | null, format: CaptionExportFormat) => {
  const file = await core.videos.captionFile(id, track, format)
  if (!file.ok) return file
  const headers = {
    'Content-Type': `${captionExportFormats.find((row) => row.id === format)?.mediaType ?? 'text/plain'}; charset=utf-8`,
    'Content-Disposition': attachment(file.value.fileName),
    'Cache-Control': 'no-store',
  }
  return ok(new Response(file.value.body, { headers }))
}

/** Connects the route table with a core. `startedAtMs`: when the program started, in ms since 1970. */
export const createHandlers = (core: Core, startedAtMs: number): RouteHandlers => ({
  health: () =>
    ok({ status: 'ok' as const, version: core.version, uptimeMs: Math.max(0, Math.round(Date.now() - startedAtMs)) }),
  stats: async () => ok(await core.stats()),
  doctor: async () => ok({ items: await core.doctor() }),

  importVideos: async ({ body, signal }) => {
    const leftOut: NonNullable<ImportResponse['leftOut']> = []
    const items = await core.videos.import(body.paths, signal, {
      followLinks: body.followLinks === true,
      onLeftOut: (folder, groups) => leftOut.push({ folder, groups: [...groups] }),
    })
    return ok({ items, ...(leftOut.length === 0 ? {} : { leftOut }) })
  },
  listProblems: async ({ query }) => ok(await core.problems.list(query)),
  answerReplaced: ({ params, body }) => core.problems.answer(params.id, body.use),
  dismissProblems: async ({ body }) => ok(await core.problems.dismiss(body.ids)),
  listImportProblems: async ({ query }) => ok(await core.importProblems.list(query)),
  dismissImportProblem: byId(core.importProblems.dismiss),
  listLeftOut: async ({ query }) => ok(await core.leftOut.list(query)),
  dismissLeftOut: byId(core.leftOut.dismiss),
  tellAttention: ({ body }) => {
    core.lookAt(body)
    return ok(null)
  },
  createUpload: ({ body }) => core.uploads.create(body),
  getUpload: byId(core.uploads.get),
  settleUpload: byId(core.uploads.settle),
  attachCaptions: ({ params, body }) => core.videos.attachCaptions(params.id, body),
  cancelUpload: byId(core.uploads.cancel),

  listVideos: async ({ query }) => ok(await core.videos.list(query)),
  tagVideos: ({ body }) => core.videos.tag(body),
  listFolders: async ({ query }) => ok(await core.videos.folders(query)),
  listTags: async () => ok({ items: await core.videos.tags() }),
  listCameras: async () => ok({ items: await core.videos.cameras() }),
  getVideo: byId(core.videos.get),
  patchVideo: ({ params, body }) => core.videos.patch(params.id, body),
  deleteVideo: byId(core.videos.remove),
  getRemoved: async () => ok(await core.removed.get()),
  purgeRemoved: async () => ok(await core.removed.purgeAll()),
  purgeVideo: byId(core.removed.purge),
  listScenes: ({ params, query }) => core.videos.scenes(params.id, query),
  previewScenes: ({ params, body }) => core.scenes.preview(params.id, body),
  getScene: byId(core.scenes.details),
  splitScene: ({ params, body }) => core.scenes.split(params.id, body),
  mergeScenes: ({ params, body }) => core.scenes.merge(params.id, body),
  moveBoundary: ({ params, body }) => core.scenes.move(params.id, body),
  dropShortScenes: ({ params, body }) => core.scenes.dropShort(params.id, body),
  resetScenes: byId(core.scenes.reset),
  getWaveform: ({ params, query }) => core.media.waveform(params.id, query),
  listCaptions: ({ params, query: { format, track = null, ...page } }) =>
    format === 'json' ? core.videos.captions(params.id, track, page) : captionFile(core, params.id, track, format),
  exportCaptions: ({ params, query: { format, track = null } }) => captionFile(core, params.id, track, format),
  patchCaption: ({ params, body }) => core.videos.correctCaption(params.id, params.track, params.captionId, body.text),
  patchCaptionTrack: ({ params, body }) => core.videos.readCaptions(params.id, params.track, body),

  jobSummary: async ({ query }) => ok({ days: await core.jobs.summary(query) }),
  listJobs: async ({ query }) => ok(await core.jobs.list(query)),
  getJob: byId(core.jobs.get),
  retryJob: byId(core.jobs.retry),
  cancelJob: byId(core.jobs.cancel),

  searchCaptions: async ({ body }) => ok(await core.search.captions(body)),
  searchSemantic: ({ body, signal }) => core.search.semantic(body, signal),
  searchScenes: ({ body, signal }) => core.search.scenes(body, signal),
  searchHeat: ({ body, signal }) => core.search.heat(body, signal),
  searchStatus: async () => ok(await core.search.status()),
  prepareSearch: async () => ok(await core.search.prepare()),
  searchHistory: async ({ query }) => ok(await core.search.history(query)),
  clearSearchHistory: async () => {
    await core.search.clearHistory()
    return ok(null)
  },
  listSavedSearches: async ({ query }) => ok(await core.search.saved.list(query)),
  createSavedSearch: ({ body }) => core.search.saved.create(body),
  getSavedSearch: byId(core.search.saved.get),
  patchSavedSearch: ({ params, body }) => core.search.saved.patch(params.id, body),
  deleteSavedSearch: byId(core.search.saved.delete),

  ...binHandlers(core),
  ...peopleHandlers(core),
  ...exportHandlers(core),
  ...watchFolderHandlers(core),
  ...panelHandlers(core),
  ...duplicateHandlers(core),

  listModels: async () => ok({ items: await core.models.list(), nextCursor: null }),
  installModel: byId(core.models.install),
  importModel: ({ params, body }) => core.models.import(params.id, body),
  removeModel: byId(core.models.remove),
  activateModel: byId(core.models.activate),
  deactivateModel: byId(core.models.deactivate),
  cancelModel: byId(core.models.cancel),
  restartModel: byId(core.models.restart),
  getRuntime: async () => ok(await core.runtime.get()),
  installRuntime: () => core.runtime.install(),
  cancelRuntime: () => core.runtime.cancel(),
  listSpaces: async () => ok({ items: await core.spaces.list(), nextCursor: null }),
  rebuildSpace: byId(core.spaces.rebuild),
  deleteSpace: byId(core.spaces.drop),

  getSettings: async () => ok(await core.settings.get()),
  patchSettings: async ({ body }) => ok(await core.settings.patch(body)),
  getPreferences: async () => ok(await core.preferences.get()),
  patchPreferences: async ({ body }) => ok(await core.preferences.patch(body)),
  dismissNotice: byId(core.notices.dismiss),

  listMarks: async ({ query }) => listed(await core.marks.list(query.videoId)),
  putMarks: async ({ body }) => listed(await core.marks.put(body)),
  renameTags: ({ body }) => core.marks.renameTags(body),
  getMetadata: ({ params }) => core.marks.metadata(params.id),
  writeSidecar: ({ params }) => core.marks.writeSidecar(params.id),
  exportMarks: async () => ok(await core.marks.exportAll()),
  importMarks: async ({ body }) => ok(await core.marks.importAll(body)),

  undo: () => core.history.undo(),
  redo: () => core.history.redo(),
})

/** Turns what a handler answered into the route's response. */
export const routeResponse = (route: Route, value: unknown): Response => {
  if (value instanceof Response) return value
  return route.status === 204
    ? new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } })
    : jsonResponse(value, route.status)
}
