import { stat } from 'node:fs/promises'
import { isAbsolute, normalize, sep } from 'node:path'
import { type CreateWatchFolder, type PatchWatchFolder, volumeName, type WatchFolder } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { WatchFolderRecord } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import { notFound, refuse } from '../failures.ts'
import { checkPath } from '../imports/import-check.ts'
import { type FolderWatch, offlineWords, type WatchStanding, type WatchTimes, watchFolder } from './folder-watch.ts'
import type { WatchParts } from './watched-files.ts'

/** Folders whose new films come into the library by themselves. */
export interface WatchFolders {
  readonly list: () => Promise<readonly WatchFolder[]>
  readonly get: (id: string) => Promise<Result<WatchFolder, ApiFailure>>
  readonly create: (input: CreateWatchFolder) => Promise<Result<WatchFolder, ApiFailure>>
  readonly patch: (id: string, patch: PatchWatchFolder) => Promise<Result<WatchFolder, ApiFailure>>
  readonly delete: (id: string) => Promise<Result<null, ApiFailure>>
}

/** The watched folders of one library. */
export interface WatchFolderService {
  readonly api: WatchFolders
  /** Begins to watch the folders that are switched on. */
  readonly start: () => Promise<void>
  readonly close: () => Promise<void>
}

const usualTimes: WatchTimes = { presentEveryMs: 2_000, scanEveryMs: 600_000, pollEveryMs: 5_000 }

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

const paused = async (folder: WatchFolderRecord, message: string): Promise<WatchStanding> => {
  const none = { polling: false, pendingCount: 0, lookedAt: null }
  const isThere = await stat(folder.path).then(
    () => true,
    () => false,
  )
  if (folder.enabled && !isThere) return { state: 'offline', ...offlineWords(folder.path), ...none }
  return { state: 'paused', message, remedy: null, ...none }
}

/** `runJobs` false: nothing is watched in this process. */
export const createWatchFolders = (
  parts: WatchParts & {
    readonly libraryPath: string
    readonly runJobs: boolean
    readonly times?: WatchTimes
  },
): WatchFolderService => {
  const { store, changes } = parts
  const watches = new Map<string, FolderWatch>()
  const skip = new Set([parts.libraryPath])
  let closed = false
  let changing: Promise<unknown> = Promise.resolve()

  const present = async (folder: WatchFolderRecord): Promise<WatchFolder> => {
    const standing =
      watches.get(folder.id)?.standing() ??
      (await paused(folder, folder.enabled ? 'It is watched while GoodCLIPS runs.' : 'Paused.'))
    return {
      ...folder,
      include: [...folder.include],
      exclude: [...folder.exclude],
      ...standing,
      volume: volumeName(folder.path),
    }
  }

  const begin = (folder: WatchFolderRecord): void => {
    if (!parts.runJobs || !folder.enabled || closed || watches.has(folder.id)) return
    const onChange = (): void => changes.watchFolderChanged(folder.id)
    watches.set(folder.id, watchFolder(folder, { ...parts, skip, times: parts.times ?? usualTimes, onChange }))
  }
  const end = async (id: string): Promise<void> => {
    const watch = watches.get(id)
    watches.delete(id)
    await watch?.close()
  }
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const turn = changing.then(work)
    changing = turn.catch(() => {})
    return turn
  }

  const create: WatchFolders['create'] = async (input) => {
    const path = normalize(input.path).replace(/(?<=[^\\/:])[\\/]+$/, '')
    if (!isAbsolute(path))
      return refuse(
        'bad_request',
        'The path does not begin at the root of the disk.',
        'Give the whole path of the folder.',
      )
    const checked = await checkPath(path)
    if (!checked.ok)
      return refuse('bad_request', `“${path}” cannot be watched. ${checked.error.message}`, checked.error.remedy)
    if (checked.value !== 'folder')
      return refuse('bad_request', `“${path}” is a file.`, 'Give the folder that it lies in.')
    if (isWithin(path, parts.libraryPath))
      return refuse('bad_request', 'This folder belongs to the library itself.', 'Give a folder with your own films.')
    const made = await store.watchFolders.create({ ...input, path }, new Date().toISOString())
    if (made === null)
      return refuse('conflict', `“${path}” is watched already.`, 'Change it in the list of watched folders.')
    begin(made)
    changes.watchFolderChanged(made.id)
    return ok(await present(made))
  }

  return {
    api: {
      list: async () => await Promise.all((await store.watchFolders.list()).map(present)),
      get: async (id) => {
        const folder = await store.watchFolders.get(id)
        return folder === null ? notFound('watched folder') : ok(await present(folder))
      },
      create: (input) => inTurn(() => create(input)),
      patch: (id, patch) =>
        inTurn(async () => {
          const changed = await store.watchFolders.change(id, patch)
          if (changed === null) return notFound('watched folder')
          await end(id)
          begin(changed)
          changes.watchFolderChanged(id)
          return ok(await present(changed))
        }),
      delete: (id) =>
        inTurn(async () => {
          if (!(await store.watchFolders.delete(id))) return notFound('watched folder')
          await end(id)
          changes.watchFolderChanged(id)
          return ok(null)
        }),
    },
    start: async () => {
      for (const folder of await store.watchFolders.list()) begin(folder)
    },
    close: async () => {
      closed = true
      await changing
      await Promise.all([...watches.keys()].map(end))
    },
  }
}
