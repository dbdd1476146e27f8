import { z } from 'zod'
import { idSchema, pageQuerySchema } from './page.ts'
import { stageIdSchema } from './stages.ts'

/** `waiting` includes jobs that wait for a dependency, a slot or their next attempt. */
export const jobStateSchema = z.enum(['waiting', 'running', 'done', 'skipped', 'failed', 'cancelled'])
export type JobState = z.infer<typeof jobStateSchema>

/** One stage of one video. */
export const jobSchema = z.object({
  id: idSchema,
  videoId: idSchema,
  videoTitle: z.string(),
  stage: stageIdSchema,
  state: jobStateSchema,
  /** 0…1. */
  progress: z.number().min(0).max(1),
  /** Media time over wall time, for example 8.2 for 8.2 × real time. */
  speed: z.number().nonnegative().optional(),
  etaMs: z.number().int().nonnegative().optional(),
  attempts: z.number().int().nonnegative(),
  /** Why it was skipped, failed, is waiting for another attempt, or finished only in part. */
  reason: z.string().optional(),
  reasonCode: z.string().optional(),
  remedy: z.string().optional(),
  nextAttemptAt: z.iso.datetime().optional(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
})
export type Job = z.infer<typeof jobSchema>

/** `GET /api/v1/jobs`. */
export const listJobsQuerySchema = pageQuerySchema.extend({
  state: jobStateSchema.optional(),
  videoId: idSchema.optional(),
})
export type ListJobsQuery = z.infer<typeof listJobsQuerySchema>

/** `GET /api/v1/jobs/summary`. */
export const jobSummaryQuerySchema = z.object({
  /** Minutes by which the person's clock is ahead of UTC, which decides where days begin. */
  utcOffsetMinutes: z.coerce.number().int().min(-1440).max(1440).default(0),
  /** So many days at most, newest first. */
  days: z.coerce.number().int().min(1).max(366).default(60),
})
export type JobSummaryQuery = z.infer<typeof jobSummaryQuerySchema>

/** Jobs that ended on one day. */
export const jobDaySumSchema = z.object({
  /** `YYYY-MM-DD`. */
  day: z.string(),
  done: z.number().int().nonnegative(),
  /** Done, but something is missing; counted in `done` too. */
  partial: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  cancelled: z.number().int().nonnegative(),
  /** But for those that wait for a model, or that came after a stage that failed. */
  skipped: z.number().int().nonnegative(),
  /** Videos of which a stage was left out because no model is chosen. */
  videosWithoutModel: z.number().int().nonnegative(),
})
export type JobDaySum = z.infer<typeof jobDaySumSchema>
/** Sums of jobs by day, counted in the library. */
export const jobSummarySchema = z.object({ days: z.array(jobDaySumSchema) })
