import { randomUUID } from 'node:crypto'
import { basename, dirname, join, sep } from 'node:path'
import { isCaptionFileName } from '../../domain/captions/index.ts'
import { originalCandidates } from '../../domain/import/camera-proxy.ts'
import { extensionOf } from '../../domain/import/file-names.ts'
import { judgeFile } from '../../domain/import/judge-file.ts'
import type { MediaPort, StorePort } from '../../domain/ports/index.ts'
import type { Changes } from '../changes.ts'
import type { CameraTakes } from '../imports/camera-takes.ts'
import { originalOf } from '../imports/import-walk.ts'
import type { Imports } from '../imports/imports.ts'
import { readHead } from '../imports/read-head.ts'
import { filesAt } from '../library/location-files.ts'
import type { Locations } from '../library/locations.ts'
import { readStamp } from '../library/read-stamp.ts'
import type { SeenFile } from './folder-scan.ts'
import { createGrowingFiles } from './growing-files.ts'

const locationsAtOnce = 2_000
const filesAtOnce = 50
const identifyLimitMs = 30_000
const filmMayFollowForMs = 60_000
/** Names that programs give to files until they are complete. */
const unfinished: ReadonlySet<string> = new Set([
  'part',
  'partial',
  'crdownload',
  'download',
  'opdownload',
  'tmp',
  'temp',
])

/** What watching works with. */
export interface WatchParts {
  readonly store: StorePort
  readonly media: Pick<MediaPort, 'identify'>
  readonly imports: Pick<Imports, 'import' | 'lookForCaptions'>
  readonly takes: CameraTakes
  readonly locations: Locations
  readonly changes: Changes
  readonly log: (level: 'info' | 'warn', message: string) => void
}

/**
 * The files of one watched folder: what is known of them, and what follows when one is new, changed, gone or back. Everything
 * that happens to a video goes through the import and the locations, as when a person does it.
 */
export interface WatchedFiles {
  /** Reads what the library knows of the folder; to be called before a scan of all of it. */
  readonly load: () => Promise<void>
  readonly saw: (file: SeenFile) => void
  /** Known files that lie in the folder and were not among those seen are gone. */
  readonly endFolder: (folder: string, seen: ReadonlySet<string>) => void
  /** The file, or everything in the folder, is not there any more. */
  readonly gone: (path: string) => void
  /** All of the folder is gone: its drive was taken away. */
  readonly allGone: () => void
  readonly pending: () => number
  readonly close: () => Promise<void>
}

interface Known {
  stamp: string | null
  readonly videoId: string | null
  missing: boolean
}

