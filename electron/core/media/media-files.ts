import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import type { ApiFailure } from '../../domain/failure.ts'
import { extensionOf } from '../../domain/import/file-names.ts'
import { fileChanging } from '../../domain/jobs/retry-policy.ts'
import type { StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import { firstPosterName } from '../../domain/poster/first-poster.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Changes } from '../changes.ts'
import type { MediaSlice } from '../core-api.ts'
import { notFound, refuse } from '../failures.ts'
import { type Locations, newestFirst } from '../library/locations.ts'
import type { LibraryPaths } from '../library-paths.ts'
import type { GrowingFilmstrips } from './growing-filmstrips.ts'

const mimeTypes: Readonly<Record<string, string>> = {
  '3gp': 'video/3gpp',
  avi: 'video/x-msvideo',
  flv: 'video/x-flv',
  m2ts: 'video/mp2t',
  m4v: 'video/mp4',
  mkv: 'video/x-matroska',
  mov: 'video/mp4',
  mp4: 'video/mp4',
  mpeg: 'video/mpeg',
  mpg: 'video/mpeg',
  mts: 'video/mp2t',
  ogg: 'video/ogg',
  ogv: 'video/ogg',
  ts: 'video/mp2t',
  webm: 'video/webm',
  wmv: 'video/x-ms-wmv',
}
const containerMimeTypes: readonly (readonly [string, string])[] = [
  ['mp4', 'video/mp4'],
  ['webm', 'video/webm'],
  ['matroska', 'video/x-matroska'],
  ['ogg', 'video/ogg'],
  ['mpegts', 'video/mp2t'],
]
const packFreshForMs = 2_000
const identifyLimitMs = 30_000

/** MIME type of a video file: what is inside where that is known, else its extension. */
export const videoMimeType = (path: string, container: string): string =>
  containerMimeTypes.find(([name]) => container.includes(name))?.[1] ??
  mimeTypes[extensionOf(path)] ??
  'application/octet-stream'

/** Pictures and the video file itself as byte ranges of files. */
export interface MediaFiles {
  /** With `frameNumber` that sampled frame of the scene, when it is one. */
  readonly keyframe: (sceneId: string, frameNumber?: number) => Promise<Result<MediaSlice, ApiFailure>>
  readonly poster: (videoId: string) => Promise<Result<MediaSlice, ApiFailure>>
  readonly filmstripSheet: (videoId: string, sheet: number) => Promise<Result<MediaSlice, ApiFailure>>
  readonly stream: (videoId: string) => Promise<Result<MediaSlice, ApiFailure>>
}

/** A whole file as a slice; null when it does not exist. */
export const wholeFile = async (path: string, mimeType: string): Promise<MediaSlice | null> => {
  try {
    const found = await stat(path)
    if (!found.isFile()) return null
    const etag = `${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}`
    return { path, offset: 0, length: found.size, mimeType, etag, immutable: false }
  } catch {
    return null
  }
}

/** What media files are found with. */
export interface MediaFileParts {
  readonly store: StorePort
  readonly paths: LibraryPaths
  readonly locations: Locations
  readonly changes: Pick<Changes, 'fileReplaced'>
  readonly growingFilmstrips: Pick<GrowingFilmstrips, 'of'>
  /** Is told of videos whose kept frames are gone, at most once each. */
  readonly recreate: (videoId: string) => Promise<void>
}

/** The media files of one library. */
export const createMediaFiles = (parts: MediaFileParts): MediaFiles => {
  const { store, paths, recreate } = parts
  const packSizes = new LRUCache<string, number>({ max: 5_000, ttl: packFreshForMs })
  const asked = new Set<string>()

  /** Whether the pack holds so many bytes. A “yes” is remembered for a moment; a “no” is not, since the pack may just have been made. */
  const holds = async (path: string, bytes: number): Promise<boolean> => {
    if ((packSizes.get(path) ?? -1) >= bytes) return true
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    )
    packSizes.set(path, size)
    return size >= bytes
  }

  const framesGone = async (videoId: string): Promise<Result<MediaSlice, ApiFailure>> => {
    if (!asked.has(videoId)) {
      asked.add(videoId)
      await recreate(videoId)
    }
    return refuse('not_found', 'The pictures of this video are being made again.', 'Wait until it is analysed.')
  }

  const frame = async (
    videoId: string,
    contentId: string,
    frameNumber: number,
  ): Promise<Result<MediaSlice, ApiFailure>> => {
    const sampled = await store.scenes.frame(contentId, frameNumber)
    if (sampled === null) return framesGone(videoId)
    const path = join(paths.content(contentId), 'frames.pack')
    const { offset, length } = sampled
    if (!(await holds(path, offset + length))) return framesGone(videoId)
    asked.delete(videoId)
    const etag = `${contentId.slice(0, 16)}-${frameNumber}-${offset.toString(36)}-${length.toString(36)}`
    return ok({ path, offset, length, mimeType: 'image/jpeg', etag, immutable: false })
  }

  const present = async (id: string): Promise<VideoDetailsRecord | null> => {
    const video = await store.videos.get(id)
    return video === null || video.removedAt !== null ? null : video
  }

  return {
    keyframe: async (sceneId, frameNumber) => {
      const scene = await store.scenes.get(sceneId)
      if (scene === null) return notFound('scene')
      const isInside = frameNumber !== undefined && frameNumber >= scene.startFrame && frameNumber < scene.endFrame
      if (isInside && (await store.scenes.frame(scene.contentId, frameNumber)) !== null) {
        return frame(scene.videoId, scene.contentId, frameNumber)
      }
      if (scene.keyframe === null) return refuse('not_found', 'This scene has no keyframe.')
      return frame(scene.videoId, scene.contentId, scene.keyframe)
    },
    poster: async (videoId) => {
      const video = await present(videoId)
      if (video === null) return notFound('video')
      const first = (): Promise<MediaSlice | null> =>
        wholeFile(join(paths.content(video.contentId), firstPosterName), 'image/jpeg')
      if (video.posterFrame === null) {
        const slice = video.firstPosterMs === null ? null : await first()
        return slice === null ? refuse('not_found', 'This video has no poster yet.') : ok(slice)
      }
      return frame(video.id, video.contentId, video.posterFrame)
    },
    filmstripSheet: async (videoId, sheet) => {
      const video = await present(videoId)
      if (video === null) return notFound('video')
      const growing = video.filmstrip === null ? parts.growingFilmstrips.of(video.contentId) : null
      const growingFile = growing?.files[sheet]
      if (growingFile !== undefined) {
        const slice = await wholeFile(join(paths.content(video.contentId), growingFile), 'image/jpeg')
        if (slice !== null) return ok(slice)
      }
      if (video.filmstrip === null || !Number.isInteger(sheet) || sheet < 0 || sheet >= video.filmstrip.sheets) {
        return refuse('not_found', 'There is no such filmstrip sheet.')
      }
      const path = join(paths.content(video.contentId), `filmstrip-${sheet}.jpg`)
      const slice = await wholeFile(path, 'image/jpeg')
      return slice === null ? framesGone(videoId) : ok(slice)
    },
    stream: async (videoId) => {
      const video = await present(videoId)
      if (video === null) return notFound('video')
      if (video.locations.length > 0 && video.locations.every((location) => location.parts !== undefined)) {
        return refuse(
          'not_found',
          'This film lies in several files, which cannot be sent as one.',
          'Play its copy, or export it as a clip.',
        )
      }
      let replaced = false
      for (const location of newestFirst(video)) {
        const { path } = location
        const seen = await parts.locations.inspect(video, location, AbortSignal.timeout(identifyLimitMs))
        if (seen === 'changed') parts.changes.fileReplaced(video.id, path)
        replaced ||= seen === 'changed'
        const slice = seen === 'same' ? await wholeFile(path, videoMimeType(path, video.probe?.container ?? '')) : null
        if (slice !== null && slice.length === video.sizeBytes) return ok(slice)
      }
      return replaced
        ? refuse(
            'not_found',
            'The file was replaced by another since it was read.',
            'It is read again as soon as it has stopped changing.',
            { code: fileChanging.code },
          )
        : refuse(
            'not_found',
            'The file is not where it was, or it has changed.',
            'Bring it back or use “Locate…” to show where it is now.',
          )
    },
  }
}
