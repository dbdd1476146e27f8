import { z } from 'zod'
import { failureSchema } from './error.ts'
import { importItemSchema } from './import.ts'
import { jobSchema } from './job.ts'
import { modelSchema, runtimeSchema } from './model.ts'
import { idSchema } from './page.ts'
import { savedPreferencesSchema } from './preferences.ts'
import { videoSchema } from './video.ts'

/** `GET /health`. */
export const healthSchema = z.object({
  status: z.literal('ok'),
  version: z.string(),
  /** Milliseconds since the process started. */
  uptimeMs: z.number().int().nonnegative(),
})

/** `GET /api/v1/stats`. */
export const statsSchema = z.object({
  videos: z.number().int(),
  scenes: z.number().int(),
  captions: z.number().int(),
  durationMs: z.number().int(),
  /** Bytes of the library folder's derived media (frames, filmstrips, proxies). */
  mediaBytes: z.number().int(),
  jobs: z.object({
    waiting: z.number().int(),
    running: z.number().int(),
    done: z.number().int(),
    skipped: z.number().int(),
    failed: z.number().int(),
    cancelled: z.number().int(),
  }),
  /**
   * Why no work is handed out, and since when: `disk_full`, `store_busy` (another program's lock on the database) or
   * `store_unavailable`. It goes on by itself; absent while it does.
   */
  paused: failureSchema.extend({ since: z.iso.datetime() }).optional(),
  importProblems: z.number().int(),
  /** While the clips of a demo library are being made: which of how many, from 1. */
  demo: z.object({ clip: z.number().int(), clips: z.number().int() }).optional(),
  /** How many problems wait to be seen to: all that `GET /api/v1/problems` lists. */
  needsYou: z.number().int().nonnegative().optional(),
  /**
   * How the work on videos stands; absent while there is none. Videos count that have been worked on since there was
   * last nothing to do: `done` of `videos`. `leftMs` is measured, and null until it can be.
   */
  work: z
    .object({
      videos: z.number().int().positive(),
      done: z.number().int().nonnegative(),
      leftMs: z.number().int().nonnegative().nullable(),
    })
    .optional(),
  libraryPath: z.string(),
  libraryName: z.string(),
  diskFreeBytes: z.number().int(),
  /**
   * What the app is missing right now, for the status bar, for example `ffmpeg_missing`. One with an `id` tells what has
   * happened, and stays until it is dismissed (`DELETE /api/v1/notices/{id}`).
   */
  notices: z.array(z.object({ id: idSchema.optional(), code: z.string(), message: z.string(), remedy: z.string() })),
})
export type Stats = z.infer<typeof statsSchema>
/** How the work on videos stands. */
export type WorkStanding = NonNullable<Stats['work']>

/** One finding of `doctor`: what was checked and, unless all is well, what to do. */
export const doctorFindingSchema = z.object({
  id: z.string(),
  level: z.enum(['ok', 'warning', 'error']),
  message: z.string(),
  remedy: z.string().optional(),
})
/** One line of `goodclips doctor`. */
export type DoctorFinding = z.infer<typeof doctorFindingSchema>
/** `GET /api/v1/doctor`. */
export const doctorResponseSchema = z.object({ items: z.array(doctorFindingSchema) })

/**
 * `GET /api/v1/events` (server-sent events, `id:` = seq). The first is a `snapshot`; `delta`s follow at most
 * ten a second with seq + 1 each. A client that sees a gap reconnects and takes a new snapshot.
 */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    seq: z.number().int(),
    /** All running and waiting jobs (at most 500) and the newest 100 finished ones. */
    jobs: z.array(jobSchema),
    stats: statsSchema,
    models: z.array(modelSchema).optional(),
    runtime: runtimeSchema.optional(),
    preferences: savedPreferencesSchema.optional(),
  }),
  z.object({
    type: z.literal('delta'),
    seq: z.number().int(),
    jobs: z.array(jobSchema).optional(),
    videos: z.array(videoSchema).optional(),
    removedVideoIds: z.array(idSchema).optional(),
    /** Videos whose scenes or captions changed: reload them. */
    scenesChanged: z.array(idSchema).optional(),
    stats: statsSchema.optional(),
    /** Models whose state, progress or runner changed. */
    models: z.array(modelSchema).optional(),
    runtime: runtimeSchema.optional(),
    /** Vectors were added or deleted: reload the spaces. */
    spacesChanged: z.literal(true).optional(),
    /** Bins that were made, changed or deleted, or whose ranges changed: reload them. */
    binsChanged: z.array(idSchema).optional(),
    /** People or their faces changed: reload them. */
    peopleChanged: z.literal(true).optional(),
    /** Exports that were begun, went on or ended: reload them. */
    exportsChanged: z.array(idSchema).optional(),
    /** Watched folders that were added, changed or removed, or whose state or files changed: reload them. */
    watchFoldersChanged: z.array(idSchema).optional(),
    /** All preferences, when some of them were changed in any window. */
    preferences: savedPreferencesSchema.optional(),
  }),
])
export type LibraryEvent = z.infer<typeof eventSchema>

/** `POST /api/v1/uploads`: announce a file; then `PUT /api/v1/uploads/{id}` its bytes from `offset`. */
export const createUploadSchema = z.strictObject({
  name: z.string().min(1).max(255),
  sizeBytes: z
    .number()
    .int()
    .positive()
    .max(2 ** 43),
  lastModifiedMs: z.number().int().optional(),
  /** Files of one drop share a batch and lie in one folder, so that sidecar captions are found beside their video. */
  batch: idSchema.optional(),
  /** Of the file (`content-id.ts`): a film that the library has where it lies is then not sent at all. */
  contentId: z
    .string()
    .regex(/^[0-9a-f]{40}-c\d+$/)
    .optional(),
})
export type CreateUpload = z.infer<typeof createUploadSchema>
/**
 * State of an upload; send the rest from `offset` (`Content-Range: bytes offset-…/size`). `import` is set when complete, and
 * at once for a film that the library has already: then `offset` is the size, and nothing is to be sent.
 */
export const uploadSchema = z.object({
  id: idSchema,
  name: z.string(),
  sizeBytes: z.number().int(),
  offset: z.number().int(),
  import: importItemSchema.optional(),
})
export type Upload = z.infer<typeof uploadSchema>

/** `server.json` in the library folder (mode 0600) while a serving host runs. */
export const serverFileSchema = z.object({ url: z.url(), token: z.string(), pid: z.number().int() })
export type ServerFile = z.infer<typeof serverFileSchema>
