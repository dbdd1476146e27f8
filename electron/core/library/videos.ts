import type { Caption, CaptionDocument, PatchVideo, VideoDetails } from '../../contract/index.ts'
import { captionWriters } from '../../domain/export/caption-export.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { safeFileName } from '../../domain/import/safe-file-name.ts'
import { describeFolder } from '../../domain/names/source-folders.ts'
import type { CorrectedCaption, MediaPort, StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Scheduler } from '../../pipeline/scheduler-types.ts'
import type { Changes } from '../changes.ts'
import type { Core } from '../core-api.ts'
import { fromFailure, notFound, refuse } from '../failures.ts'
import type { AttachedCaptions } from '../imports/attached-captions.ts'
import type { CameraTakes } from '../imports/camera-takes.ts'
import { checkPath } from '../imports/import-check.ts'
import type { Imports } from '../imports/imports.ts'
import type { GrowingFilmstrips } from '../media/growing-filmstrips.ts'
import { presentDetails, presentScene, presentVideo } from '../present.ts'
import type { UndoLog } from '../undo/undo-log.ts'
import type { Cutting } from './cutting.ts'
import type { Locations } from './locations.ts'
import { readStamp } from './read-stamp.ts'
import type { Requeue } from './requeue.ts'
import type { SpeechService } from './speech.ts'

/** What the video service works with. */
export interface VideoParts {
  readonly store: StorePort
  readonly media: MediaPort
  readonly scheduler: Pick<Scheduler, 'cancel'>
  readonly changes: Changes
  readonly locations: Locations
  readonly imports: Imports
  readonly takes: Pick<CameraTakes, 'of'>
  readonly cutting: Cutting
  readonly requeue: Requeue
  readonly speech: Pick<SpeechService, 'choose'>
  readonly undoLog: Pick<UndoLog, 'record'>
  readonly growingFilmstrips: Pick<GrowingFilmstrips, 'of'>
  /** Folder of the files that browsers sent. */
  readonly originals: string
  readonly onRemove: (videoId: string) => void
  readonly attachedCaptions: AttachedCaptions
  /** The file of a finished upload. */
  readonly uploadedFile: (uploadId: string) => Promise<Result<string, ApiFailure>>
}

const exportedCue = ({ startMs, endMs, text, said, words }: Caption): CaptionDocument['cues'][number] => ({
  startMs,
  endMs,
  text,
  ...(said === undefined ? {} : { said }),
  ...(words === undefined ? {} : { words }),
})

