import { z } from 'zod'
import { idSchema, pageOf } from './page.ts'
import { route } from './route.ts'
import { sceneSchema } from './scene.ts'
import { cutSettingsInputSchema } from './video.ts'

const idParams = z.object({ id: idSchema })
const frame = z.number().int().nonnegative()

/** `POST /api/v1/videos/{id}/scenes/split`: the frame that begins the new scene. */
export const splitSceneSchema = z.strictObject({ frame })
export type SplitScene = z.infer<typeof splitSceneSchema>

/** `POST /api/v1/videos/{id}/scenes/merge`: indexes of the first and the last scene that become one. */
export const mergeScenesSchema = z.strictObject({ firstIndex: frame, lastIndex: frame })
export type MergeScenes = z.infer<typeof mergeScenesSchema>

/** `POST /api/v1/videos/{id}/scenes/move`: moves the boundary before the scene `index` to the frame `startFrame`. */
export const moveBoundarySchema = z.strictObject({ index: frame, startFrame: frame })
export type MoveBoundary = z.infer<typeof moveBoundarySchema>

/** `POST /api/v1/videos/{id}/scenes/drop-short`: scenes of fewer frames are joined to the one before them. */
export const dropShortScenesSchema = z.strictObject({ minFrames: z.number().int().min(2).max(100_000) })
export type DropShortScenes = z.infer<typeof dropShortScenesSchema>

/** `POST /api/v1/videos/{id}/scenes/preview`: what cutting by these settings would give, with the changes made by hand. */
export const scenesPreviewSchema = z.object({
  sceneCount: z.number().int().nonnegative(),
  /** The first frame of each scene, ascending. */
  startFrames: z.array(z.number().int().nonnegative()),
})
export type ScenesPreview = z.infer<typeof scenesPreviewSchema>

const scenesAnew = pageOf(sceneSchema)

/** What a person changes about the scenes of a video; each change answers all its scenes anew, on one page. */
export const sceneRoutes = {
  previewScenes: route({
    method: 'POST',
    path: '/api/v1/videos/{id}/scenes/preview',
    summary: 'Tell which scenes other settings would give, and change nothing',
    params: idParams,
    body: cutSettingsInputSchema,
    status: 200,
    response: scenesPreviewSchema,
    refuses: ['conflict'],
  }),
  splitScene: route({
    method: 'POST',
    path: '/api/v1/videos/{id}/scenes/split',
    summary: 'Let a scene begin with a frame. Boundaries set by hand stay when the video is cut again',
    params: idParams,
    body: splitSceneSchema,
    status: 200,
    response: scenesAnew,
    refuses: ['conflict'],
  }),
  mergeScenes: route({
    method: 'POST',
    path: '/api/v1/videos/{id}/scenes/merge',
    summary: 'Make one scene of several that follow one another',
    params: idParams,
    body: mergeScenesSchema,
    status: 200,
    response: scenesAnew,
    refuses: ['conflict'],
  }),
  moveBoundary: route({
    method: 'POST',
    path: '/api/v1/videos/{id}/scenes/move',
    summary: 'Move the boundary before a scene to another frame',
    params: idParams,
    body: moveBoundarySchema,
    status: 200,
    response: scenesAnew,
    refuses: ['conflict'],
  }),
  dropShortScenes: route({
    method: 'POST',
    path: '/api/v1/videos/{id}/scenes/drop-short',
    summary: 'Join scenes of fewer frames to the one before them',
    params: idParams,
    body: dropShortScenesSchema,
    status: 200,
    response: scenesAnew,
    refuses: ['conflict'],
  }),
  resetScenes: route({
    method: 'POST',
    path: '/api/v1/videos/{id}/scenes/reset',
    summary: 'Give up everything that was changed by hand about the scenes of a video',
    params: idParams,
    status: 200,
    response: scenesAnew,
    refuses: ['conflict'],
  }),
} as const
