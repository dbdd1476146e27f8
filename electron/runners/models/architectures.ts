import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { encoderNameSchema, type Failure, modelEntrySchema } from '../../contract/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'

/** One row of `resources/architectures.json`, which `goodclips_runners/architectures.py` reads too: what one encoder loads. */
const familySchema = z.strictObject({
  encoder: encoderNameSchema,
  /** Name of the family for a person. */
  title: z.string(),
  task: modelEntrySchema.shape.task,
  modality: modelEntrySchema.shape.modality,
  spaceKind: modelEntrySchema.shape.spaceKind,
  /** Its models work only by running program code that lies in their folder. */
  runsFolderCode: z.boolean(),
  /** Values of `model_type` in config.json; empty for a family that is told by other signs. */
  modelTypes: z.array(z.string()),
  /** Names that config.json has in models of a family without `model_type`. */
  configKeys: z.array(z.string()).optional(),
  /** Parts of the names of files that the folders of a family without config.json have, one file for each. */
  fileParts: z.array(z.string()).optional(),
  /** Files of weights in a format that is not safetensors, which the Python side checks. */
  ownWeights: z.array(z.string()).optional(),
  /** Of a speech family: false where none of its models says in English what is said in another language. */
  translates: z.boolean().optional(),
})
export type ModelFamily = z.infer<typeof familySchema>

const tableSchema = z.strictObject({ version: z.literal(1), families: z.array(familySchema) })

const broken = (reason: string): Failure => ({
  code: 'registry_broken',
  message: `The table of architectures that comes with the app cannot be read: ${reason}`,
  remedy: 'Install GoodCLIPS again.',
})

/** Reads and checks `resources/architectures.json`. */
export const readFamilies = async (path: string): Promise<Result<readonly ModelFamily[]>> => {
  try {
    const parsed = tableSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
    return parsed.success ? ok(parsed.data.families) : err(broken(z.prettifyError(parsed.error)))
  } catch (cause) {
    return err(broken(cause instanceof Error ? cause.message : String(cause)))
  }
}
