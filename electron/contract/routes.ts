import { binRoutes } from './bin-routes.ts'
import { duplicateRoutes } from './duplicate.ts'
import { exportRoutes } from './export-routes.ts'
import { metadataRoutes } from './file-metadata.ts'
import { libraryRoutes } from './library-routes.ts'
import { markRoutes } from './marks.ts'
import { modelRoutes } from './model-routes.ts'
import { panelRoutes } from './panel.ts'
import { peopleRoutes } from './people.ts'
import { route } from './route.ts'
import { sceneDetailsRoutes } from './scene-details.ts'
import { sceneRoutes } from './scene-routes.ts'
import { searchRoutes } from './search-routes.ts'
import { doctorResponseSchema, healthSchema, statsSchema } from './status.ts'
import { undoRoutes } from './undo.ts'
import { videoRoutes } from './video-routes.ts'
import { watchFolderRoutes } from './watch-folder.ts'

/** Every JSON route. Routes that answer bytes or streams are in `byteRoutes`. */
export const routes = {
  health: route({
    method: 'GET',
    path: '/health',
    summary: 'Whether the core answers',
    status: 200,
    response: healthSchema,
    panels: true,
  }),
  stats: route({
    method: 'GET',
    path: '/api/v1/stats',
    summary: 'Counts and notices',
    status: 200,
    response: statsSchema,
    panels: true,
  }),
  doctor: route({
    method: 'GET',
    path: '/api/v1/doctor',
    summary: 'Versions, tools, disk and integrity of the library',
    status: 200,
    response: doctorResponseSchema,
  }),
  ...videoRoutes,
  ...libraryRoutes,
  ...sceneDetailsRoutes,
  ...sceneRoutes,
  ...markRoutes,
  ...metadataRoutes,
  ...peopleRoutes,
  ...binRoutes,
  ...exportRoutes,
  ...duplicateRoutes,
  ...watchFolderRoutes,
  ...panelRoutes,
  ...searchRoutes,
  ...modelRoutes,
  ...undoRoutes,
} as const

/** Name of a JSON route. */
export type RouteName = keyof typeof routes

/** Routes that answer bytes, streams or text. Media URLs in answers are built from these; clients never build them. */
export const byteRoutes = {
  events: { method: 'GET', path: '/api/v1/events', panels: true },
  openapi: { method: 'GET', path: '/api/v1/openapi.json' },
  /** A picture or a sound as the body (or in the `file` field of a form); `search` in the query is the rest of a semantic search as JSON. */
  similarToImage: { method: 'POST', path: '/api/v1/search/similar-to-image' },
  similarToAudio: { method: 'POST', path: '/api/v1/search/similar-to-audio' },
  putUpload: { method: 'PUT', path: '/api/v1/uploads/{id}' },
  keyframe: { method: 'GET', path: '/api/v1/scenes/{id}/keyframe', panels: true },
  poster: { method: 'GET', path: '/api/v1/videos/{id}/poster', panels: true },
  filmstrip: { method: 'GET', path: '/api/v1/videos/{id}/filmstrip/{sheet}', panels: true },
  stream: { method: 'GET', path: '/api/v1/videos/{id}/stream', panels: true },
  proxy: { method: 'GET', path: '/api/v1/videos/{id}/proxy', panels: true },
  /** Scene vectors of a space as `.npy` (float32, C order) or the lines that name its rows as JSON lines. */
  spaceVectors: { method: 'GET', path: '/api/v1/spaces/{id}/vectors.npy' },
  spaceRows: { method: 'GET', path: '/api/v1/spaces/{id}/vectors.jsonl' },
  exportFile: { method: 'GET', path: '/api/v1/exports/{id}/files/{file}', panels: true },
} as const

/** Fills `{name}` parameters of a route's path. */
export const routePath = (path: string, params: Readonly<Record<string, string | number>> = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')))
