import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, readFileSync, renameSync, type Stats, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Failure } from '../../contract/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { InstalledModel } from './installed-model.ts'

const seenSchema = z.object({
  version: z.literal(1),
  /** By path: what the file looked like when its digest was last found to be right. */
  files: z.record(
    z.string(),
    z.object({ sizeBytes: z.number(), mtimeMs: z.number(), ctimeMs: z.number(), sha256: z.string() }),
  ),
})
type Seen = z.infer<typeof seenSchema>['files']

/** Whether the files of installed models are still those that were installed. */
export interface InstalledFiles {
  /** Reads a file only when its size or times differ from those of the last reading; fails with `model_damaged`. */
  readonly check: (model: InstalledModel, signal: AbortSignal) => Promise<Result<null>>
  /** The next check reads every file of the model: it behaves as if they were damaged. */
  readonly suspect: (model: InstalledModel) => void
}

const damaged = (path: string, what: string): Failure => ({
  code: 'model_damaged',
  message: `The file ${path} of the model ${what}.`,
  remedy: 'Remove the model on the Models page, then install it again.',
})

const blockBytes = 2 ** 20

const digestOf = async (path: string, signal: AbortSignal): Promise<string> => {
  const hash = createHash('sha256')
  const blocks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: blockBytes, signal })
  for await (const block of blocks) hash.update(block)
  return hash.digest('hex')
}

const read = (path: string): Seen => {
  try {
    return seenSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).files
  } catch {
    // Not there yet, or damaged: the files are read again.
    return {}
  }
}

/** Remembers what it read in `files.json` of a folder; what cannot be written is only remembered until the app ends. */
export const createInstalledFiles = (folder: string): InstalledFiles => {
  const memoryPath = join(folder, 'files.json')
  let seen: Seen | null = null

  const remember = (next: Seen): void => {
    seen = next
    try {
      mkdirSync(dirname(memoryPath), { recursive: true })
      writeFileSync(`${memoryPath}.new`, JSON.stringify({ version: 1, files: next }))
      renameSync(`${memoryPath}.new`, memoryPath)
    } catch {
      // The next start reads the files once more.
    }
  }

  const checkFile = async (
    model: InstalledModel,
    file: InstalledModel['files'][number],
    signal: AbortSignal,
  ): Promise<Failure | null> => {
    const path = join(model.folder, file.path)
    const found: Stats | null = await stat(path).catch(() => null)
    if (found === null) return damaged(file.path, 'is missing')
    if (found.size !== file.sizeBytes) return damaged(file.path, `has ${found.size} bytes instead of ${file.sizeBytes}`)
    seen ??= read(memoryPath)
    const { size: sizeBytes, mtimeMs, ctimeMs } = found
    const before = seen[path]
    const isAsBefore =
      before?.sizeBytes === sizeBytes &&
      before.mtimeMs === mtimeMs &&
      before.ctimeMs === ctimeMs &&
      before.sha256 === file.sha256
    if (isAsBefore) return null
    if ((await digestOf(path, signal)) !== file.sha256) return damaged(file.path, 'is not as it was installed')
    remember({ ...seen, [path]: { sizeBytes, mtimeMs, ctimeMs, sha256: file.sha256 } })
    return null
  }

  return {
    check: async (model, signal) => {
      for (const file of model.files) {
        const failure = await checkFile(model, file, signal)
        if (failure !== null) return err(failure)
      }
      return ok(null)
    },
    suspect: (model) => {
      const paths = new Set(model.files.map((file) => join(model.folder, file.path)))
      remember(Object.fromEntries(Object.entries(seen ?? read(memoryPath)).filter(([path]) => !paths.has(path))))
    },
  }
}
