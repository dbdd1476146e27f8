import { randomUUID } from 'node:crypto'
import { basename, dirname, join, normalize, relative } from 'node:path'
import type { Failure, ImportItem, LeftOutGroup } from '../../contract/index.ts'
import { isCaptionFileName } from '../../domain/captions/index.ts'
import { withoutCause } from '../../domain/failure.ts'
import { cameraRaw } from '../../domain/import/camera-raw.ts'
import { titleFromFileName } from '../../domain/import/file-names.ts'
import { collectLeftOut, isWorthTelling, type LeftOutCollector } from '../../domain/import/left-out.ts'
import type { JobRecord, MediaPort, StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import type { Stage } from '../../pipeline/stage.ts'
import type { Changes } from '../changes.ts'
import type { Locations } from '../library/locations.ts'
import type { MissingVectors } from '../library/missing-vectors.ts'
import type { Replacements } from '../library/replacements.ts'
import type { Requeue } from '../library/requeue.ts'
import type { LibraryPaths } from '../library-paths.ts'
import { type AttachedCaptions, attachedCaptionsPlace } from './attached-captions.ts'
import { proxyOfRaw, rawFormat } from './camera-raw.ts'
import type { CameraTake, CameraTakes } from './camera-takes.ts'
import { createFilmFiles } from './film-files.ts'
import { checkPath } from './import-check.ts'
import { originalOf, type WalkFinding, walkFolder } from './import-walk.ts'
import { captionFilesChanged, videosOfCaption } from './new-captions.ts'
import { isText } from './read-head.ts'

type Batch = Parameters<StorePort['videos']['register']>[0]['batch']

/** What an import knows of a file already. */
interface From {
  readonly batch?: Batch
  /** The take that it is a part of; null: none. */
  readonly take?: CameraTake | null
  /** The video that gets the file's content as its new one, though the path is none of its locations. */
  readonly renews?: string
}

const filesAtOnce = 3
const takeLimitMs = 60_000

/** What imports work with. */
export interface ImportParts {
  readonly store: StorePort
  readonly media: MediaPort
  readonly stages: readonly Stage[]
  readonly changes: Changes
  readonly requeue: Requeue
  readonly locations: Locations
  readonly paths: LibraryPaths
  /** Queues what makes vectors that a video misses. */
  readonly fillMissing: MissingVectors['fillVideo']
  readonly replacements: Replacements
  readonly attachedCaptions: AttachedCaptions
  readonly takes: CameraTakes
}

/** How an import goes about. */
export interface ImportRules {
  /** A caption file without its video is no problem, the video may come later. */
  readonly captionsMayWait?: boolean
  /** Links may lead out of the folders that are imported. */
  readonly followLinks?: boolean
  /** Other imports that belong to the same drop have the same; default: this import by itself. */
  readonly batch?: string
  /** Hears what a folder held beside films. */
  readonly onLeftOut?: (folder: string, groups: readonly LeftOutGroup[]) => void
}

/** Takes files and folders into the library. */
export interface Imports {
  readonly import: (
    paths: readonly string[],
    signal: AbortSignal,
    options?: ImportRules,
  ) => Promise<readonly ImportItem[]>
  /** Imports one file whose place is known to hold something else than before. `renews`: the video that gets its content. */
  readonly takeFile: (path: string, renews?: string) => Promise<ImportItem>
  /** Lets the videos of a caption file read their captions again, where it came or changed since they were read. */
  readonly lookForCaptions: (captionPath: string) => Promise<void>
  /** Runs the jobs again that failed for a reason outside the file, and those that left something out, after it was seen again. */
  readonly resume: (videoId: string, rows?: readonly JobRecord[]) => Promise<void>
}

const noVideos: Failure = {
  code: 'no_videos_in_folder',
  message: 'There is no video file in this folder.',
  remedy: 'Choose a folder with video files; to try a file with an unusual name, import it directly.',
}
const noFilm: Failure = {
  code: 'not_media',
  message: 'The file holds text, not a film.',
  remedy: 'Copy the film again from where it came from.',
}
/** A caption file came alone, and no film is known that it belongs to. */
export const noVideoForCaptions: Failure = {
  code: 'caption_without_video',
  message: 'There is no video in the library whose name this caption file shares.',
  remedy: 'Attach it to its video, or put it beside it under the same name (film.mp4, film.en.srt).',
}

const noVideoAnyMore = (title: string): Failure => ({
  code: 'not_media',
  message: `This file is no film any more. What was made of “${title}” is kept.`,
  remedy: 'Put the film back, or remove it from the library.',
})

/** The imports of one library. */
export const createImports = (parts: ImportParts): Imports => {
  const { store, changes, requeue } = parts
  const filmFiles = createFilmFiles(parts)
  const stageVersions = parts.stages.map((stage) => ({ stage: stage.id, version: stage.version }))
  const ownFolders = new Set([parts.paths.media, parts.paths.uploads, parts.paths.temporary])

  const refused = async (path: string, given: Failure): Promise<ImportItem> => {
    const failure = withoutCause(given)
    await store.library.addImportProblem(path, failure, new Date().toISOString())
    changes.statsChanged()
    return { path, outcome: 'refused', error: failure }
  }

  /** Caption files that were put beside a known video, changed, or went since they were last read. */
  const readNewCaptions = async (videoId: string, rows: readonly JobRecord[]): Promise<void> => {
    if (!rows.some((job) => job.stage === 'captions' && job.state === 'done')) return
    const video = await store.videos.get(videoId)
    if (video !== null && (await captionFilesChanged(video, parts.media, attachedCaptionsPlace(parts.paths, video)))) {
      await requeue(videoId, 'caption_files_changed', { rows })
    }
  }

  const resume: Imports['resume'] = async (videoId, known) => {
    const rows = known ?? (await store.jobs.ofVideo(videoId))
    await requeue(videoId, 'file_found', { rows })
    await parts.fillMissing(videoId, rows)
  }

  const missingPathsOf = async (video: VideoDetailsRecord | null): Promise<readonly string[]> => {
    if (video === null) return []
    for (const { path } of video.locations) parts.locations.forget(path)
    const existing = await parts.locations.existing(video)
    return video.locations.map(({ path }) => path).filter((path) => !existing.has(path))
  }

  const importFile = async (given: string, signal: AbortSignal, from: From = {}): Promise<ImportItem> => {
    const take = from.take === undefined ? await parts.takes.of(given, signal) : from.take
    const file = await filmFiles.at(given, take, signal)
    if (!file.ok) return refused(given, file.error)
    const { path, identity, stamp, known } = file.value
    const replaced = known === null ? await parts.replacements.prepare(path, signal, from.renews) : null
    if (replaced?.how === 'keep') {
      changes.fileReplaced(replaced.video.id, path)
      return refused(path, noVideoAnyMore(replaced.video.title))
    }
    if (known === null && replaced === null) {
      if (await isText(path)) return refused(path, noFilm)
      const raw = await rawFormat(path)
      if (raw !== null) return refused(path, cameraRaw(raw))
    }
    const registered = await store.videos.register({
      identity,
      path,
      title: titleFromFileName(path),
      stages: stageVersions,
      missingPaths: await missingPathsOf(known),
      stamp,
      parts: file.value.parts,
      batch: from.batch,
      ...(replaced === null ? {} : { replaced: { videoId: replaced.video.id, how: replaced.how } }),
    })
    const { videoId, outcome } = registered
    if (outcome === 'renewed' && replaced !== null) await parts.replacements.complete(replaced)
    await filmFiles.takeIn(file.value, videoId)
    if (stamp !== null) changes.fileImported(videoId, path, stamp)
    const rows = await store.jobs.ofVideo(videoId)
    if (outcome !== 'added' && outcome !== 'renewed') {
      if (known?.missing === true) await store.videos.setMissing(videoId, false)
      await resume(videoId, rows)
      await readNewCaptions(videoId, rows)
    }
    if (known === null || known.error === null) await store.library.clearImportProblem(path)
    changes.videoChanged(videoId)
    changes.statsChanged()
    changes.jobsChanged(rows.map(({ id }) => id))
    changes.workQueued()
    return { path, outcome, videoId }
  }

  /** A caption file given by itself: its video, beside it and in the library, reads its captions again. */
  const importCaptions = async (path: string, mayWait: boolean): Promise<ImportItem> => {
    for (const videoPath of await videosOfCaption(path)) {
      const video = await store.videos.findByPath(videoPath)
      if (video === null || video.removedAt !== null) continue
      await requeue(video.id, 'captions_asked')
      await store.library.clearImportProblem(path)
      return { path, outcome: 'known', videoId: video.id }
    }
    if (mayWait) return { path, outcome: 'known' }
    const named = await parts.attachedCaptions.videoByName(basename(path))
    if (named === null || named.removedAt !== null) return refused(path, noVideoForCaptions)
    const attached = await parts.attachedCaptions.attach(named, path)
    if (attached.ok) return { path, outcome: 'known', videoId: named.id }
    const { message, remedy = 'Try again.' } = attached.error
    return refused(path, { code: 'captions_not_attached', message, remedy })
  }

  /** Notes a camera's small copy with its film; answers false when the film is not in the library. */
  const noteCameraProxy = async (path: string, original: string): Promise<boolean> => {
    const take = await parts.takes.of(original, AbortSignal.timeout(takeLimitMs))
    const video = await store.videos.findByPath(take?.kind === 'parts' ? take.path : original)
    if (video === null || video.removedAt !== null) return false
    // The small copy of one part shows no more than that.
    if (take?.kind !== 'parts') await store.videos.addCameraProxy(video.id, path)
    await store.library.clearImportProblem(path)
    return true
  }

  /** Tells of what a folder held beside films, and keeps what is worth telling until it is dismissed. */
  const noteLeftOut = async (folder: string, collected: LeftOutCollector, options: ImportRules): Promise<void> => {
    const groups = collected.groups()
    await store.library.setLeftOut(folder, isWorthTelling(groups) ? groups : [], new Date().toISOString())
    if (groups.length > 0) options.onLeftOut?.(folder, groups)
  }

  const attempt = async (path: string, work: () => Promise<ImportItem>): Promise<ImportItem> => {
    try {
      return await work()
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === 'AbortError') throw thrown
      const message = thrown instanceof Error ? thrown.message : String(thrown)
      const remedy = 'Try again; if it happens again, report it with this text.'
      return refused(path, { code: 'internal', message: `Something unexpected happened: ${message}`, remedy })
    }
  }

  return {
    resume,
    lookForCaptions: async (captionPath) => {
      for (const videoPath of await videosOfCaption(captionPath)) {
        const video = await store.videos.findByPath(videoPath)
        if (video !== null && video.removedAt === null)
          await readNewCaptions(video.id, await store.jobs.ofVideo(video.id))
      }
    },
    takeFile: (path, renews) =>
      attempt(path, () =>
        importFile(path, AbortSignal.timeout(takeLimitMs), renews === undefined ? {} : { renews, take: null }),
      ),
    import: async (given, signal, options = {}) => {
      const items: ImportItem[] = []
      const batch = options.batch ?? randomUUID()
      const seen = new Set<string>()
      const captions: string[] = []
      const cameraProxies: { readonly path: string; readonly original: string }[] = []
      const active = new Set<Promise<void>>()
      const submit = async (given: string, folder = ''): Promise<void> => {
        if (seen.has(given)) return
        seen.add(given)
        const take = await parts.takes.of(given, signal)
        // All parts of a take are one film, wherever one of them is met.
        const path = take?.kind === 'parts' ? take.path : given
        if (path !== given && seen.has(path)) return
        seen.add(path)
        if (take?.kind === 'parts') for (const part of take.paths) seen.add(part)
        while (active.size >= filesAtOnce) await Promise.race(active)
        signal.throwIfAborted()
        const place = items.length
        items.push({ path, outcome: 'refused' })
        const task = attempt(path, () => importFile(given, signal, { batch: { id: batch, folder }, take })).then(
          (item) => {
            items[place] = item
          },
        )
        const tracked: Promise<void> = task.finally(() => active.delete(tracked))
        // Its rejection is seen by the race above or by the last wait below.
        tracked.catch(() => {})
        active.add(tracked)
      }
      /** Whether a film is in the library or comes with this import. */
      const isTaken = async (path: string): Promise<boolean> => {
        if (given.includes(path)) return true
        const video = await store.videos.findByPath(path)
        return video !== null && video.removedAt === null
      }
      const submitFolder = async (folder: string): Promise<void> => {
        let found = false
        const leftOut = collectLeftOut()
        const take = async (finding: WalkFinding): Promise<void> => {
          const { path } = finding
          if (finding.kind === 'left-out') {
            leftOut.add(finding.why, relative(folder, path), finding.format)
            return
          }
          found = true
          if (finding.kind === 'camera-proxy') {
            leftOut.add('camera-proxies', relative(folder, path))
            cameraProxies.push(finding)
          } else if (finding.kind === 'problem') items.push(await refused(path, finding.failure))
          else {
            const checked = await checkPath(path)
            if (checked.ok) await submit(path, join(basename(folder), relative(folder, dirname(path))))
            else items.push(await refused(path, checked.error))
          }
        }
        const walk = { skip: ownFolders, followLinks: options.followLinks === true, signal }
        for await (const finding of walkFolder(folder, walk)) await take(finding)
        await noteLeftOut(folder, leftOut, options)
        if (!found) items.push(await refused(folder, noVideos))
        else await store.library.clearImportProblem(folder)
      }
      try {
        for (const path of given.map((each) => (each.includes('\0') ? each : normalize(each)))) {
          const checked = await checkPath(path)
          if (!checked.ok) items.push(await refused(path, checked.error))
          else if (checked.value === 'folder') await submitFolder(path)
          else if (isCaptionFileName(path)) captions.push(path)
          else {
            // The proxy of a camera RAW file stands for it.
            const film = (await rawFormat(path)) === null ? path : ((await proxyOfRaw(path)) ?? path)
            const original = film === path ? await originalOf(path) : null
            if (original !== null && (await isTaken(original))) cameraProxies.push({ path, original })
            else await submit(film)
          }
        }
        await Promise.all(active)
        for (const { path, original } of cameraProxies) {
          // Its film could not be imported, so the small copy is all there is.
          if (!(await noteCameraProxy(path, original))) await submit(path)
        }
      } finally {
        await Promise.all(active)
      }
      for (const path of captions) {
        items.push(await attempt(path, () => importCaptions(path, options.captionsMayWait === true)))
      }
      return items
    },
  }
}
