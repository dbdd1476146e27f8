import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelEntry } from '../../contract/index.ts'
import type { InstalledModel } from './installed-model.ts'

const weightsName = 'model.safetensors'
const revisionLength = 12

const folderBytes = async (folder: string): Promise<number> => {
  const names = await readdir(folder, { recursive: true })
  const sizes = await Promise.all(names.map(async (name) => await stat(join(folder, name))))
  return sizes.reduce((sum, found) => sum + (found.isFile() ? found.size : 0), 0)
}

/** Models that come with the app in `<folder>/<id>`. Their revision is a digest, so that retrained weights make a new space. */
export const bundledModels = async (
  entries: readonly ModelEntry[],
  folder: string,
): Promise<readonly InstalledModel[]> => {
  const found = await Promise.all(
    entries
      .filter((entry) => entry.tags.includes('demo'))
      .map(async (entry): Promise<readonly InstalledModel[]> => {
        const place = join(folder, entry.id)
        const weights = await readFile(join(place, weightsName)).catch(() => null)
        if (weights === null) return []
        const digest = createHash('sha256').update(weights).digest('hex')
        return [
          {
            id: entry.id,
            title: entry.title,
            task: entry.task,
            modality: entry.modality,
            spaceKind: entry.spaceKind,
            revision: `${digest.slice(0, revisionLength)}-bundled`,
            folder: place,
            encoder: entry.encoder,
            prompts: entry.prompts,
            memoryBytes: entry.memoryBytes,
            dimension: entry.dimension,
            runsFolderCode: false,
            consentToRunCode: false,
            licence: entry.licence,
            files: [],
            sizeBytes: await folderBytes(place),
            bundled: true,
          },
        ]
      }),
  )
  return found.flat()
}
