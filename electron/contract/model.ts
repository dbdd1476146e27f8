import { z } from 'zod'
import { failureSchema } from './error.ts'
import { modelModalitySchema } from './modalities.ts'
import { modelTaskSchema } from './model-roles.ts'

/** Names of what `goodclips_runners` loads models with; each loads one family of architectures. */
export const encoderNameSchema = z.enum([
  'clip',
  'siglip',
  'open-clip',
  'clap',
  'text-mean',
  'text-last-token',
  'internvl-vision',
  'internvideo2',
  'whisper-ct2',
  'whisper',
  'moonshine',
  'parakeet',
  'pp-ocr-onnx',
  'dlib-faces',
])
export type EncoderName = z.infer<typeof encoderNameSchema>

/** Kebab-case id of a model, the registry's or one that a person gives to a folder. */
export const modelIdSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens')

/** One entry of the registry `resources/models.json`; the Python side reads the same file. */
export const modelEntrySchema = z.strictObject({
  id: modelIdSchema,
  title: z.string(),
  task: modelTaskSchema,
  /** What its vectors say something about; null for a model that makes none. */
  modality: modelModalitySchema.nullable(),
  /**
   * `cross-modal`: text queries land in the same space; `text`: text against text; `likeness`: scenes against scenes;
   * null for a model that makes no vectors.
   */
  spaceKind: z.enum(['cross-modal', 'text', 'likeness']).nullable(),
  /** Hugging Face repository; null: only from a local folder. */
  repository: z.string().nullable(),
  /** Branch, tag or commit to resolve at install; what it resolved to is recorded. */
  revision: z.string(),
  /** Files to fetch. Sizes are for the disk check and the progress; what the hub states at install decides. */
  files: z.array(
    z.strictObject({
      path: z.string(),
      sizeBytes: z.number().int().positive(),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .optional(),
      /** Fetched where the repository has it; the model works without. */
      optional: z.boolean().optional(),
      /** Of a safetensors file, only the tensors under these prefixes (by byte ranges), saved without the prefix. */
      tensorPrefixes: z.array(z.string()).optional(),
    }),
  ),
  licence: z.strictObject({ id: z.string(), name: z.string(), url: z.url() }),
  /** Of its vectors; null where it makes none. */
  dimension: z.number().int().positive().nullable(),
  /** Text put around a query or passage; `{}` stands for the text. */
  prompts: z.strictObject({ query: z.string(), passage: z.string() }),
  encoder: encoderNameSchema,
  /** Memory it takes while loaded, for the lease of the processor or GPU. */
  memoryBytes: z.number().int().positive(),
  /** One sentence for the person: what this model lets them do. */
  gives: z.string(),
  notes: z.string(),
  tags: z.array(z.enum(['default', 'fast', 'best', 'demo'])),
  /** Runs program code out of the model's folder; only after an explicit consent. */
  runsFolderCode: z.boolean(),
  /** Of a speech model: false where it never learnt to translate into English. */
  translates: z.boolean().optional(),
})
export type ModelEntry = z.infer<typeof modelEntrySchema>

/** `resources/models.json`. */
export const modelRegistrySchema = z.strictObject({ version: z.literal(1), models: z.array(modelEntrySchema) })

/** State of the process that works with a model. */
export const runnerStateSchema = z.enum(['stopped', 'starting', 'ready', 'busy', 'draining', 'backoff', 'disabled'])
export type RunnerState = z.infer<typeof runnerStateSchema>

/** A model as the Models page shows it: of the registry, of a folder, or shipped with the app (demo). */
export const modelSchema = z.object({
  id: modelIdSchema,
  title: z.string(),
  task: modelTaskSchema,
  /** Null for a model that makes no vectors. */
  modality: modelModalitySchema.nullable(),
  spaceKind: modelEntrySchema.shape.spaceKind,
  source: z.enum(['registry', 'folder', 'bundled']),
  repository: z.string().nullable(),
  /** Of the installed files; null when not installed. */
  revision: z.string().nullable(),
  licence: z.object({ id: z.string(), name: z.string(), url: z.string().nullable() }),
  gives: z.string(),
  notes: z.string(),
  tags: modelEntrySchema.shape.tags,
  dimension: z.number().int().positive().nullable(),
  /** To download, or on disk when installed. */
  sizeBytes: z.number().int().nonnegative(),
  runsFolderCode: z.boolean(),
  state: z.enum(['available', 'installing', 'installed', 'failed']),
  /** Chosen for its modality, or for its task where it has none, in the open library. */
  active: z.boolean(),
  progress: z
    .object({
      /** 0…1; null while it cannot be known. */
      fraction: z.number().min(0).max(1).nullable(),
      bytesDone: z.number().int().nonnegative(),
      bytesTotal: z.number().int().nonnegative().nullable(),
      message: z.string(),
    })
    .nullable(),
  /** Why the last installation failed, or the runner is disabled. */
  error: failureSchema.nullable(),
  /** In the answer to an action: what it left as it was. */
  message: z.string().optional(),
  runner: z.object({
    state: runnerStateSchema,
    /** For example `CPU (bf16)` or `NVIDIA H200 (bf16)`; null until it ran here. */
    device: z.string().nullable(),
    /** Measured on this machine at the last load; null until then. */
    speed: z
      .object({ perSecond: z.number(), unit: z.enum(['images', 'audioSeconds', 'captions', 'scenes']) })
      .nullable(),
  }),
})
export type Model = z.infer<typeof modelSchema>

/** `POST /api/v1/models/{id}/import`: installs from a folder in the plain Hugging Face layout. */
export const importModelSchema = z.strictObject({
  path: z.string().min(1),
  /** Only for models that run program code out of their folder. */
  consentToRunCode: z.boolean().optional(),
})
export type ImportModel = z.infer<typeof importModelSchema>

/** `GET /api/v1/runtime`: the Python environment that runs the models. */
export const runtimeSchema = z.object({
  state: z.enum(['absent', 'installing', 'ready', 'failed']),
  /** Folder of the environment; null when absent. */
  path: z.string().nullable(),
  python: z.string().nullable(),
  torch: z.string().nullable(),
  device: z.string().nullable(),
  progress: z.object({ fraction: z.number().min(0).max(1).nullable(), message: z.string() }).nullable(),
  diskNeededBytes: z.number().int().nonnegative(),
  error: failureSchema.nullable(),
})
export type Runtime = z.infer<typeof runtimeSchema>
