import { z } from 'zod'
import { idSchema } from './page.ts'

/**
 * `POST /api/v1/attention`: what a window shows now, so that work on it comes first. It is forgotten after 45 s unless it is
 * said again, and as soon as nobody follows the events.
 */
export const attentionSchema = z.strictObject({
  /** Which window says so: each has its own say. */
  window: z.string().min(1).max(64).optional(),
  /** Videos on screen, in the order in which they stand there. */
  visible: z.array(idSchema).max(500),
  /** The video that is opened, or that is searched in; it goes before all others. */
  open: idSchema.nullable(),
})
export type AttentionInput = z.infer<typeof attentionSchema>
