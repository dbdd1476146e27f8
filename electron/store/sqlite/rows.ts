import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import {
  chapterSchema,
  type Failure,
  failureSchema,
  fileMetadataSchema,
  type Problem,
  problemSchema,
  rationalSchema,
  sourceTimecodeSchema,
  streamSchema,
} from '../../contract/index.ts'
import type { ProbeResult } from '../../domain/ports/index.ts'

/** A new opaque identifier; the letter in front keeps it from looking like a command-line option. */
export const newId = (kind: 'v' | 'j' | 'q' | 'b' | 'r' | 'x' | 'w' | 'p' | 'f' | 'o'): string =>
  `${kind}${randomBytes(12).toString('base64url')}`

const problemsSchema = z.array(problemSchema).readonly()
const reasonSchema = z.union([failureSchema, problemSchema])

/** Warnings column. */
export const parseProblems = (json: string): readonly Problem[] =>
  json === '[]' ? [] : problemsSchema.parse(JSON.parse(json))

/** Error column. */
export const parseFailure = (json: string | null): Failure | null =>
  json === null ? null : failureSchema.parse(JSON.parse(json))

/** Reason column of a job. */
export const parseReason = (json: string | null): Failure | Problem | null =>
  json === null ? null : reasonSchema.parse(JSON.parse(json))

const probeSchema: z.ZodType<ProbeResult> = z.object({
  container: z.string(),
  durationMs: z.number(),
  startTimeMs: z.number(),
  containerStartMs: z.number().default(0),
  pictureEndMs: z.number().nullable().default(null),
  videoStreamIndex: z.number().int(),
  audio: z.object({
    readable: z.array(z.number().int()),
    silent: z.array(z.number().int()),
    heard: z.array(z.number().int()),
  }),
  timeBase: rationalSchema,
  frameRate: rationalSchema,
  variableFrameRate: z.boolean(),
  frameCount: z.number().int(),
  codedWidth: z.number().int(),
  codedHeight: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  rotationDegrees: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  hasOddRotation: z.boolean(),
  hiddenTopLines: z.number().int(),
  fieldOrder: z.enum(['progressive', 'top', 'bottom', 'flagged']),
  hdr: z.enum(['none', 'pq', 'hlg']),
  codec: z.string(),
  pixelFormat: z.string(),
  recordedAt: z.string().nullable(),
  camera: z.record(z.string(), z.string()),
  streams: z.array(streamSchema),
  chapters: z.array(chapterSchema),
  playsInBrowser: z.boolean(),
  sourceTimecode: sourceTimecodeSchema.nullable().optional(),
  fileMetadata: z.array(fileMetadataSchema).optional().catch(undefined),
  warnings: z.array(problemSchema),
})

/**
 * A stored probe; null when it was written by a version that knew less, which makes the stage's next version
 * write it anew.
 */
export const probeFromRow = (json: string | null): ProbeResult | null => {
  if (json === null) return null
  const parsed = probeSchema.safeParse(JSON.parse(json))
  return parsed.success ? parsed.data : null
}
