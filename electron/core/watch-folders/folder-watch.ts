import { realpath, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import type { WatchFolder, WatchFolderState } from '../../contract/index.ts'
import { volumeName } from '../../contract/index.ts'
import { systemCode } from '../../domain/failure.ts'
import type { WatchFolderRecord } from '../../domain/ports/index.ts'
import { pathFailure } from '../imports/import-check.ts'
import { readStamp } from '../library/read-stamp.ts'
import { scanFolder } from './folder-scan.ts'
import { isOnNetwork } from './network-drive.ts'
import { type PathFilter, pathFilter } from './patterns.ts'
import { createWatchedFiles, type WatchedFiles, type WatchParts } from './watched-files.ts'

/** How long watching waits for what. */
export interface WatchTimes {
  /** Whether the folder is still there, or there again, is looked at this often. */
  readonly presentEveryMs: number
  /** All of it is read again after so long, for changes that the system did not tell of, or after 20 times what that took. */
  readonly scanEveryMs: number
  /** How often folders of a network share are asked whether they changed. */
  readonly pollEveryMs: number
}

const gatherMs = 200
/** The system may begin to tell of a folder only after it was read, so it is read once more. */
const readAgainAfterMs = 2_000
const scanShare = 20
const goneCodes: ReadonlySet<string> = new Set([
  'ENOENT',
  'ENOTDIR',
  'ENODEV',
  'ENXIO',
  'EIO',
  'ESTALE',
  'EHOSTDOWN',
  'ENOTCONN',
])

/** How a watched folder stands now. */
export type WatchStanding = Pick<WatchFolder, 'state' | 'message' | 'remedy' | 'polling' | 'pendingCount' | 'lookedAt'>

/** One folder while it is watched. */
export interface FolderWatch {
  readonly standing: () => WatchStanding
  readonly close: () => Promise<void>
}

/** What is said of a folder that is not there. */
export const offlineWords = (path: string): { readonly message: string; readonly remedy: string } => {
  const volume = volumeName(path)
  return volume === null
    ? {
        message: 'The folder is not there.',
        remedy: 'Put it back where it was, or remove it here and watch the folder at its new place.',
      }
    : {
        message: `“${volume}” is not connected, or the folder is not on it any more.`,
        remedy: `Connect “${volume}”. Watching goes on by itself.`,
      }
}

/**
 * Watches a folder until it is closed. The system tells of changes in folders (chokidar, one watch for each folder and none for
 * files, so that 100,000 files cost nothing); what it tells of is looked at by itself. What happened before, while the drive was
 * away, or unheard, is found by reading all of it.
 */
export const watchFolder = (
  folder: WatchFolderRecord,
  parts: WatchParts & { readonly skip: ReadonlySet<string>; readonly times: WatchTimes; readonly onChange: () => void },
): FolderWatch => {
  const { path: root, recursive } = folder
  const { times, onChange } = parts
  const filter: PathFilter = pathFilter(folder)
  const closing = new AbortController()
  const { signal } = closing
  const files: WatchedFiles = createWatchedFiles(root, parts, signal, onChange)
  let watcher: FSWatcher | null = null
  /** Device and number of the folder that is watched: another one means that a drive was put in its place. */
  let identity = ''
  let polling = false
  let watchFault: string | null = null
  let state: WatchFolderState = 'watching'
  let words: { readonly message: string; readonly remedy: string | null } = {
    message: 'Looking at the folder …',
    remedy: null,
  }
  let lookedAt: string | null = null
  let nextScanMs = 0
  const touched = new Set<string>()
  /** Folders that the system tells of. */
  const listened = new Set<string>()
  const secondLooks = new Set<ReturnType<typeof setTimeout>>()
  let timer: ReturnType<typeof setTimeout> | null = null
  let gathering: ReturnType<typeof setTimeout> | null = null
  let working: Promise<void> = Promise.resolve()

  const say = (next: WatchFolderState, message: string, remedy: string | null = null): void => {
    if (state === next && words.message === message) return
    state = next
    words = { message, remedy }
    onChange()
  }

  /** One after the other: chokidar looks at every file of a folder that it is given, and at all folders at once if it may. */
  const listenTo = (path: string): void => {
    if (watcher === null || listened.has(path)) return
    listened.add(path)
    watcher.add(path)
    const second = setTimeout(() => {
      secondLooks.delete(second)
      touch(path)
    }, readAgainAfterMs)
    secondLooks.add(second)
  }

  const scan = async (first: string, withThoseBelow = recursive): Promise<void> => {
    const seen = new Map<string, Set<string>>()
    await scanFolder(first, {
      root,
      recursive: withThoseBelow,
      filter,
      skip: parts.skip,
      signal,
      onEnter: listenTo,
      onFile: (file) => {
        const names = seen.get(file.folder) ?? new Set()
        seen.set(file.folder, names.add(file.path))
        files.saw(file)
      },
      onFolder: (read, readable) => {
        if (readable) files.endFolder(read, seen.get(read) ?? new Set())
        seen.delete(read)
      },
    })
  }

  /** Looks at what the system told of: a file, a folder, or something that is gone. */
  const lookAtTouched = async (): Promise<void> => {
    const paths = [...touched]
    touched.clear()
    for (const path of paths) {
      if (signal.aborted) return
      const below = relative(root, path)
      const found = await stat(path).catch(() => null)
      if (found === null) files.gone(path)
      else if (found.isDirectory()) {
        if (below === '' || (recursive && filter.entersFolder(below))) {
          await scan(path, recursive && !listened.has(path)).catch(() => files.gone(path))
        }
      } else if (found.isFile() && filter.takesFile(below)) {
        const file = await readStamp(path)
        if (file.kind === 'file') files.saw({ ...file, path, folder: dirname(path) })
      }
    }
  }
  const inTurn = (work: () => Promise<void>): void => {
    working = working.then(work).catch((thrown: unknown) => {
      if (!signal.aborted) parts.log('warn', `${root} could not be looked at: ${String(thrown)}`)
    })
  }
  const touch = (path: string): void => {
    if (signal.aborted) return
    touched.add(path)
    gathering ??= setTimeout(() => {
      gathering = null
      inTurn(lookAtTouched)
    }, gatherMs)
  }

  const stopListening = async (): Promise<void> => {
    const closed = watcher
    watcher = null
    listened.clear()
    for (const second of secondLooks) clearTimeout(second)
    secondLooks.clear()
    await closed?.close()
  }
  const listen = async (): Promise<void> => {
    polling = await isOnNetwork(root)
    watchFault = null
    watcher = watch([], {
      ignoreInitial: true,
      followSymlinks: false,
      usePolling: polling,
      interval: times.pollEveryMs,
      depth: 0,
      ignored: (path, stats) =>
        (stats !== undefined && !stats.isDirectory()) ||
        parts.skip.has(path) ||
        (path !== root && !filter.entersFolder(relative(root, path))),
    })
    watcher.on('raw', (_event, name, details) => {
      const folderOf =
        typeof details === 'object' && details !== null && 'watchedPath' in details ? details.watchedPath : null
      if (typeof folderOf !== 'string') touch(name)
      else touch(typeof name === 'string' && name !== '' ? join(folderOf, name) : folderOf)
    })
    watcher.on('addDir', touch)
    watcher.on('unlinkDir', (path) => {
      listened.delete(path)
      touch(path)
    })
    watcher.on('error', (thrown) => {
      // A limit of the system on watches (ENOSPC) or open files: looking at all of it from time to time is left.
      watchFault = systemCode(thrown)
      nextScanMs = Math.min(nextScanMs, performance.now() + times.scanEveryMs / 10)
      parts.log('warn', `the system does not tell of all changes in ${root}: ${String(thrown)}`)
    })
  }

  const away = async (thrown: unknown): Promise<void> => {
    await stopListening()
    identity = ''
    if (goneCodes.has(systemCode(thrown))) {
      const { message, remedy } = offlineWords(root)
      if (state !== 'offline') files.allGone()
      say('offline', message, remedy)
    } else {
      const { message, remedy } = pathFailure(thrown)
      say('error', message, remedy)
    }
  }

  /** Makes sure that the folder is there and listened to, and reads all of it when that is due. */
  const check = async (): Promise<void> => {
    try {
      const found = await stat(root)
      if (!found.isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' })
      const now = `${found.dev}:${found.ino}`
      if (now !== identity) {
        await stopListening()
        await listen()
        await files.load()
        identity = now
        nextScanMs = 0
      }
      if (performance.now() >= nextScanMs) {
        const startedMs = performance.now()
        await scan(root)
        lookedAt = new Date().toISOString()
        const tookMs = performance.now() - startedMs
        nextScanMs =
          performance.now() +
          Math.max(watchFault === null ? times.scanEveryMs : times.scanEveryMs / 10, tookMs * scanShare)
        onChange()
      }
      say('watching', watchingWords(polling, watchFault))
    } catch (thrown) {
      if (!signal.aborted) await away(thrown)
    }
  }
  const run = (): void => {
    inTurn(check)
    working = working.then(() => {
      if (signal.aborted) return
      timer = setTimeout(run, times.presentEveryMs)
      timer.unref()
    })
  }
  run()

  return {
    standing: () => ({ state, ...words, polling, pendingCount: files.pending(), lookedAt }),
    close: async () => {
      closing.abort()
      if (timer !== null) clearTimeout(timer)
      if (gathering !== null) clearTimeout(gathering)
      await working
      await files.close()
      await stopListening()
    },
  }
}

const watchingWords = (polling: boolean, fault: string | null): string => {
  if (fault !== null)
    return 'New films are taken when the folder is looked at, every few minutes: the system has no watches left.'
  return polling
    ? 'New films are taken; the network share is looked at every few seconds.'
    : 'New films are taken as they come.'
}

/** The folder as the disk spells it, so that one folder is not watched twice. */
export const realFolder = (path: string): Promise<string> => realpath(path)
