import type { StorePort } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { type LibraryLock, lockLibrary } from './library-folder/library-folder.ts'
import { libraryLayout } from './library-folder/library-layout.ts'
import { keepPrivate } from './library-folder/private-files.ts'
import { startBackgroundCare } from './sqlite/background-care.ts'
import type { StoreGroups } from './sqlite/sqlite-store.ts'
import type { StoreFailure } from './sqlite/store-failure.ts'
import { exportInWorker, openInWorker, type WorkerClient } from './sqlite/worker-client.ts'

/** How a library is opened. */
export interface OpenStoreOptions {
  readonly libraryPath: string
  /** A lock taken before with `lockLibrary`; without it the store takes one. Either way `close` releases it. */
  readonly lock?: LibraryLock
  /** Something read damage from it before: all of it is checked. */
  readonly suspected?: boolean
}

type Method = (...parameters: readonly unknown[]) => Promise<unknown>

/** A group whose methods run on the store's thread, but for those that are given. */
const group = <Name extends keyof StoreGroups>(
  client: WorkerClient,
  name: Name,
  own: Partial<StoreGroups[Name]> = {},
): StoreGroups[Name] => {
  const methods = new Map<string, Method>(Object.entries(own))
  const target = new Proxy(
    {},
    {
      get: (_, method) => {
        // A thenable would be called by `await`.
        if (typeof method !== 'string' || method === 'then') return undefined
        const known = methods.get(method)
        if (known !== undefined) return known
        const call: Method = (...parameters) => client.call(name, method, parameters)
        methods.set(method, call)
        return call
      },
    },
  )
  // The worker implements the same port (`createSqliteStore`), checked there by its type.
  return target as StoreGroups[Name]
}

/**
 * Opens the store of a library. Fails with `library_locked`, `library_too_new`, `library_corrupt`, `disk_full` or
 * `unavailable`; methods of the store reject with `StoreError`.
 */
export const openStore = async (options: OpenStoreOptions): Promise<Result<StorePort, StoreFailure>> => {
  const locked = options.lock === undefined ? await lockLibrary(options.libraryPath) : ok(options.lock)
  if (!locked.ok) return locked
  const { libraryPath, afterUncleanStop, release } = locked.value
  const listeners = new Set<() => void>()
  const opened = await openInWorker(
    { task: 'serve', libraryPath, afterUncleanStop, suspected: options.suspected === true },
    () => {
      for (const listener of listeners) listener()
    },
  )
  if (!opened.ok) {
    await release()
    return err(opened.error)
  }
  // The database may be new.
  keepPrivate(libraryLayout(libraryPath), false)
  const client = opened.value
  const care = startBackgroundCare(client, libraryPath)
  const close = async (): Promise<void> => {
    try {
      await care.stop()
      await client.close()
    } finally {
      await release()
    }
  }
  let closing: Promise<void> | null = null
  return ok({
    opening: client.opening,
    videos: group(client, 'videos'),
    scenes: group(client, 'scenes'),
    captions: group(client, 'captions'),
    transcripts: group(client, 'transcripts'),
    screenTexts: group(client, 'screenTexts'),
    jobs: group(client, 'jobs'),
    vectors: group(client, 'vectors', {
      export: (spaceId, folder) => exportInWorker(libraryPath, spaceId, folder),
    }),
    vectorChanges: group(client, 'vectorChanges'),
    sceneFilters: group(client, 'sceneFilters'),
    searches: group(client, 'searches'),
    bins: group(client, 'bins'),
    exports: group(client, 'exports'),
    watchFolders: group(client, 'watchFolders'),
    panels: group(client, 'panels'),
    marks: group(client, 'marks'),
    people: group(client, 'people'),
    alike: group(client, 'alike'),
    library: group(client, 'library'),
    onDamage: (listener) => {
      listeners.add(listener)
    },
    close: () => {
      closing ??= close()
      return closing
    },
  })
}
