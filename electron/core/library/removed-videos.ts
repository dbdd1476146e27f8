import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import type { FreedSpace, Removed } from '../../contract/index.ts'
import { sidecarsOf } from '../../domain/captions/index.ts'
import { isVideoFileName } from '../../domain/import/file-names.ts'
import type { StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import type { Changes } from '../changes.ts'
import { dropAttachedCaptions } from '../imports/attached-captions.ts'
import type { LibraryPaths } from '../library-paths.ts'
import { filesOf } from './location-files.ts'

/** How long a removal can be undone. */
const keptMs = 3_600_000
const lookEveryMs = 300_000
const contentName = /^[0-9a-f]{40}-c\d+$/
const contentsAtOnce = 500

/** Removed videos, and what of them still takes space. */
export interface RemovedVideos {
  readonly get: () => Promise<Removed>
  /**
   * Deletes removed videos for good: their rows, what was made from them, and files that were uploaded into the library.
   * Files of the person that lie elsewhere are never touched. `expired`: only those that can no longer be brought back.
   */
  readonly purge: (which: 'all' | 'expired' | { readonly videoId: string }) => Promise<FreedSpace>
  /** Finishes what an earlier process had begun to delete, deletes what expired, and goes on doing so. */
  readonly start: () => Promise<void>
  readonly close: () => Promise<void>
}

/** The removed videos of one library. */
export const createRemovedVideos = (parts: {
  readonly store: StorePort
  readonly paths: LibraryPaths
  readonly changes: Changes
  readonly log: (level: 'info' | 'warn', message: string) => void
}): RemovedVideos => {
  const { store, paths } = parts
  let working: Promise<unknown> = Promise.resolve()
  let timer: ReturnType<typeof setInterval> | null = null
  let closed = false

  const isOriginal = (path: string): boolean => {
    const folder = dirname(path)
    return dirname(folder) === paths.originals && folder.startsWith(paths.originals + sep)
  }

  /** The files of a video that this app put where they are: its uploads, and the captions that came with them. */
  const uploadedFiles = async (video: VideoDetailsRecord): Promise<readonly string[]> => {
    const files = new Set<string>()
    for (const path of [...filesOf(video.locations), ...(video.cameraProxies ?? [])]) {
      if (!isOriginal(path)) continue
      files.add(path)
      const names = await readdir(dirname(path)).catch((): string[] => [])
      const sidecars = (film: string): readonly string[] =>
        sidecarsOf(film, { names, inFolders: [] }).map((found) => found.path)
      const others = names.filter((name) => name !== basename(path) && isVideoFileName(name)).flatMap(sidecars)
      for (const name of sidecars(basename(path))) if (!others.includes(name)) files.add(join(dirname(path), name))
    }
    return [...files]
  }

  const bytesOf = async (video: VideoDetailsRecord): Promise<number> => {
    let bytes = await folderSize(paths.content(video.contentId))
    for (const path of await uploadedFiles(video)) bytes += await fileSize(path)
    return bytes
  }

  const deleteFile = async (path: string): Promise<void> => {
    if (isOriginal(path)) {
      await rm(path, { force: true })
      // The last file of a batch takes its folder with it.
      await rmdir(dirname(path)).catch(() => {})
    }
    await store.videos.fileDeleted(path)
  }

  /** The rows go first, together with the note of the files: a crash in between leaves nothing forgotten. */
  const purgeOne = async (video: VideoDetailsRecord): Promise<number> => {
    const bytes = await bytesOf(video)
    const files = await uploadedFiles(video)
    if (!(await store.videos.purge(video.id, files))) return 0
    await rm(paths.content(video.contentId), { recursive: true, force: true })
    await dropAttachedCaptions(paths, video.id)
    for (const path of files) await deleteFile(path)
    return bytes
  }

  const expiryOf = (): string => new Date(Date.now() - keptMs).toISOString()

  const run = async (which: Parameters<RemovedVideos['purge']>[0]): Promise<FreedSpace> => {
    const removed = await store.videos.removed(which === 'expired' ? expiryOf() : undefined)
    let videos = 0
    let bytes = 0
    for (const video of removed) {
      if (closed) break
      if (typeof which === 'object' && which.videoId !== video.id) continue
      bytes += await purgeOne(video)
      videos += 1
    }
    if (videos > 0) {
      parts.changes.storageChanged()
      parts.changes.statsChanged()
    }
    return { videos, bytes }
  }

  /** One at a time: two that delete the same video would count it twice. */
  const purge: RemovedVideos['purge'] = (which) => {
    const next = working.then(() => run(which))
    working = next.catch(() => {})
    return next
  }

  /** Folders of contents that no video has: a crash came between the rows and the files. */
  const sweep = async (): Promise<void> => {
    // After damage of the database rows may be missing whose pictures are worth keeping.
    if (store.opening.repair !== null || (await store.library.repairs()).length > 0) return
    const contents: string[] = []
    for (const shard of await readdir(paths.media).catch((): string[] => [])) {
      if (!/^[0-9a-f]{2}$/.test(shard)) continue
      const names = await readdir(join(paths.media, shard)).catch((): string[] => [])
      contents.push(...names.filter((name) => contentName.test(name) && name.startsWith(shard)))
    }
    for (let at = 0; at < contents.length && !closed; at += contentsAtOnce) {
      const some = contents.slice(at, at + contentsAtOnce)
      const known = new Set(await store.videos.knownContents(some))
      for (const contentId of some) {
        if (!known.has(contentId)) await rm(paths.content(contentId), { recursive: true, force: true })
      }
    }
  }

  const purgeExpired = (): void => {
    void purge('expired').catch((thrown: unknown) => {
      if (!closed) parts.log('warn', `space of removed videos could not be freed: ${String(thrown)}`)
    })
  }

  return {
    get: async () => {
      const removed = await store.videos.removed()
      let bytes = 0
      for (const video of removed) bytes += await bytesOf(video)
      return { videos: removed.length, bytes, keptMs }
    },
    purge,
    start: async () => {
      timer = setInterval(purgeExpired, lookEveryMs)
      timer.unref()
      for (const path of await store.videos.filesToDelete()) await deleteFile(path)
      await sweep()
      await purge('expired')
    },
    close: async () => {
      closed = true
      if (timer !== null) clearInterval(timer)
      await working
    },
  }
}

const fileSize = (path: string): Promise<number> =>
  stat(path).then(
    (found) => found.size,
    () => 0,
  )

/** Bytes of the files in a folder and the folders in it. */
const folderSize = async (folder: string): Promise<number> => {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name)
    bytes += entry.isDirectory() ? await folderSize(path) : await fileSize(path)
  }
  return bytes
}
