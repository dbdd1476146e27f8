import { readdir, readFile, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import type { Failure } from '../../contract/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { ModelFamily } from './architectures.ts'

const configSchema = z.looseObject({
  model_type: z.string().optional(),
  auto_map: z.object({ AutoModel: z.string().optional() }).optional(),
})

const noFolder = (path: string): Failure => ({
  code: 'model_missing',
  message: `There is no folder ${path}.`,
  remedy: 'Give the absolute path of a folder with the model’s files.',
})

const noModel = (message: string, families: readonly ModelFamily[]): Failure => {
  const titles = families.filter(({ runsFolderCode }) => !runsFolderCode).map(({ title }) => title)
  const supported = `${titles.slice(0, -1).join(', ')} or ${titles.at(-1) ?? 'known'}`
  return {
    code: 'model_invalid',
    message,
    remedy: `Choose a folder in the plain Hugging Face layout of a ${supported} model.`,
  }
}

const readConfig = async (path: string): Promise<z.infer<typeof configSchema> | null> => {
  try {
    return configSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null
  } catch {
    return null
  }
}

/**
 * Finds the family of the model in a folder by its configuration files, without Python.
 *
 * @param families the rows of the table of architectures
 */
export const lookAtFolder = async (path: string, families: readonly ModelFamily[]): Promise<Result<ModelFamily>> => {
  const found = isAbsolute(path) ? await stat(path).catch(() => null) : null
  if (found === null || !found.isDirectory()) return err(noFolder(path))
  const config = await readConfig(join(path, 'config.json'))
  const type = config?.model_type
  const known = families.find(({ modelTypes }) => type !== undefined && modelTypes.includes(type))
  if (known !== undefined) return ok(known)
  const byCode = families.find(({ runsFolderCode }) => runsFolderCode)
  if (config?.auto_map?.AutoModel !== undefined && byCode !== undefined) return ok(byCode)
  const openClip = families.find(({ encoder }) => encoder === 'open-clip')
  const openClipConfig = await stat(join(path, 'open_clip_config.json')).catch(() => null)
  if (openClipConfig?.isFile() === true && openClip !== undefined) return ok(openClip)
  const byKeys = families.find(
    ({ configKeys = [] }) => configKeys.length > 0 && configKeys.every((key) => key in (config ?? {})),
  )
  if (byKeys !== undefined) return ok(byKeys)
  const names = await readdir(path).catch(() => [])
  const byFiles = families.find(
    ({ fileParts = [] }) =>
      fileParts.length > 0 && fileParts.every((part) => names.some((name) => name.includes(part))),
  )
  if (byFiles !== undefined) return ok(byFiles)
  if (type !== undefined) return err(noModel(`No encoder knows models of the type “${type}”.`, families))
  return err(noModel('The folder has no config.json or open_clip_config.json that says what it holds.', families))
}
