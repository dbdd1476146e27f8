import { normalize } from 'node:path'

import type { Failure, ImportItem } from '../contract/index.ts'
import { isCaptionFileName } from '../domain/captions/index.ts'
import { titleFromFileName } from '../domain/import/file-names.ts'
import { isCircumstantial } from '../domain/jobs/retry-policy.ts'
import type { MediaPort, StorePort, VideoDetailsRecord } from '../domain/ports/index.ts'
import type { Scheduler } from '../pipeline/scheduler-types.ts'
import type { Stage } from '../pipeline/stage.ts'
import type { EventHub } from './event-hub.ts'
import { checkPath } from './import-check.ts'
import { walkFolder } from './import-walk.ts'
import type { LibraryPaths } from './library-paths.ts'
import type { Locations } from './locations.ts'
import { captionFilesChanged, videosOfCaption } from './new-captions.ts'

const filesAtOnce = 3

/** What imports work with. */
export interface ImportParts {
  readonly store: StorePort
  readonly media: MediaPort
  readonly scheduler: Scheduler
  readonly stages: readonly Stage[]
  readonly hub: EventHub
  readonly locations: Locations
  readonly paths: LibraryPaths
  /** Queues what makes vectors that a video misses. */
  readonly fillMissing: (videoId: string) => Promise<void>
}

/** Takes files and folders into the library. */
export interface Imports {
  /** `captionsMayWait`: a caption file without its video is no problem, the video may come later. */
  readonly import: (
    paths: readonly string[],
    signal: AbortSignal,
    options?: { readonly captionsMayWait?: boolean },
  ) => Promise<readonly ImportItem[]>
  /** Runs the jobs again that failed for a reason outside the file, and those that left something out, after it was seen again. */
  readonly resume: (videoId: string) => Promise<void>
}

const noVideos: Failure = {
  code: 'no_videos_in_folder',
  message: 'There is no video file in this folder.',
  remedy: 'Choose a folder with video files; to try a file with an unusual name, import it directly.',
}
const noVideoForCaptions: Failure = {
  code: 'caption_without_video',
  message: 'There is no imported video beside this caption file whose name it shares.',
  remedy: 'Put it beside its video under the same name (film.mp4, film.en.srt) and import the video.',
}

/** The imports of one library. */
export const createImports = (parts: ImportParts): Imports => {
  const { store, hub } = parts
  const stageVersions = parts.stages.map((stage) => ({ stage: stage.id, version: stage.version }))
  const ownFolders = new Set([parts.paths.media, parts.paths.uploads, parts.paths.temporary])

  const refused = async (path: string, failure: Failure): Promise<ImportItem> => {
    await store.library.addImportProblem(path, failure, new Date().toISOString())
    hub.statsChanged()
    return { path, outcome: 'refused', error: failure }
  }

  /** Caption files that were put beside a known video, changed, or went since they were last read. */
  const readNewCaptions = async (videoId: string): Promise<void> => {
    const { items } = await store.jobs.list({ videoId, limit: 500 })
    // A reading that is still to come sees them anyway.
    if (items.find((job) => job.stage === 'captions')?.state !== 'done') return
    const video = await store.videos.get(videoId)
    if (video !== null && (await captionFilesChanged(video, parts.media))) {
      await parts.scheduler.rerun(videoId, 'captions')
    }
  }

  const resume = async (videoId: string): Promise<void> => {
    const page = await store.jobs.list({ videoId, limit: 500 })
    for (const job of page.items) {
      const code = job.reason?.code ?? ''
      const again =
        (job.state === 'failed' && isCircumstantial(code)) || (job.state === 'cancelled' && code === 'video_removed')
      if (again) await parts.scheduler.retry(job.id)
    }
    await parts.fillMissing(videoId)
  }

  const missingPathsOf = async (video: VideoDetailsRecord | null): Promise<readonly string[]> => {
    if (video === null) return []
    for (const { path } of video.locations) parts.locations.forget(path)
    const existing = await parts.locations.existing(video)
    return video.locations.map(({ path }) => path).filter((path) => !existing.has(path))
  }

  const importFile = async (path: string, signal: AbortSignal): Promise<ImportItem> => {
    const identity = await parts.media.identify(path, signal)
    if (!identity.ok) return refused(path, identity.error)
    const known = await store.videos.findByContent(identity.value.contentId)
    const registered = await store.videos.register({
      identity: identity.value,
      path,
      title: titleFromFileName(path),
      stages: stageVersions,
      missingPaths: await missingPathsOf(known),
    })
    const { videoId, outcome } = registered
    if (outcome !== 'added') {
      if (known?.missing === true) await store.videos.setMissing(videoId, false)
      await resume(videoId)
      await readNewCaptions(videoId)
    }
    if (known === null || known.error === null) await store.library.clearImportProblem(path)
    hub.videoChanged(videoId)
    hub.statsChanged()
    if (hub.readers() > 0) {
      const jobs = await store.jobs.list({ videoId, limit: 100 })
      hub.jobsChanged(jobs.items.map((job) => job.id))
    }
    parts.scheduler.wake()
    return { path, outcome, videoId }
  }

  /** A caption file given by itself: its video, beside it and in the library, reads its captions again. */
  const importCaptions = async (path: string, mayWait: boolean): Promise<ImportItem> => {
    for (const videoPath of await videosOfCaption(path)) {
      const video = await store.videos.findByPath(videoPath)
      if (video === null || video.removedAt !== null) continue
      await parts.scheduler.rerun(video.id, 'captions')
      await store.library.clearImportProblem(path)
      return { path, outcome: 'known', videoId: video.id }
    }
    return mayWait ? { path, outcome: 'known' } : refused(path, noVideoForCaptions)
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
    import: async (given, signal, options = {}) => {
      const items: ImportItem[] = []
      const seen = new Set<string>()
      const captions: string[] = []
      const active = new Set<Promise<void>>()
      const submit = async (path: string): Promise<void> => {
        if (seen.has(path)) return
        seen.add(path)
        while (active.size >= filesAtOnce) await Promise.race(active)
        signal.throwIfAborted()
        const place = items.length
        items.push({ path, outcome: 'refused' })
        const task = attempt(path, () => importFile(path, signal)).then((item) => {
          items[place] = item
        })
        const tracked: Promise<void> = task.finally(() => active.delete(tracked))
        // Its rejection is seen by the race above or by the last wait below.
        tracked.catch(() => {})
        active.add(tracked)
      }
      const submitFolder = async (folder: string): Promise<void> => {
        let found = false
        for await (const finding of walkFolder(folder, ownFolders, signal)) {
          found = true
          if (finding.kind === 'problem') items.push(await refused(finding.path, finding.failure))
          else {
            const checked = await checkPath(finding.path)
            if (checked.ok) await submit(finding.path)
            else items.push(await refused(finding.path, checked.error))
          }
        }
        if (!found) items.push(await refused(folder, noVideos))
      }
      try {
        for (const path of given.map((each) => (each.includes('\0') ? each : normalize(each)))) {
          const checked = await checkPath(path)
          if (!checked.ok) items.push(await refused(path, checked.error))
          else if (checked.value === 'folder') await submitFolder(path)
          else if (isCaptionFileName(path)) captions.push(path)
          else await submit(path)
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
