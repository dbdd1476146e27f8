import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import type { Failure, ModelEntry, ModelModality } from '../../contract/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'

/** What the configuration of a folder says at first sight; `goodclips_runners.detect` looks closer before anything is copied. */
export interface FolderGlance {
  readonly modality: ModelModality
  readonly spaceKind: ModelEntry['spaceKind']
  /** It works only by running program code that lies in it. */
  readonly runsFolderCode: boolean
}

const picture = { modality: 'visual', spaceKind: 'cross-modal', runsFolderCode: false } as const
const sound = { modality: 'audio', spaceKind: 'cross-modal', runsFolderCode: false } as const
const text = { modality: 'captions', spaceKind: 'text', runsFolderCode: false } as const
const likeness = { modality: 'likeness', spaceKind: 'likeness', runsFolderCode: false } as const

/** By `model_type` of config.json; the same types as `goodclips_runners/detect.py` knows. */
const byType: Readonly<Record<string, FolderGlance>> = {
  clip: picture,
  siglip: picture,
  siglip2: picture,
  clap: sound,
  internvl: likeness,
  internvl_vision: likeness,
  bert: text,
  camembert: text,
  distilbert: text,
  electra: text,
  mpnet: text,
  roberta: text,
  'xlm-roberta': text,
  qwen2: text,
  qwen3: text,
}

const configSchema = z.object({
  model_type: z.string().optional(),
  auto_map: z.object({ AutoModel: z.string().optional() }).optional(),
})

const noFolder = (path: string): Failure => ({
  code: 'model_missing',
  message: `There is no folder ${path}.`,
  remedy: 'Give the absolute path of a folder with the model’s files.',
})

const noModel = (message: string): Failure => ({
  code: 'model_invalid',
  message,
  remedy:
    'Choose a folder in the plain Hugging Face layout of a CLIP, SigLIP, open_clip, CLAP, BERT-like, Qwen3 or InternVL model.',
})

const readConfig = async (path: string): Promise<z.infer<typeof configSchema> | null> => {
  try {
    return configSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null
  } catch {
    return null
  }
}

/** Looks at the configuration files of a folder, without Python. */
export const lookAtFolder = async (path: string): Promise<Result<FolderGlance>> => {
  const found = isAbsolute(path) ? await stat(path).catch(() => null) : null
  if (found === null || !found.isDirectory()) return err(noFolder(path))
  const config = await readConfig(join(path, 'config.json'))
  const known = config?.model_type === undefined ? undefined : byType[config.model_type]
  if (known !== undefined) return ok(known)
  if (config?.auto_map?.AutoModel !== undefined) return ok({ ...likeness, runsFolderCode: true })
  const openClip = await stat(join(path, 'open_clip_config.json')).catch(() => null)
  if (openClip?.isFile() === true) return ok(picture)
  if (config?.model_type !== undefined)
    return err(noModel(`No encoder knows models of the type “${config.model_type}”.`))
  return err(noModel('The folder has no config.json or open_clip_config.json that says what it holds.'))
}
