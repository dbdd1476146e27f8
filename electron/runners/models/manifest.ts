import { z } from 'zod'
import { encoderNameSchema, modelEntrySchema, modelIdSchema } from '../../contract/index.ts'

/** `manifest.json` beside the files of an installed model: what it is, where it came from, and what arrived. */
export const manifestSchema = z.object({
  version: z.literal(1),
  id: modelIdSchema,
  title: z.string(),
  /** Of what was installed by an earlier version: all models embedded then. */
  task: modelEntrySchema.shape.task.default('embed'),
  modality: modelEntrySchema.shape.modality,
  spaceKind: modelEntrySchema.shape.spaceKind,
  /** `hub`: downloaded; `folder`: imported. */
  source: z.enum(['hub', 'folder']),
  repository: z.string().nullable(),
  /** Commit that the files are of; of an imported folder the start of a digest of its files and `-local`. */
  revision: z.string().regex(/^[A-Za-z0-9_-]{1,80}$/),
  encoder: encoderNameSchema,
  dimension: modelEntrySchema.shape.dimension,
  prompts: modelEntrySchema.shape.prompts,
  memoryBytes: z.number().int().positive(),
  runsFolderCode: z.boolean(),
  /** The person agreed that program code of the folder runs. */
  consentToRunCode: z.boolean(),
  licence: z.object({ id: z.string(), name: z.string(), url: z.string().nullable() }),
  files: z.array(
    z.object({
      path: z.string(),
      sizeBytes: z.number().int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  installedAt: z.iso.datetime(),
})
export type Manifest = z.infer<typeof manifestSchema>
