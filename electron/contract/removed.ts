import { z } from 'zod'

/** Removed videos of which the app still keeps something, so that the removal can be undone. */
export const removedSchema = z.object({
  videos: z.number().int().nonnegative(),
  /** Pictures, copies and uploaded files that go with them. */
  bytes: z.number().int().nonnegative(),
  /** Milliseconds after its removal at which a video is deleted for good. */
  keptMs: z.number().int().positive(),
})
export type Removed = z.infer<typeof removedSchema>

/** What was deleted for good. */
export const freedSpaceSchema = z.object({
  videos: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
})
export type FreedSpace = z.infer<typeof freedSpaceSchema>
