import { z } from 'zod'
import { captionSchema } from './caption.ts'
import { modalitySchema } from './modalities.ts'
import { idSchema } from './page.ts'
import { route } from './route.ts'
import { sceneSchema } from './scene.ts'

/** `GET /api/v1/scenes/{id}`: everything known of one scene. */
export const sceneDetailsSchema = sceneSchema.extend({
  videoTitle: z.string(),
  /** The frames that models look at, in order; `url` is a JPEG. */
  frames: z.array(
    z.object({ frameNumber: z.number().int().nonnegative(), timeMs: z.number().nonnegative(), url: z.string() }),
  ),
  /** Cues that overlap it, of the track that is searched first, in order of time. */
  captions: z.array(captionSchema),
  /** Embedding spaces that hold a vector of it. */
  spaces: z.array(z.object({ id: z.string(), modality: modalitySchema, model: z.string(), active: z.boolean() })),
})
export type SceneDetails = z.infer<typeof sceneDetailsSchema>

/** What is asked about one scene. */
export const sceneDetailsRoutes = {
  getScene: route({
    method: 'GET',
    path: '/api/v1/scenes/{id}',
    summary: 'One scene with its sampled frames, its captions and the models that know it',
    params: z.object({ id: idSchema }),
    status: 200,
    response: sceneDetailsSchema,
    panels: true,
  }),
} as const
