import { type ClipNameParts, formatTimecode, frameOfLabel, frameStartMs, timecodeLabel } from '../../contract/index.ts'
import { rescale } from '../../domain/interchange/timeline.ts'
import type { MediaPort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import type { LibraryPaths } from '../library-paths.ts'
import type { ExportedRange } from './export-run.ts'

/** Frames of a film with their times, in ms of film time. */
export interface TimedRange {
  readonly startFrame: number
  readonly endFrame: number
  readonly startMs: number
  readonly endMs: number
}

/** Widens a range by its own handles, or those given, as far as the film goes, and tells the times of its frames. */
export const timedRange = async (
  range: ExportedRange,
  handlesFrames: number,
  video: VideoDetailsRecord,
  { media, paths }: { readonly media: Pick<MediaPort, 'frameTimes'>; readonly paths: Pick<LibraryPaths, 'content'> },
): Promise<TimedRange> => {
  const handles = range.handlesFrames ?? handlesFrames
  const startFrame = Math.max(0, range.startFrame - handles)
  const endFrame = Math.min(Math.max(video.frameCount, range.endFrame), range.endFrame + handles)
  const measured = await media.frameTimes(paths.content(range.contentId))
  const times = measured.ok ? measured.value : null
  const timeOf = (frame: number, known: number, knownFrame: number): number => {
    const exact = times?.[frame]
    if (exact !== undefined) return exact
    if (frame === knownFrame) return known
    if (frame >= video.frameCount) return video.durationMs
    return video.frameRate === null ? known : frameStartMs(frame, video.frameRate)
  }
  return {
    startFrame,
    endFrame,
    startMs: timeOf(startFrame, range.startMs, range.startFrame),
    endMs: endFrame >= video.frameCount ? video.durationMs : timeOf(endFrame, range.endMs, range.endFrame),
  }
}

/** Source timecode of a frame of a film; null where the film has none. */
export const sourceTimecodeAt = (video: VideoDetailsRecord, frame: number): string | null => {
  const timecode = video.probe?.sourceTimecode ?? null
  if (timecode === null) return null
  const first = frameOfLabel(timecode.start, timecode.frameRate, timecode.dropFrame)
  if (first === null) return null
  const into = video.frameRate === null ? frame : rescale(frame, video.frameRate, timecode.frameRate)
  return timecodeLabel(first + into, timecode.frameRate, timecode.dropFrame)
}

/** What the tokens of file names stand for in one clip. */
export const namePartsOf = (
  bin: string,
  nr: number,
  range: ExportedRange,
  video: VideoDetailsRecord | undefined,
): ClipNameParts => {
  const label = (frame: number): string =>
    (video === undefined ? null : sourceTimecodeAt(video, frame)) ??
    formatTimecode(frame, video?.frameRate ?? { num: 25, den: 1 })
  return {
    bin,
    nr,
    title: video?.title ?? range.title,
    tc: label(range.startFrame),
    out: label(range.endFrame),
    reel: video?.probe?.sourceTimecode?.reel ?? '',
    date: video?.probe?.recordedAt?.slice(0, 10) ?? '',
    note: range.note,
  }
}
