import { z } from 'zod'
import { failureSchema } from './error.ts'
import { modalitySchema } from './modalities.ts'

/** One embedding space: the vectors of all scenes by one model at one revision. */
export const spaceSchema = z.object({
  /** Stable, safe in URLs and on a command line, for example `visual-clip-vit-base-patch32-3d74acf9-p2`. */
  id: z.string(),
  modality: modalitySchema,
  /** Id of the model; `look` and `sound-texture` for the two descriptors. */
  model: z.string(),
  revision: z.string(),
  dimension: z.number().int().positive(),
  preprocessingVersion: z.number().int().nonnegative(),
  /** Answers queries now; at most one of a modality. */
  active: z.boolean(),
  /** Being filled, to become active when it is complete; the active one keeps answering until then. */
  building: z.boolean(),
  /** Scenes with a vector. */
  present: z.number().int().nonnegative(),
  /** Scenes that still wait for theirs. */
  missing: z.number().int().nonnegative(),
  /** Scenes that have none for a reason (`no_audio`, `no_captions`, `no_frames`, `quarantined` …), counted by reason. */
  skipped: z.array(z.object({ reason: z.string(), count: z.number().int().positive() })),
  /** Its model runs but does not work: most of its vectors were of no use. Such a space never takes the place of another. */
  problem: failureSchema.optional(),
})
export type Space = z.infer<typeof spaceSchema>
