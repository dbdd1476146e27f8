import { z } from 'zod'
import { attentionSchema } from './attention.ts'
import { binRoutes } from './bin-routes.ts'
import {
  attachCaptionsSchema,
  captionSchema,
  captionSearchResponseSchema,
  captionSearchSchema,
  captionsQuerySchema,
  patchCaptionSchema,
  patchCaptionTrackSchema,
} from './caption.ts'
import { captionDocumentSchema, captionExportQuerySchema } from './caption-export.ts'
import { duplicateRoutes } from './duplicate.ts'
import { exportRoutes } from './export-routes.ts'
import { metadataRoutes } from './file-metadata.ts'
import { importProblemSchema, importRequestSchema, importResponseSchema, leftOutSchema } from './import.ts'
import { jobSchema, jobSummaryQuerySchema, jobSummarySchema, listJobsQuerySchema } from './job.ts'
import { markRoutes } from './marks.ts'
import { modelRoutes } from './model-routes.ts'
import { dismissedProblemsSchema, dismissProblemsSchema, needsYouSchema } from './needs-you.ts'
import { idSchema, pageOf, pageQuerySchema } from './page.ts'
import { peopleRoutes } from './people.ts'
import { patchPreferencesSchema, savedPreferencesSchema } from './preferences.ts'
import { freedSpaceSchema, removedSchema } from './removed.ts'
import { route } from './route.ts'
import { listScenesQuerySchema, sceneSchema } from './scene.ts'
import { sceneDetailsRoutes } from './scene-details.ts'
import { sceneRoutes } from './scene-routes.ts'
import { searchRoutes } from './search-routes.ts'
import { patchSettingsSchema, settingsSchema } from './settings.ts'
import { createUploadSchema, doctorResponseSchema, healthSchema, statsSchema, uploadSchema } from './status.ts'
import { undoRoutes } from './undo.ts'
import { patchVideoSchema, videoDetailsSchema } from './video.ts'
import {
  cameraCountSchema,
  listFoldersQuerySchema,
  listVideosQuerySchema,
  sourceFolderSchema,
  tagCountSchema,
  taggedVideosSchema,
  tagVideosSchema,
  videoPageSchema,
} from './video-list.ts'
import { watchFolderRoutes } from './watch-folder.ts'
import { waveformQuerySchema, waveformSchema } from './waveform.ts'

const idParams = z.object({ id: idSchema })
const captionTrackParams = z.object({ id: idSchema, track: z.coerce.number().int().nonnegative() })
const captionParams = captionTrackParams.extend({ captionId: idSchema })

