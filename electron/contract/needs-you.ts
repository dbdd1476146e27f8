import { z } from 'zod'
import { failureSchema, problemSchema } from './error.ts'
import { importProblemSchema, leftOutSchema } from './import.ts'
import { idSchema } from './page.ts'

/**
 * Something that a person has to see to, until it is solved or dismissed: a video that failed or lacks a part, a file that
 * could not be imported, a film of a watched folder that another took the place of, or what a folder held beside films. What a person cancelled is none.
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
  z.object({
    kind: z.literal('replaced'),
    /** For `POST /api/v1/problems/{id}/answer`. */
    id: idSchema,
    /** The file, which holds another film than before. */
    path: z.string(),
    at: z.iso.datetime(),
    /** The video that the file held. */
    videoId: idSchema,
    title: z.string(),
  }),
  importProblemSchema.extend({ kind: z.literal('import') }),
  leftOutSchema.extend({ kind: z.literal('left-out') }),
])
export type NeedsYou = z.infer<typeof needsYouSchema>

/**
 * `POST /api/v1/problems/{id}/answer`, about a film of a watched folder that another took the place of. `renew`: the video gets the
 * new content and keeps its id, title and tags; what came from the old content goes. `apart`: the new film becomes a video of its
 * own, and the old one stays as it is, without a file.
 */
export const answerReplacedSchema = z.strictObject({ use: z.enum(['renew', 'apart']) })
export type AnswerReplaced = z.infer<typeof answerReplacedSchema>

/** The video that the file belongs to now. */
export const answeredReplacedSchema = z.object({ videoId: idSchema })
export type AnsweredReplaced = z.infer<typeof answeredReplacedSchema>

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