/** `onChange` is called when the number of pending files or of videos may be another. */
export const createWatchedFiles = (
  root: string,
  parts: WatchParts,
  signal: AbortSignal,
  onChange: () => void,
): WatchedFiles => {
  const { store, locations, changes } = parts
  const folders = new Map<string, Map<string, Known>>()
  const ready = new Map<string, string>()
  const lookAgain = new Set<string>()
  const changed = new Map<string, string>()
  let batch: string | null = null
  let working: Promise<void> | null = null

  const known = (path: string): Known | undefined => folders.get(dirname(path))?.get(path)
  const put = (path: string, entry: Known): void => {
    const folder = dirname(path)
    const files = folders.get(folder) ?? new Map<string, Known>()
    folders.set(folder, files)
    files.set(path, entry)
  }

  const growing = createGrowingFiles({
    onSettled: (path, stamp) => {
      ready.set(path, stamp)
      work()
    },
    onGone: () => onChange(),
  })

  const isGone = async (path: string): Promise<boolean> => (await readStamp(path)).kind === 'gone'

  /** A file that the library does not have: whether it is a film or captions, and not one that a person removed. */
  const isWanted = async (path: string, stamp: string): Promise<boolean> => {
    if (unfinished.has(extensionOf(path))) return false
    const verdict = judgeFile(path, await readHead(path))
    if (verdict.kind === 'left-out') return verdict.why === 'captions' && isCaptionFileName(path)
    const limited = AbortSignal.any([signal, AbortSignal.timeout(identifyLimitMs)])
    const take = await parts.takes.of(path, limited)
    if (take?.kind === 'parts') {
      const removed = await store.watchFolders.wasRemoved(take.identity.contentId)
      if (removed) for (const part of take.paths) put(part, { stamp, videoId: null, missing: false })
      return !removed
    }
    const identity = await parts.media.identify(path, limited)
    // It was renamed or taken away since it settled: its new name is looked at by itself.
    if (!identity.ok) return !(await isGone(path))
    if (!(await store.watchFolders.wasRemoved(identity.value.contentId))) return true
    put(path, { stamp, videoId: null, missing: false })
    return false
  }

  /** Nobody has said yet what it means that this file was replaced: they are asked about what it holds now. */
  const isAskedAbout = async (path: string, stamp: string): Promise<boolean> => {
    const asked = await store.watchFolders.replacedFile({ path })
    if (asked === null) return false
    const limited = AbortSignal.any([signal, AbortSignal.timeout(identifyLimitMs)])
    const identity = await parts.media.identify(path, limited)
    if (!identity.ok || (await store.videos.findByContent(identity.value.contentId)) !== null) return false
    if (await store.watchFolders.askReplaced({ ...asked, stamp }, new Date().toISOString())) changes.statsChanged()
    return true
  }

  /** A camera's small copy waits until its film is in the library, and for a while for a film that is still being copied. */
  const waitsForFilm = async (path: string): Promise<boolean> => {
    if (originalCandidates(basename(path), basename(dirname(path))).length === 0) return false
    const film = await originalOf(path)
    if (film !== null) return ready.has(film) || growing.has(film)
    const found = await readStamp(path)
    return found.kind === 'file' && Date.now() - found.changedAtMs < filmMayFollowForMs
  }

  /** Files of a camera's take wait for each other, as long as one of them is still being written. */
  const waitsForParts = async (path: string): Promise<boolean> =>
    (await parts.takes.around(path)).some((part) => part !== path && growing.has(part))

  const takeReady = async (): Promise<void> => {
    batch ??= randomUUID()
    const taken = [...ready].slice(0, filesAtOnce)
    for (const [path] of taken) ready.delete(path)
    const films: string[] = []
    const captions: string[] = []
    for (const [path, stamp] of taken) {
      signal.throwIfAborted()
      if ((await waitsForFilm(path)) || (await waitsForParts(path))) {
        growing.add({ path, stamp, sizeBytes: 1, changedAtMs: Date.now() })
        continue
      }
      if ((await isWanted(path, stamp)) && !(await isAskedAbout(path, stamp)))
        (isCaptionFileName(path) ? captions : films).push(path)
      put(path, { stamp, videoId: null, missing: false })
    }
    const stamps = new Map(taken)
    const items = films.length === 0 ? [] : await parts.imports.import(films, signal, { batch, captionsMayWait: true })
    for (const item of items) {
      const stamp = stamps.get(item.path) ?? ''
      if (item.outcome === 'refused') {
        // One that went while it was being imported is no problem of anybody.
        if (await isGone(item.path)) {
          await store.library.clearImportProblem(item.path)
          continue
        }
        await store.watchFolders.noteRefused(item.path, stamp)
      }
      put(item.path, { stamp, videoId: item.videoId ?? null, missing: false })
    }
    for (const path of captions) await parts.imports.lookForCaptions(path)
    onChange()
  }

  const lookAtChanged = async (): Promise<void> => {
    const [next] = changed
    if (next === undefined) return
    const [path, stamp] = next
    changed.delete(path)
    const video = await store.videos.findByPath(path)
    const details = await store.videos.get(video?.id ?? known(path)?.videoId ?? '')
    const location = details?.locations.find((candidate) => filesAt(candidate).includes(path))
    if (details === null || location === undefined) {
      // It is nobody's file any more, so it counts as new.
      growing.add({ path, stamp, sizeBytes: 1, changedAtMs: Date.now() })
      return
    }
    const limited = AbortSignal.any([signal, AbortSignal.timeout(identifyLimitMs)])
    const seen = await locations.inspect(details, location, limited)
    put(path, { stamp, videoId: details.id, missing: false })
    if (seen === 'changed') changes.fileReplaced(details.id, location.path)
    else if (details.missing) lookAgain.add(details.id)
  }

  /** Notes which of these videos have gone or are back. */
  const refresh = async (): Promise<void> => {
    const ids = [...lookAgain].slice(0, locationsAtOnce)
    for (const id of ids) lookAgain.delete(id)
    const videos = await store.videos.getMany(ids)
    for (const { path } of videos) locations.forget(path)
    locations.refresh(videos)
  }

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      // Films that came are taken before what went is told: a file that was moved is then not gone in between.
      if (ready.size > 0) await takeReady()
      else if (changed.size > 0) await lookAtChanged()
      else if (lookAgain.size > 0 && growing.count() === 0) await refresh()
      else break
    }
    batch = null
  }
  const work = (): void => {
    if (working !== null || signal.aborted) return
    working = run()
      .catch((thrown: unknown) => {
        if (!signal.aborted) parts.log('warn', `files of ${root} could not be taken: ${String(thrown)}`)
      })
      .finally(() => {
        working = null
        onChange()
        if (ready.size + changed.size > 0) work()
        else if (lookAgain.size > 0) setTimeout(work, 1_000).unref()
      })
  }

  const drop = (path: string, entry: Known): void => {
    folders.get(dirname(path))?.delete(path)
    if (entry.videoId !== null) lookAgain.add(entry.videoId)
  }
  const dropFolder = (folder: string): void => {
    for (const [path, entry] of folders.get(folder) ?? []) drop(path, entry)
    folders.delete(folder)
  }

  return {
    load: async () => {
      let afterKey = 0
      const refusals = await store.watchFolders.refusedFiles(root)
      const asked = await store.watchFolders.replacedBelow(root)
      for (const { path, stamp } of [...refusals, ...asked]) put(path, { stamp, videoId: null, missing: false })
      for (;;) {
        const page = await store.watchFolders.locationsBelow(root, afterKey, locationsAtOnce)
        for (const { path, stamp, videoId, missing, partNames } of page) {
          put(path, { stamp, videoId, missing })
          // Stamps of several files are kept together: each is looked at once.
          for (const name of partNames.slice(1)) put(join(dirname(path), name), { stamp: null, videoId, missing })
        }
        const last = page.at(-1)
        if (last === undefined || page.length < locationsAtOnce) return
        afterKey = last.key
      }
    },
    saw: (file) => {
      const entry = known(file.path)
      if (entry === undefined) {
        growing.add(file)
        onChange()
      } else if (entry.stamp !== file.stamp) {
        if (entry.videoId === null) growing.add(file)
        else if (!changed.has(file.path)) changed.set(file.path, file.stamp)
        else return
        work()
      } else if (entry.missing && entry.videoId !== null) {
        entry.missing = false
        lookAgain.add(entry.videoId)
        work()
      }
    },
    endFolder: (folder, present) => {
      for (const [path, entry] of folders.get(folder) ?? []) if (!present.has(path)) drop(path, entry)
      work()
    },
    gone: (path) => {
      const entry = known(path)
      if (entry !== undefined) drop(path, entry)
      const below = path + sep
      for (const folder of [...folders.keys()]) if (folder === path || folder.startsWith(below)) dropFolder(folder)
      work()
    },
    allGone: () => {
      for (const folder of [...folders.keys()]) dropFolder(folder)
      work()
    },
    pending: () => growing.count() + ready.size,
    close: async () => {
      await growing.close()
      await working
    },
  }
}
