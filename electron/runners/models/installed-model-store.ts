import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { modelIdSchema } from '../../contract/index.ts'
import { isProcessRunning } from '../../process/process-state.ts'
import { type InstalledModel, installedFromManifest } from './installed-model.ts'
import { type Manifest, manifestSchema } from './manifest.ts'

const manifestName = 'manifest.json'
/** Names that no model id can have, so that they never meet. */
const stagingName = '.staging'
const leavingName = '.leaving'

/** The folder of installed models, `<folder>/<id>/<revision>/`, shared by all libraries of a person. */
export interface InstalledModelStore {
  /** Of each id the newest; folders without a readable manifest do not count. */
  readonly list: () => Promise<readonly InstalledModel[]>
  /** Where an installation of this id puts its files together; kept when it is interrupted. */
  readonly staging: (id: string) => string
  /** Moves the staged files to their place under their revision; older revisions of the id go. */
  readonly place: (manifest: Manifest) => Promise<InstalledModel>
  /** Deletes the files of a model, and what was begun of it. False when it was not installed. */
  readonly remove: (id: string) => Promise<boolean>
}

const subfolders = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
}

const readManifest = async (folder: string): Promise<Manifest | null> => {
  try {
    return manifestSchema.safeParse(JSON.parse(await readFile(join(folder, manifestName), 'utf8'))).data ?? null
  } catch {
    return null
  }
}

/** The installed models in this folder, which is made when the first model comes. */
export const createInstalledModelStore = (folder: string): InstalledModelStore => {
  const staging = (id: string): string => join(folder, stagingName, id)

  /** Files that were not complete, which the installation keeps beside the staging folder. */
  const forgetBegun = (id: string): Promise<void> => rm(`${staging(id)}.partial`, { recursive: true, force: true })

  const revisions = async (
    id: string,
  ): Promise<readonly { readonly manifest: Manifest; readonly folder: string }[]> => {
    const names = await subfolders(join(folder, id))
    const found = await Promise.all(
      names.map(async (name) => {
        const place = join(folder, id, name)
        const manifest = await readManifest(place)
        return manifest === null || manifest.id !== id || manifest.revision !== name
          ? []
          : [{ manifest, folder: place }]
      }),
    )
    return found.flat().toSorted((a, b) => b.manifest.installedAt.localeCompare(a.manifest.installedAt))
  }

  /** Deletes what processes that have died since were about to delete. */
  const finishDiscarding = async (): Promise<void> => {
    for (const name of await subfolders(folder)) {
      const pid = name.startsWith(`${leavingName}-`) ? Number(name.split('-')[1]) : Number.NaN
      if (Number.isNaN(pid) || (pid !== process.pid && isProcessRunning(pid))) continue
      await rm(join(folder, name), { recursive: true, force: true })
    }
  }

  /** Renamed first, so that nobody finds half of a model. */
  const discard = async (path: string): Promise<void> => {
    const leaving = join(folder, `${leavingName}-${process.pid}-${Date.now()}`)
    await rename(path, leaving)
    await rm(leaving, { recursive: true, force: true })
  }

  return {
    staging,
    list: async () => {
      const ids = (await subfolders(folder)).filter((name) => modelIdSchema.safeParse(name).success)
      const newest = await Promise.all(ids.map(async (id) => (await revisions(id))[0]))
      return newest.flatMap((found) =>
        found === undefined ? [] : [installedFromManifest(found.manifest, found.folder)],
      )
    },
    place: async (manifest) => {
      const source = staging(manifest.id)
      const target = join(folder, manifest.id, manifest.revision)
      await writeFile(join(source, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)
      const existing = await subfolders(join(folder, manifest.id))
      if (existing.includes(manifest.revision)) await discard(target)
      await mkdir(join(folder, manifest.id), { recursive: true })
      await rename(source, target)
      await forgetBegun(manifest.id)
      for (const name of existing) if (name !== manifest.revision) await discard(join(folder, manifest.id, name))
      await finishDiscarding()
      return installedFromManifest(manifest, target)
    },
    remove: async (id) => {
      await rm(staging(id), { recursive: true, force: true })
      await forgetBegun(id)
      if (!(await subfolders(folder)).includes(id)) return false
      await discard(join(folder, id))
      await finishDiscarding()
      return true
    },
  }
}
