import { z } from 'zod'
import { failureSchema, problemSchema } from './error.ts'
import { importProblemSchema, leftOutSchema } from './import.ts'
import { idSchema } from './page.ts'

/**
 * Something that a person has to see to, until it is solved or dismissed: a video that failed or lacks a part, a file that
 * could not be imported, or what a folder held beside films. What a person cancelled is none.
 */
export const needsYouSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('video'),
    /** Of the video. */
    id: idSchema,
    title: z.string(),
    path: z.string(),
    state: z.enum(['failed', 'partial']),
    problems: z.array(problemSchema.extend({ remedy: failureSchema.shape.remedy.optional() })),
    /** Whether there is something of it to look at; without that, dismissing its problem removes it from the library. */
    hasScenes: z.boolean(),
    /** Jobs that can be retried. */
    jobIds: z.array(idSchema),
  }),
  importProblemSchema.extend({ kind: z.literal('import') }),
  leftOutSchema.extend({ kind: z.literal('left-out') }),
])
export type NeedsYou = z.infer<typeof needsYouSchema>

/** `POST /api/v1/problems/dismiss`. */
export const dismissProblemsSchema = z.strictObject({ ids: z.array(idSchema).min(1).max(500) })
export type DismissProblems = z.infer<typeof dismissProblemsSchema>

/** What was dismissed. */
export const dismissedProblemsSchema = z.object({
  dismissed: z.array(idSchema),
  /**
   * Videos among them of which there was nothing to show: they were removed from the library. `PATCH /api/v1/videos/{id}`
   * with `removed: false` brings one back.
   */
  removedVideoIds: z.array(idSchema),
})
export type DismissedProblems = z.infer<typeof dismissedProblemsSchema>
