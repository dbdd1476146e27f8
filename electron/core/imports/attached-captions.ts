import { copyFile, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative } from 'node:path'
import { isCaptionFileName, sidecarsOf } from '../../domain/captions/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { baseName, extensionOf, stemOf } from '../../domain/import/file-names.ts'
import { safeFileName } from '../../domain/import/safe-file-name.ts'
import type { StorePort, VideoDetailsRecord, VideoRecord } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import { fromFailure, refuse } from '../failures.ts'
import type { Requeue } from '../library/requeue.ts'
import type { LibraryPaths } from '../library-paths.ts'
import { checkPath } from './import-check.ts'

const locationsAtOnce = 1_000
/** A folder of this name holds the captions of the only film around it, whatever they are called (`sidecarsOf`). */
const captionFolder = 'Subs'

/** Caption files that were given to a film by hand or by name, and do not lie beside it. */
export interface AttachedCaptions {
  /** Attaches a file: one of the library's own originals moves, any other is copied. Its captions are read in the background. */
  readonly attach: (video: VideoDetailsRecord, path: string) => Promise<Result<null, ApiFailure>>
  /** The film of the library whose name a caption file shares; null where there is none, or more than one. */
  readonly videoByName: (captionName: string) => Promise<VideoDetailsRecord | null>
}

/** Where a film would lie for its attached captions to be beside it: one more place to look for them. */
export const attachedCaptionsPlace = (paths: LibraryPaths, { id, path }: Pick<VideoRecord, 'id' | 'path'>): string =>
  join(paths.attachedCaptions(id), baseName(path) || 'film')

/** Whether a file is one that the library was sent. */
const isOriginal = (paths: LibraryPaths, path: string): boolean => {
  const within = relative(paths.originals, path)
  return within !== '' && !within.startsWith('..') && !isAbsolute(within)
}

const freeName = (name: string, taken: ReadonlySet<string>): string => {
  const extension = extensionOf(name)
  const suffix = extension === '' ? '' : name.slice(-extension.length - 1)
  let number = 1
  const numbered = (): string => (number === 1 ? name : `${stemOf(name)} (${number})${suffix}`)
  while (taken.has(numbered())) number += 1
  return numbered()
}

/** The attached captions of one library. */
export const createAttachedCaptions = (
  store: Pick<StorePort, 'videos' | 'library'>,
  paths: LibraryPaths,
  requeue: Requeue,
): AttachedCaptions => ({
  attach: async (video, path) => {
    if (!isCaptionFileName(path)) {
      return refuse('bad_request', 'This is no caption file.', 'Choose an SRT, VTT, ASS or similar file.')
    }
    const checked = await checkPath(path)
    if (!checked.ok) return fromFailure(checked.error, 'bad_request')
    if (checked.value !== 'file') return refuse('bad_request', 'That is a folder.', 'Choose the caption file itself.')
    const folder = join(paths.attachedCaptions(video.id), captionFolder)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const target = join(folder, freeName(safeFileName(basename(path)), new Set(await readdir(folder))))
    if (isOriginal(paths, path)) {
      await rename(path, target)
      await rmdir(dirname(path)).catch(() => {})
    } else {
      // A copy that breaks off is never read.
      await copyFile(path, `${target}.partial`)
      await rename(`${target}.partial`, target)
    }
    await store.library.clearImportProblem(path)
    await requeue(video.id, 'captions_asked')
    return ok(null)
  },
  videoByName: async (captionName) => {
    const fitting = new Map<string, number>()
    let after = 0
    for (;;) {
      const locations = await store.videos.locations(after, locationsAtOnce)
      for (const { videoId, path } of locations) {
        const name = baseName(path)
        const fits = sidecarsOf(name, { names: [name, captionName, otherFilm], inFolders: [] }).length > 0
        if (fits) fitting.set(videoId, Math.max(fitting.get(videoId) ?? 0, stemOf(name).length))
      }
      const last = locations.at(-1)
      if (last === undefined || locations.length < locationsAtOnce) break
      after = last.key
    }
    // `a.b.srt` belongs to `a.b.mp4` rather than to `a.mp4`.
    const longest = Math.max(0, ...fitting.values())
    const [only, ...others] = [...fitting].filter(([, length]) => length === longest)
    return only === undefined || others.length > 0 ? null : await store.videos.get(only[0])
  },
})

/** With a second film beside it, a name that says nothing but the language belongs to none of them. */
const otherFilm = '\u0000.mp4'

/** Deletes the attached captions of a video that is deleted for good. */
export const dropAttachedCaptions = (paths: LibraryPaths, videoId: string): Promise<void> =>
  rm(paths.attachedCaptions(videoId), { recursive: true, force: true })

/**
 * A caption file that was uploaded without a film goes with the problem that told of it: nothing else knows of it, and the
 * person has the file that it was made from.
 */
export const dropLoneCaptions = async (
  store: Pick<StorePort, 'library'>,
  paths: LibraryPaths,
  problemId: string,
): Promise<void> => {
  let cursor: string | undefined
  do {
    const page = await store.library.importProblems({ limit: 500, ...(cursor === undefined ? {} : { cursor }) })
    const problem = page.items.find(({ id }) => id === problemId)
    if (problem !== undefined) {
      if (problem.error.code !== 'caption_without_video' || !isOriginal(paths, problem.path)) return
      await rm(problem.path, { force: true })
      await rmdir(dirname(problem.path)).catch(() => {})
      return
    }
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}
