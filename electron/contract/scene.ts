import { z } from 'zod'
import { markValuesSchema } from './marks.ts'
import { idSchema, pageQuerySchema } from './page.ts'

/** One scene: a run of frames between two boundaries. Unique per (video, index). */
export const sceneSchema = z.object({
  id: idSchema,
  videoId: idSchema,
  index: z.number().int().nonnegative(),
  startFrame: z.number().int().nonnegative(),
  /** Exclusive. */
  endFrame: z.number().int().positive(),
  startMs: z.number().int().nonnegative(),
  endMs: z.number().int().nonnegative(),
  keyframeUrl: z.string().nullable(),
  keyframeMs: z.number().int().nonnegative(),
  /** Whether the scene begins with a fade or dissolve rather than a hard cut. */
  gradual: z.boolean(),
  /** Integrated loudness in LUFS (ITU-R BS.1770); absent where the scene is silent, shorter than 400 ms or not measured. */
  loudness: z.number().optional(),
  /** First words spoken or shown in the scene; null without captions. */
  captionExcerpt: z.string().nullable(),
  /** How many bins hold frames of it; absent where none does. */
  bins: z.number().int().positive().optional(),
  /** What marks say of it: its own, or those of frames that it shares; absent where none does. */
  mark: markValuesSchema.optional(),
})
export type Scene = z.infer<typeof sceneSchema>

/** `GET /api/v1/videos/{id}/scenes`. */
export const listScenesQuerySchema = pageQuerySchema
