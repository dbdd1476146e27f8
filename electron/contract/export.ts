import { z } from 'zod'
import { frameRangeSchema } from './bin.ts'
import { failureSchema, problemSchema } from './error.ts'
import { idSchema } from './page.ts'
import { arrangementSchema, timelineFormatSchema } from './timeline-format.ts'

const rangesSchema = z
  .array(
    z
      .strictObject(frameRangeSchema.shape)
      .refine(({ startFrame, endFrame }) => endFrame > startFrame, 'endFrame must be greater than startFrame.'),
  )
  .min(1)
  .max(10_000)

/** What is exported: a bin, scenes, all scenes of a video, or ranges of frames. */
export const exportSourceSchema = z.union([
  z.strictObject({ binId: idSchema }),
  z.strictObject({ sceneIds: z.array(idSchema).min(1).max(10_000) }),
  z.strictObject({ videoId: idSchema }),
  z.strictObject({ ranges: rangesSchema }),
])
export type ExportSource = z.infer<typeof exportSourceSchema>

const pathSchema = z.string().min(1).max(32_768)

/** `POST /api/v1/exports`: a file for another program. */
export const createExportSchema = z.strictObject({
  source: exportSourceSchema,
  kind: z.literal('timeline'),
  format: timelineFormatSchema,
  as: arrangementSchema.default('sequence'),
  /** Of the files and of what is in them; by default that of the bin or the video. */
  name: z.string().trim().min(1).max(200).optional(),
  /** Prefixes of paths, and what they are called on the machine that reads the files. */
  pathMap: z
    .array(z.strictObject({ from: pathSchema, to: pathSchema }))
    .max(50)
    .optional(),
  /** Absolute path of a folder, which is made when it is missing; without it files lie in the library's `exports` folder. */
  destination: pathSchema.optional(),
})
export type CreateExport = z.infer<typeof createExportSchema>
export type CreateExportInput = z.input<typeof createExportSchema>

/** Kinds of exports. */
export const exportKindSchema = z.enum(['timeline'])
export type ExportKind = z.infer<typeof exportKindSchema>

export const exportStateSchema = z.enum(['waiting', 'running', 'done', 'failed'])
export type ExportState = z.infer<typeof exportStateSchema>

/** A file that an export has written. */
export const exportedFileSchema = z.object({
  path: z.string(),
  /** Downloads it under its name. */
  url: z.string(),
  sizeBytes: z.number().int().nonnegative(),
})
export type ExportedFile = z.infer<typeof exportedFileSchema>

/** An export and how far it is. */
export const exportSchema = z.object({
  id: idSchema,
  kind: exportKindSchema,
  name: z.string(),
  state: exportStateSchema,
  /** 0…1. */
  progress: z.number().min(0).max(1),
  files: z.array(exportedFileSchema),
  /** What the format could not carry, and what else is to be known. */
  report: z.array(problemSchema),
  error: failureSchema.optional(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
})
export type Export = z.infer<typeof exportSchema>