/** Everything that is done with videos that are in the library. */
export const createVideos = (parts: VideoParts): Core['videos'] => {
  const { store, changes } = parts

  const find = async (id: string): Promise<VideoDetailsRecord | null> => {
    const video = await store.videos.get(id)
    return video === null || video.removedAt !== null ? null : video
  }

  const details = async (video: VideoDetailsRecord): Promise<VideoDetails> => {
    const [existing, settings] = await Promise.all([parts.locations.existing(video), store.library.settings()])
    parts.locations.refresh([video])
    const growing = parts.growingFilmstrips.of(video.contentId)
    return presentDetails({ ...video, missing: existing.size === 0 }, existing, settings.cuts, growing)
  }

  const seenAgain = async (video: VideoDetailsRecord, paths: readonly string[]): Promise<Result<null, ApiFailure>> => {
    for (const path of paths) parts.locations.forget(path)
    if (video.missing) await store.videos.setMissing(video.id, false)
    await parts.imports.resume(video.id)
    return ok(null)
  }

  const locate = async (video: VideoDetailsRecord, path: string): Promise<Result<null, ApiFailure>> => {
    const checked = await checkPath(path)
    if (!checked.ok) return fromFailure(checked.error, 'bad_request')
    if (checked.value !== 'file') {
      return refuse('bad_request', 'That is a folder, not a file.', 'Choose the video file itself.')
    }
    const signal = AbortSignal.timeout(30_000)
    const take = await parts.takes.of(path, signal)
    if (take?.kind === 'parts' && take.identity.contentId === video.contentId) {
      await store.videos.addLocation(video.id, take.path, take.stamp, take.parts)
      return seenAgain(video, take.paths)
    }
    const found = await readStamp(path)
    const identity = await parts.media.identify(path, signal)
    if (!identity.ok) return fromFailure(identity.error, 'unsupported_media')
    if (identity.value.contentId !== video.contentId) {
      return refuse(
        'conflict',
        `That file is not “${video.title}”: its content differs.`,
        'Choose the original file, or import this one as a new video.',
      )
    }
    await store.videos.addLocation(video.id, path, found.kind === 'file' ? found.stamp : null)
    return seenAgain(video, [path])
  }

  const undoRemoval = async (id: string): Promise<void> => {
    if (!(await store.videos.restore(id))) return
    await parts.imports.resume(id)
    changes.workQueued()
    changes.scenesChanged(id)
    changes.statsChanged()
  }

  /** Another sound track is heard: what depends on sound is made again, from what is kept where it is. */
  const chooseAudio = async (video: VideoDetailsRecord, index: number | null): Promise<Result<null, ApiFailure>> => {
    if (index === video.audioStreamIndex) return ok(null)
    if (index !== null && video.probe?.audio.readable.includes(index) !== true) {
      return refuse(
        'bad_request',
        `Stream ${index} is no sound track that can be read.`,
        'Choose one of the readable `audioStreams` of the video, or null.',
      )
    }
    await store.videos.setAudioStream(video.id, index)
    await parts.requeue(video.id, 'sound_chosen')
    changes.spacesChanged()
    return ok(null)
  }

  /** The poster is the keyframe of a scene from now on, or (null) what GoodCLIPS chooses. */
  const choosePoster = async (video: VideoDetailsRecord, sceneId: string | null): Promise<Result<null, ApiFailure>> => {
    const scene = sceneId === null ? null : await store.scenes.get(sceneId)
    if (sceneId !== null && (scene === null || scene.videoId !== video.id)) {
      return refuse('bad_request', 'This video has no such scene.', 'Choose one of its scenes, or null.')
    }
    await store.videos.setPoster(video.id, scene === null ? null : (scene.keyframe ?? scene.startFrame))
    return ok(null)
  }

  const patch = async (id: string, change: PatchVideo): Promise<Result<VideoDetails, ApiFailure>> => {
    if (change.removed === false) await undoRemoval(id)
    const video = await find(id)
    if (video === null) return notFound('video')
    if (change.path !== undefined) {
      const located = await locate(video, change.path)
      if (!located.ok) return located
    }
    if (change.title !== undefined) await store.videos.rename(id, change.title)
    if (change.tags !== undefined) await store.videos.setTags(id, change.tags)
    if (change.cuts !== undefined) {
      const cut = await parts.cutting.recut(id, change.cuts)
      if (!cut.ok) return cut
    }
    if (change.audioStreamIndex !== undefined) {
      const chosen = await chooseAudio(video, change.audioStreamIndex)
      if (!chosen.ok) return chosen
    }
    if (change.speech !== undefined) await parts.speech.choose(video, change.speech ?? {})
    if (change.posterSceneId !== undefined) {
      const chosen = await choosePoster(video, change.posterSceneId)
      if (!chosen.ok) return chosen
    }
    changes.videoChanged(id)
    const changed = await find(id)
    return changed === null ? notFound('video') : ok(await details(changed))
  }

  const remove = async (id: string): Promise<Result<null, ApiFailure>> => {
    // The jobs of a removed video are listed no more.
    const jobs = await store.jobs.ofVideo(id)
    if (!(await store.videos.remove(id))) return notFound('video')
    parts.onRemove(id)
    changes.videoRemoved(id)
    changes.statsChanged()
    for (const job of jobs) {
      if (job.state !== 'waiting' && job.state !== 'running') continue
      await parts.scheduler.cancel(job.id, {
        code: 'video_removed',
        message: 'The video was removed from the library.',
      })
    }
    return ok(null)
  }

  /** The track asked for, or the first readable one. */
  const trackOf = (video: VideoDetailsRecord, track: number | null): number | null =>
    (track === null
      ? video.captionTracks.find((candidate) => candidate.readable && candidate.cueCount > 0)
      : video.captionTracks.find((candidate) => candidate.track === track && candidate.readable)
    )?.track ?? null

  return {
    import: parts.imports.import,
    list: async (query) => {
      const page = await store.videos.list(query)
      parts.locations.refresh(page.items)
      return { ...page, items: page.items.map(presentVideo) }
    },
    folders: async (query) => {
      const page = await store.videos.folders(query)
      return { ...page, items: page.items.map((folder) => describeFolder(folder, parts.originals)) }
    },
    tags: store.videos.tags,
    cameras: store.videos.cameras,
    tag: async ({ videoIds, add, remove: gone }) => {
      const changed = await store.videos.changeTags(videoIds, add, gone)
      for (const id of changed) changes.videoChanged(id)
      return ok({ changed: changed.length })
    },
    get: async (id) => {
      const video = await find(id)
      return video === null ? notFound('video') : ok(await details(video))
    },
    patch,
    remove,
    scenes: async (id, page) => {
      if ((await find(id)) === null) return notFound('video')
      const found = await store.scenes.list(id, page)
      return ok({ items: found.items.map(presentScene), nextCursor: found.nextCursor })
    },
    captions: async (id, track, page) =>
      (await find(id)) === null ? notFound('video') : ok(await store.captions.list(id, track, page)),
    captionFile: async (id, track, format) => {
      const video = await find(id)
      if (video === null) return notFound('video')
      const chosen = trackOf(video, track)
      if (chosen === null) return refuse('not_found', 'This video has no such caption track with text.')
      const cues = await store.captions.all(id, chosen)
      const {
        language = null,
        source = '',
        codec = '',
      } = video.captionTracks.find((candidate) => candidate.track === chosen) ?? {}
      const document = { title: video.title, language, source, codec, cues: cues.map(exportedCue) }
      const name = language === null ? video.title : `${video.title}.${language}`
      return ok({
        body: captionWriters[format](document),
        fileName: safeFileName(`${name.replaceAll('/', '_')}.${format}`),
      })
    },
    readCaptions: async (id, track, change) => {
      if ((await find(id)) === null) return notFound('video')
      if (!(await store.captions.choose(id, track, change))) {
        return refuse('not_found', 'This video has no such caption track.', 'Reload the video.')
      }
      await parts.requeue(id, 'captions_asked')
      changes.videoChanged(id)
      const changed = await find(id)
      return changed === null ? notFound('video') : ok(await details(changed))
    },
    correctCaption: async (id, track, captionId, text) => {
      const write = async (wanted: string | null): Promise<Result<CorrectedCaption, ApiFailure>> => {
        const corrected = await store.captions.correct(id, track, captionId, wanted)
        if (corrected === null) return refuse('not_found', 'This video has no such caption.', 'Reload the video.')
        changes.scenesChanged(id)
        await parts.requeue(id, 'caption_corrected')
        return ok(corrected)
      }
      const done = await write(text)
      if (!done.ok) return done
      const { caption, before } = done.value
      if (before !== text) {
        const videoIds = [id]
        parts.undoLog.record({
          kind: 'caption-corrected',
          videoIds,
          undo: () => write(before),
          redo: () => write(text),
        })
      }
      return ok(caption)
    },
    attachCaptions: async (id, input) => {
      const video = await find(id)
      if (video === null) return notFound('video')
      const path = 'path' in input ? ok(input.path) : await parts.uploadedFile(input.uploadId)
      if (!path.ok) return path
      const attached = await parts.attachedCaptions.attach(video, path.value)
      if (!attached.ok) return attached
      changes.statsChanged()
      const changed = await find(id)
      return changed === null ? notFound('video') : ok(await details(changed))
    },
    recut: parts.cutting.recut,
  }
}
