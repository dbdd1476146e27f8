import { readFile } from 'node:fs/promises'
import { type Failure, type ModelEntry, modelRegistrySchema } from '../../contract/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'

const broken = (reason: string): Failure => ({
  code: 'registry_broken',
  message: `The list of models that comes with the app cannot be read: ${reason}`,
  remedy: 'Install GoodCLIPS again.',
})

/** Reads and checks `resources/models.json`. */
export const readRegistry = async (path: string): Promise<Result<readonly ModelEntry[]>> => {
  try {
    const parsed = modelRegistrySchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      return err(broken(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown fault'}`))
    }
    return ok(parsed.data.models)
  } catch (cause) {
    return err(broken(cause instanceof Error ? cause.message : String(cause)))
  }
}
