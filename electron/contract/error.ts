import { z } from 'zod'

/** Every error code the API may answer with. Programs may rely on these strings. */
export const errorCodeSchema = z.enum([
  'bad_request',
  'unauthorized',
  'forbidden',
  'not_found',
  'conflict',
  'payload_too_large',
  'unsupported_media',
  'range_not_satisfiable',
  'method_not_allowed',
  'request_timeout',
  'headers_too_large',
  'unavailable',
  'library_locked',
  'library_too_new',
  'library_corrupt',
  'disk_full',
  'store_busy',
  'internal',
])
export type ErrorCode = z.infer<typeof errorCodeSchema>

/** The one error shape of the API: what went wrong and what the person can do about it. */
export const apiErrorSchema = z.object({
  error: z.object({
    code: errorCodeSchema,
    message: z.string(),
    remedy: z.string().optional(),
    details: z.unknown().optional(),
  }),
})
export type ApiErrorBody = z.infer<typeof apiErrorSchema>

/**
 * Why a file or a stage of a file failed or was degraded. `code` is stable snake_case
 * (for example `no_video_stream`, `truncated`, `codec_not_allowed`), `message` is for a person.
 */
export const problemSchema = z.object({ code: z.string(), message: z.string() })
export type Problem = z.infer<typeof problemSchema>

/** A problem that stopped the work, with what the person can do about it. */
export const failureSchema = problemSchema.extend({ remedy: z.string() })
/** The same inside this process; `cause` is what it came from, for the log, and is neither stored nor answered. */
export type Failure = z.infer<typeof failureSchema> & { readonly cause?: unknown }