/** Every JSON route. Routes that answer bytes or streams are in `byteRoutes`. */
export const routes = {
  health: route({
    method: 'GET',
    path: '/health',
    summary: 'Whether the core answers',
    status: 200,
    response: healthSchema,
  }),
  stats: route({
    method: 'GET',
    path: '/api/v1/stats',
    summary: 'Counts and notices',
    status: 200,
    response: statsSchema,
  }),
  doctor: route({
    method: 'GET',
    path: '/api/v1/doctor',
    summary: 'Versions, tools, disk and integrity of the library',
    status: 200,
    response: doctorResponseSchema,
  }),
  importVideos: route({
    method: 'POST',
    path: '/api/v1/videos',
    summary: 'Import files and folders by absolute path',
    body: importRequestSchema,
    status: 202,
    response: importResponseSchema,
  }),
  listVideos: route({
    method: 'GET',
    path: '/api/v1/videos',
    summary: 'Videos of the library: those with certain words in their names, and those that filters leave',
    query: listVideosQuerySchema,
    status: 200,
    response: videoPageSchema,
  }),
  tagVideos: route({
    method: 'POST',
    path: '/api/v1/videos/tags',
    summary: 'Give tags to many videos and take others away, all or nothing',
    body: tagVideosSchema,
    status: 200,
    response: taggedVideosSchema,
    refuses: ['not_found'],
  }),
  listFolders: route({
    method: 'GET',
    path: '/api/v1/folders',
    summary: 'Folders in which videos lie, one level at a time, with the number of videos',
    query: listFoldersQuerySchema,
    status: 200,
    response: pageOf(sourceFolderSchema),
  }),
  listTags: route({
    method: 'GET',
    path: '/api/v1/tags',
    summary: 'Tags with the number of their videos, by name',
    status: 200,
    response: z.object({ items: z.array(tagCountSchema) }),
  }),
  listCameras: route({
    method: 'GET',
    path: '/api/v1/cameras',
    summary: 'Cameras by make and model with the number of their videos, by name',
    status: 200,
    response: z.object({ items: z.array(cameraCountSchema) }),
  }),
  getVideo: route({
    method: 'GET',
    path: '/api/v1/videos/{id}',
    summary: 'One video with streams, chapters, tracks and locations',
    params: idParams,
    status: 200,
    response: videoDetailsSchema,
  }),
  patchVideo: route({
    method: 'PATCH',
    path: '/api/v1/videos/{id}',
    summary: 'Rename, tag, locate, cut again, undo a removal',
    params: idParams,
    body: patchVideoSchema,
    status: 200,
    response: videoDetailsSchema,
    refuses: ['conflict'],
  }),
  deleteVideo: route({
    method: 'DELETE',
    path: '/api/v1/videos/{id}',
    summary: 'Remove from the library; the file is never touched. What the app made of it goes an hour later',
    params: idParams,
    status: 204,
    response: z.null(),
  }),
  tellAttention: route({
    method: 'POST',
    path: '/api/v1/attention',
    summary: 'Say which videos are on screen, so that they are worked on first',
    body: attentionSchema,
    status: 204,
    response: z.null(),
  }),
  listScenes: route({
    method: 'GET',
    path: '/api/v1/videos/{id}/scenes',
    summary: 'Scenes in order of time',
    params: idParams,
    query: listScenesQuerySchema,
    status: 200,
    response: pageOf(sceneSchema),
  }),
  getWaveform: route({
    method: 'GET',
    path: '/api/v1/videos/{id}/waveform',
    summary: 'How loud the sound is along time: lowest and highest sample of equal stretches',
    params: idParams,
    query: waveformQuerySchema,
    status: 200,
    response: waveformSchema,
  }),
  listCaptions: route({
    method: 'GET',
    path: '/api/v1/videos/{id}/captions',
    summary: 'Caption cues; with format=srt or vtt the file of one track',
    params: idParams,
    query: captionsQuerySchema,
    status: 200,
    response: pageOf(captionSchema),
  }),
  attachCaptions: route({
    method: 'POST',
    path: '/api/v1/videos/{id}/captions',
    summary: 'Attach a caption file, whatever its name; what is not an upload is copied',
    params: idParams,
    body: attachCaptionsSchema,
    status: 202,
    response: videoDetailsSchema,
    refuses: ['conflict'],
  }),
  patchCaptionTrack: route({
    method: 'PATCH',
    path: '/api/v1/videos/{id}/captions/{track}',
    summary: 'Read one caption track again in another encoding or at other times',
    params: captionTrackParams,
    body: patchCaptionTrackSchema,
    status: 202,
    response: videoDetailsSchema,
  }),
  exportCaptions: route({
    method: 'GET',
    path: '/api/v1/videos/{id}/captions/export',
    summary: 'One caption track as a file',
    params: idParams,
    query: captionExportQuerySchema,
    status: 200,
    response: captionDocumentSchema,
  }),
  patchCaption: route({
    method: 'PATCH',
    path: '/api/v1/videos/{id}/captions/{track}/cues/{captionId}',
    summary: 'Correct what a cue says, or go back to what was read or heard',
    params: captionParams,
    body: patchCaptionSchema,
    status: 200,
    response: captionSchema,
  }),
  listJobs: route({
    method: 'GET',
    path: '/api/v1/jobs',
    summary: 'Jobs: running first, then waiting, then finished, newest first',
    query: listJobsQuerySchema,
    status: 200,
    response: pageOf(jobSchema),
  }),
  jobSummary: route({
    method: 'GET',
    path: '/api/v1/jobs/summary',
    summary: 'Sums of the jobs that ended, by day',
    query: jobSummaryQuerySchema,
    status: 200,
    response: jobSummarySchema,
  }),
  getJob: route({
    method: 'GET',
    path: '/api/v1/jobs/{id}',
    summary: 'One job',
    params: idParams,
    status: 200,
    response: jobSchema,
  }),
  retryJob: route({
    method: 'POST',
    path: '/api/v1/jobs/{id}/retry',
    summary: 'Run one stage of one video again',
    params: idParams,
    status: 202,
    response: jobSchema,
    refuses: ['conflict'],
  }),
  cancelJob: route({
    method: 'POST',
    path: '/api/v1/jobs/{id}/cancel',
    summary: 'Stop a job within 2 s',
    params: idParams,
    status: 202,
    response: jobSchema,
    refuses: ['conflict'],
  }),
  searchCaptions: route({
    method: 'POST',
    path: '/api/v1/search/captions',
    summary: 'Full-text search of captions',
    body: captionSearchSchema,
    status: 200,
    response: captionSearchResponseSchema,
  }),
  createUpload: route({
    method: 'POST',
    path: '/api/v1/uploads',
    summary: 'Announce a file whose bytes follow by PUT',
    body: createUploadSchema,
    status: 201,
    response: uploadSchema,
  }),
  getUpload: route({
    method: 'GET',
    path: '/api/v1/uploads/{id}',
    summary: 'How far an upload is',
    params: idParams,
    status: 200,
    response: uploadSchema,
  }),
  settleUpload: route({
    method: 'POST',
    path: '/api/v1/uploads/{id}/settle',
    summary: 'After a drop: attach a caption file that came without its film to the film whose name it shares',
    params: idParams,
    status: 200,
    response: uploadSchema,
  }),
  cancelUpload: route({
    method: 'DELETE',
    path: '/api/v1/uploads/{id}',
    summary: 'Give up an upload',
    params: idParams,
    status: 204,
    response: z.null(),
  }),
  getSettings: route({
    method: 'GET',
    path: '/api/v1/settings',
    summary: 'Settings of the library',
    status: 200,
    response: settingsSchema,
  }),
  patchSettings: route({
    method: 'PATCH',
    path: '/api/v1/settings',
    summary: 'Change settings',
    body: patchSettingsSchema,
    status: 200,
    response: settingsSchema,
  }),
  getPreferences: route({
    method: 'GET',
    path: '/api/v1/preferences',
    summary: 'What people set about the look of the app',
    status: 200,
    response: savedPreferencesSchema,
  }),
  patchPreferences: route({
    method: 'PATCH',
    path: '/api/v1/preferences',
    summary: 'Change preferences; fields that are not named stay',
    body: patchPreferencesSchema,
    status: 200,
    response: savedPreferencesSchema,
  }),
  listImportProblems: route({
    method: 'GET',
    path: '/api/v1/import-problems',
    summary: 'What could not be imported, and why',
    query: pageQuerySchema,
    status: 200,
    response: pageOf(importProblemSchema),
  }),
  dismissImportProblem: route({
    method: 'DELETE',
    path: '/api/v1/import-problems/{id}',
    summary: 'Forget one',
    params: idParams,
    status: 204,
    response: z.null(),
  }),
  listProblems: route({
    method: 'GET',
    path: '/api/v1/problems',
    summary:
      'Everything that needs a person: videos that failed or lack a part, files that could not be imported, folders that left files out',
    query: pageQuerySchema,
    status: 200,
    response: pageOf(needsYouSchema),
  }),
  dismissProblems: route({
    method: 'POST',
    path: '/api/v1/problems/dismiss',
    summary: 'Dismiss some of them; a failed video of which there is nothing to show is removed from the library',
    body: dismissProblemsSchema,
    status: 200,
    response: dismissedProblemsSchema,
  }),
  dismissNotice: route({
    method: 'DELETE',
    path: '/api/v1/notices/{id}',
    summary: 'Dismiss a notice of something that has happened, as a repair of the database',
    params: idParams,
    status: 204,
    response: z.null(),
  }),
  listLeftOut: route({
    method: 'GET',
    path: '/api/v1/left-out',
    summary: 'What the imports of folders did not take, grouped by kind',
    query: pageQuerySchema,
    status: 200,
    response: pageOf(leftOutSchema),
  }),
  dismissLeftOut: route({
    method: 'DELETE',
    path: '/api/v1/left-out/{id}',
    summary: 'Forget what one folder left out',
    params: idParams,
    status: 204,
    response: z.null(),
  }),
  getRemoved: route({
    method: 'GET',
    path: '/api/v1/removed',
    summary: 'Removed videos whose space has not been freed yet',
    status: 200,
    response: removedSchema,
  }),
  purgeRemoved: route({
    method: 'POST',
    path: '/api/v1/removed/purge',
    summary: 'Delete at once what the app keeps of removed videos; the files of the person stay',
    status: 200,
    response: freedSpaceSchema,
  }),
  purgeVideo: route({
    method: 'DELETE',
    path: '/api/v1/removed/{id}',
    summary: 'Delete for good one video that was removed; the file of the person stays',
    params: idParams,
    status: 200,
    response: freedSpaceSchema,
  }),
  ...sceneDetailsRoutes,
  ...sceneRoutes,
  ...markRoutes,
  ...metadataRoutes,
  ...peopleRoutes,
  ...binRoutes,
  ...exportRoutes,
  ...duplicateRoutes,
  ...watchFolderRoutes,
  ...searchRoutes,
  ...modelRoutes,
  ...undoRoutes,
} as const

