import { z } from 'zod'
import { encoderNameSchema, modelEntrySchema } from '../../contract/index.ts'

const progressSchema = z.object({
  type: z.literal('progress'),
  bytesDone: z.number().int().nonnegative(),
  bytesTotal: z.number().int().nonnegative().nullable(),
  message: z.string(),
})

const stagedSchema = z.object({
  type: z.literal('staged'),
  encoder: encoderNameSchema,
  repository: z.string().nullable(),
  revision: z.string(),
  files: z.array(z.object({ path: z.string(), sizeBytes: z.number().int().nonnegative(), sha256: z.string() })),
  /** What only a folder has to say of itself; of a download the registry says it. */
  task: modelEntrySchema.shape.task.optional(),
  modality: modelEntrySchema.shape.modality.optional(),
  spaceKind: modelEntrySchema.shape.spaceKind.optional(),
  dimension: z.number().int().positive().nullable().optional(),
  prompts: modelEntrySchema.shape.prompts.optional(),
  memoryBytes: z.number().int().positive().optional(),
  runsFolderCode: z.boolean().optional(),
})
/** Files that arrived and were verified, with what was found out about them. */
export type StagedModel = z.infer<typeof stagedSchema>

const failedSchema = z.object({
  type: z.literal('failed'),
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
})

const lineSchema = z.discriminatedUnion('type', [progressSchema, stagedSchema, failedSchema])
export type InstallLine = z.infer<typeof lineSchema>

/** Reads one line of `python -m goodclips_runners.install`; null for what is none. */
export const parseInstallLine = (text: string): InstallLine | null => {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
