import { z } from 'zod'
import { attentionSchema } from './attention.ts'
import {
  attachCaptionsSchema,
  captionSchema,
  captionsQuerySchema,
  patchCaptionSchema,
  patchCaptionTrackSchema,
} from './caption.ts'
import { captionDocumentSchema, captionExportQuerySchema } from './caption-export.ts'
import { importRequestSchema, importResponseSchema } from './import.ts'
import { idSchema, pageOf } from './page.ts'
import { route } from './route.ts'
import { listScenesQuerySchema, sceneSchema } from './scene.ts'
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
import { waveformQuerySchema, waveformSchema } from './waveform.ts'

const idParams = z.object({ id: idSchema })
const captionTrackParams = z.object({ id: idSchema, track: z.coerce.number().int().nonnegative() })
const captionParams = captionTrackParams.extend({ captionId: idSchema })

/** Routes of videos, and of their scenes and captions. */
export const videoRoutes = {
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
    panels: true,
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
    panels: true,
  }),
  listTags: route({
    method: 'GET',
    path: '/api/v1/tags',
    summary: 'Tags with the number of their videos, by name',
    status: 200,
    response: z.object({ items: z.array(tagCountSchema) }),
    panels: true,
  }),
  listCameras: route({
    method: 'GET',
    path: '/api/v1/cameras',
    summary: 'Cameras by make and model with the number of their videos, by name',
    status: 200,
    response: z.object({ items: z.array(cameraCountSchema) }),
    panels: true,
  }),
  getVideo: route({
    method: 'GET',
    path: '/api/v1/videos/{id}',
    summary: 'One video with streams, chapters, tracks and locations',
    params: idParams,
    status: 200,
    response: videoDetailsSchema,
    panels: true,
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
    panels: true,
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
    panels: true,
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
    panels: true,
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
} as const
