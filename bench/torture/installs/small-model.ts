import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Id under which the model is installed. */
export const modelId = 'tiny-captions'
/** A real model of 1.6 MB in the plain layout. */
export const modelFolder = join(root, 'resources', 'demo-models', 'demo-captions')
/** The Python environment of a checkout; may be missing. */
export const pythonEnvironment = join(root, 'native-runners', '.venv')

/** Files of the model by name. */
export const modelFiles = async (): Promise<ReadonlyMap<string, Buffer>> => {
  const names = (await readdir(modelFolder)).filter((name) => !name.endsWith('.md'))
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(modelFolder, name))] as const)))
}

/** Lays out the app's resources with a registry that lists this model only. */
export const layResources = async (folder: string, files: ReadonlyMap<string, Buffer>): Promise<void> => {
  const entry = {
    id: modelId,
    title: 'Tiny captions',
    modality: 'captions',
    spaceKind: 'text',
    repository: 'o/tiny',
    revision: 'main',
    files: [...files].map(([path, { length }]) => ({ path, sizeBytes: length })),
    licence: { id: 'MIT', name: 'MIT', url: 'https://opensource.org/license/mit' },
    dimension: 128,
    prompts: { query: 'query: {}', passage: 'passage: {}' },
    encoder: 'text-mean',
    memoryBytes: 1_000_000,
    gives: 'Finds captions.',
    notes: '',
    tags: ['default'],
    runsFolderCode: false,
  }
  await mkdir(join(folder, 'resources'), { recursive: true })
  await symlink(join(root, 'native-runners'), join(folder, 'native-runners'))
  for (const name of ['search-background.json', 'architectures.json']) {
    await symlink(join(root, 'resources', name), join(folder, 'resources', name))
  }
  await writeFile(join(folder, 'resources', 'models.json'), JSON.stringify({ version: 1, models: [entry] }))
}
