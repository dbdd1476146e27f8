import type { TakePart, VideoDetailsRecord } from '../ports/index.ts'
import { mapPath, nameInPath, type PathMapping, reelOfFile } from './paths.ts'
import type { TimelineClip, TimelineMedia } from './timeline.ts'

/** The files of a film that a camera wrote in several, in the order of the take; null for a film of one file. */
export const partsOfVideo = ({ path, locations }: VideoDetailsRecord): readonly TakePart[] | null =>
  locations.find((location) => location.path === path)?.parts ?? null

/** A file of a film, and where it lies in it. */
interface PlacedPart {
  readonly media: TimelineMedia
  /** First frame of the film that this file shows. */
  readonly from: number
  /** The frame behind its last one. */
  readonly to: number
  readonly fromMs: number
}

const placeParts = (
  film: TimelineMedia,
  video: VideoDetailsRecord,
  parts: readonly TakePart[],
  pathMap: readonly PathMapping[],
): readonly PlacedPart[] => {
  const folder = video.path.slice(0, video.path.length - nameInPath(video.path).length)
  const timecode = video.probe?.sourceTimecode ?? null
  let passedUs = 0
  let shownUs = 0
  // Frames are counted by the pictures alone: sound may begin earlier in each file.
  const framesShown = (): number => Math.round((shownUs * film.rate.num) / (1_000_000 * film.rate.den))
  return parts.map(({ name, durationUs, pictureUs }, index) => {
    const from = framesShown()
    const fromMs = passedUs / 1000
    passedUs += durationUs
    shownUs += pictureUs
    const to = index === parts.length - 1 ? Math.max(from + 1, film.frames) : framesShown()
    const media: TimelineMedia = {
      ...film,
      id: `${film.id}-${index + 1}`,
      name,
      path: mapPath(`${folder}${name}`, pathMap),
      reel: timecode?.reel ?? reelOfFile(name),
      // A take's timecode runs on from file to file; without one, each file counts from its own first frame.
      startFrame: timecode === null ? 0 : film.startFrame + from,
      frames: to - from,
    }
    return { media, from, to, fromMs }
  })
}

/**
 * A clip of a film that lies in several files, as editors need it: one clip for each file that it reaches into, in frames of
 * that file, one behind the other.
 */
export const clipsOfParts = (
  clip: TimelineClip,
  video: VideoDetailsRecord,
  parts: readonly TakePart[],
  pathMap: readonly PathMapping[],
): readonly TimelineClip[] => {
  const reached = placeParts(clip.media, video, parts, pathMap).filter(
    ({ from, to }) => from < clip.out && to > clip.in,
  )
  return reached.map(({ media, from, to, fromMs }, index) => {
    const next = reached[index + 1]
    const startMs = index === 0 ? clip.startMs : fromMs
    const endMs = next === undefined ? clip.endMs : next.fromMs
    const shift = (startMs - clip.startMs) / 1000
    const length = (endMs - startMs) / 1000
    return {
      ...clip,
      media,
      in: Math.max(clip.in, from) - from,
      out: Math.min(clip.out, to) - from,
      startMs,
      endMs,
      words: clip.words
        .map(({ startSeconds, endSeconds, text }) => ({
          startSeconds: Math.max(0, startSeconds - shift),
          endSeconds: Math.min(length, endSeconds - shift),
          text,
        }))
        .filter(({ startSeconds, endSeconds }) => endSeconds > startSeconds),
    }
  })
}