/** Name of a JSON route. */
export type RouteName = keyof typeof routes

/** Routes that answer bytes, streams or text. Media URLs in answers are built from these; clients never build them. */
export const byteRoutes = {
  events: { method: 'GET', path: '/api/v1/events' },
  openapi: { method: 'GET', path: '/api/v1/openapi.json' },
  /** A picture or a sound as the body (or in the `file` field of a form); `search` in the query is the rest of a semantic search as JSON. */
  similarToImage: { method: 'POST', path: '/api/v1/search/similar-to-image' },
  similarToAudio: { method: 'POST', path: '/api/v1/search/similar-to-audio' },
  putUpload: { method: 'PUT', path: '/api/v1/uploads/{id}' },
  keyframe: { method: 'GET', path: '/api/v1/scenes/{id}/keyframe' },
  poster: { method: 'GET', path: '/api/v1/videos/{id}/poster' },
  filmstrip: { method: 'GET', path: '/api/v1/videos/{id}/filmstrip/{sheet}' },
  stream: { method: 'GET', path: '/api/v1/videos/{id}/stream' },
  proxy: { method: 'GET', path: '/api/v1/videos/{id}/proxy' },
  /** Scene vectors of a space as `.npy` (float32, C order) or the lines that name its rows as JSON lines. */
  spaceVectors: { method: 'GET', path: '/api/v1/spaces/{id}/vectors.npy' },
  spaceRows: { method: 'GET', path: '/api/v1/spaces/{id}/vectors.jsonl' },
  exportFile: { method: 'GET', path: '/api/v1/exports/{id}/files/{file}' },
} as const

/** Fills `{name}` parameters of a route's path. */
export const routePath = (path: string, params: Readonly<Record<string, string | number>> = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')))
