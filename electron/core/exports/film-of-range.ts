import type { Problem } from '../../contract/index.ts'
import type { MediaLimits, MediaPort, ProbeResult, StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import type { Locations } from '../library/locations.ts'
import type { LibraryPaths } from '../library-paths.ts'
import { timedRange } from './clip-ranges.ts'
import { ExportError, type ExportedRange } from './export-run.ts'

/** What pictures of ranges are taken with. */
export interface PictureParts {
  readonly store: Pick<StorePort, 'videos' | 'scenes' | 'library'>
  readonly media: Pick<MediaPort, 'frameTimes' | 'still' | 'animate' | 'tilePictures'>
  readonly locations: Pick<Locations, 'verified'>
  readonly paths: Pick<LibraryPaths, 'content' | 'temporary'>
}

/** A frame of a film that can be read now. */
export interface FilmFrame {
  readonly video: VideoDetailsRecord
  readonly probe: ProbeResult
  readonly path: string
  readonly frame: number
  readonly timeMs: number
  readonly limits: MediaLimits
}

/** Which frame of a range stands for it. */
export type FrameChoice = 'first' | 'middle' | 'keyframe'

const frameOf = async (
  { store }: PictureParts,
  { startFrame, endFrame }: ExportedRange,
  video: VideoDetailsRecord,
  choice: FrameChoice,
): Promise<number> => {
  if (choice === 'first') return startFrame
  const middle = Math.floor((startFrame + endFrame - 1) / 2)
  if (choice === 'middle') return middle
  const scene = await store.scenes.holding(video.id, middle)
  const keyframe = scene?.keyframe ?? null
  return keyframe !== null && keyframe >= startFrame && keyframe < endFrame ? keyframe : middle
}

/** Finds the film of a range and a frame of it; a problem where it cannot be read. */
export const filmFrame = async (
  parts: PictureParts,
  range: ExportedRange,
  choice: FrameChoice,
  signal: AbortSignal,
): Promise<FilmFrame | Problem> => {
  const video = await parts.store.videos.findByContent(range.contentId)
  if (video === null || video.removedAt !== null || video.probe === null)
    return { code: 'removed', message: `${range.title}: the film is not in the library any more; it was left out.` }
  const path = await parts.locations.verified(video, signal)
  signal.throwIfAborted()
  if (!path.ok) return { code: 'offline', message: `${video.title}: ${path.error.message} It was left out.` }
  const { limits } = await parts.store.library.settings()
  const frame = await frameOf(parts, range, video, choice)
  const timed = await timedRange({ ...range, startFrame: frame, endFrame: frame + 1 }, 0, video, parts)
  return {
    video,
    probe: video.probe,
    path: path.value,
    frame,
    timeMs: timed.startMs,
    limits: { ...limits, wallClockMs: limits.minWallClockMs },
  }
}

/** Ends the export where every further picture would fail too. */
export const throwIfFatal = (failure: {
  readonly code: string
  readonly message: string
  readonly remedy: string
}): void => {
  if (failure.code === 'disk_full' || failure.code === 'ffmpeg_missing' || failure.code === 'cancelled')
    throw new ExportError(failure)
}
