import {
  type Arrangement,
  canDropFrames,
  countedFrames,
  frameOfLabel,
  type Problem,
  type Rational,
} from '../../contract/index.ts'
import { distinctTags, type FrameMark, markOfScene } from '../marks/scene-marks.ts'
import type { NewBinItem, VideoDetailsRecord } from '../ports/index.ts'
import { clipsOfParts, partsOfVideo } from './clips-of-parts.ts'
import { gridRate } from './grid-rate.ts'
import { mapPath, nameInPath, type PathMapping, reelOfFile } from './paths.ts'
import { type EditorTimeline, rescale, type TimelineClip, type TimelineMedia } from './timeline.ts'

/** A caption as far as its words go. Times are film time in ms. */
export interface SaidCue {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
}

/** Somebody with a name, and the frames of one film that show them. */
export interface SeenPerson {
  readonly name: string
  readonly frames: readonly number[]
}

/** Ranges with what is known of their films. */
export interface TimelineSource {
  readonly name: string
  readonly arrangement: Arrangement
  readonly ranges: readonly NewBinItem[]
  /** By content id; what the library does not have any more is missing. */
  readonly videos: ReadonlyMap<string, VideoDetailsRecord>
  /** Captions by content id, in order of time; films without any may be missing. */
  readonly cues: ReadonlyMap<string, readonly SaidCue[]>
  /** What was said of frames, and who is seen, by content id; films without any may be missing. */
  readonly marks?: ReadonlyMap<string, readonly FrameMark[]>
  readonly people?: ReadonlyMap<string, readonly SeenPerson[]>
  readonly pathMap: readonly PathMapping[]
  /** By content id, the camera RAW file that a film is a proxy of: editors are to work with that. */
  readonly rawOriginals?: ReadonlyMap<string, string>
}

const soundOf = ({ probe }: VideoDetailsRecord): Pick<TimelineMedia, 'audio' | 'sampleRate'> => {
  const streams = (probe?.streams ?? []).filter(({ kind, channels }) => kind === 'audio' && (channels ?? 0) > 0)
  return { audio: streams.map(({ channels }) => channels ?? 0), sampleRate: streams[0]?.sampleRate ?? 48_000 }
}

/** A film on the grid at which an editor counts it; `path` is the file that is named to the editor. */
export const mediaOfVideo = (
  video: VideoDetailsRecord,
  pathMap: readonly PathMapping[],
  path = video.path,
): TimelineMedia => {
  const variable = video.probe?.variableFrameRate ?? false
  const rate = gridRate(video.frameRate ?? { num: 25, den: 1 }, variable)
  const timecode = video.probe?.sourceTimecode ?? null
  const name = nameInPath(path)
  const counted = timecode === null ? null : frameOfLabel(timecode.start, timecode.frameRate, timecode.dropFrame)
  return {
    id: video.id,
    name,
    path: mapPath(path, pathMap),
    reel: timecode?.reel ?? reelOfFile(name),
    rate,
    startFrame: timecode === null || counted === null ? 0 : rescale(counted, timecode.frameRate, rate),
    dropFrame: timecode?.dropFrame === true && canDropFrames(rate),
    frames: variable
      ? Math.max(1, Math.round((video.durationMs * rate.num) / (1000 * rate.den)))
      : Math.max(1, video.frameCount),
    width: video.width,
    height: video.height,
    ...soundOf(video),
  }
}

/** Frames of a range on the grid of its film: as they are, but by their times where the rate varies. */
const gridRange = (range: NewBinItem, video: VideoDetailsRecord, media: TimelineMedia) => {
  if (video.probe?.variableFrameRate !== true) return { in: range.startFrame, out: range.endFrame }
  const picture = video.probe.streams.find(({ index }) => index === video.probe?.videoStreamIndex)
  const zeroMs = Math.max(0, picture?.startMs ?? 0)
  const frame = (timeMs: number): number =>
    Math.max(0, Math.round(((timeMs - zeroMs) * media.rate.num) / (1000 * media.rate.den)))
  const start = frame(range.startMs)
  return { in: start, out: Math.max(start + 1, frame(range.endMs)) }
}

/** The rate that most of the time is in; the earlier one of equals. */
const mainRate = (clips: readonly TimelineClip[]): Rational => {
  const seconds = new Map<string, { readonly rate: Rational; total: number }>()
  for (const { media, in: start, out } of clips) {
    const key = `${media.rate.num}/${media.rate.den}`
    const entry = seconds.get(key) ?? { rate: media.rate, total: 0 }
    entry.total += ((out - start) * media.rate.den) / media.rate.num
    seconds.set(key, entry)
  }
  const [first, ...rest] = [...seconds.values()]
  return rest.reduce(
    (best, entry) => (entry.total > best.total ? entry : best),
    first ?? { rate: { num: 25, den: 1 }, total: 0 },
  ).rate
}

/** What people said of a range, its film where they said nothing of it; tags of both count. */
const saidOf = (range: NewBinItem, video: VideoDetailsRecord, marks: readonly FrameMark[]) => {
  const own = markOfScene(marks, range)
  return {
    note: range.note === '' ? (own?.note ?? '') : range.note,
    rating: own?.rating ?? video.mark?.rating ?? null,
    flag: own?.flag ?? video.mark?.flag ?? null,
    label: own?.label ?? video.mark?.label ?? null,
    tags: distinctTags([...(own?.tags ?? []), ...video.tags]),
  }
}

/** A timeline of ranges, and what could not become part of it as it is. */
export const buildTimeline = (
  source: TimelineSource,
): { readonly timeline: EditorTimeline; readonly report: readonly Problem[] } => {
  const media = new Map(
    [...source.videos].map(([contentId, video]) => [
      contentId,
      mediaOfVideo(video, source.pathMap, source.rawOriginals?.get(contentId)),
    ]),
  )
  let gone = 0
  const clips = source.ranges.flatMap((range): readonly TimelineClip[] => {
    const video = source.videos.get(range.contentId)
    const film = media.get(range.contentId)
    if (video === undefined || film === undefined) {
      gone += 1
      return []
    }
    const words = (source.cues.get(range.contentId) ?? [])
      .filter(({ startMs, endMs }) => endMs > range.startMs && startMs < range.endMs)
      .map(({ startMs, endMs, text }) => ({
        startSeconds: Math.max(0, startMs - range.startMs) / 1000,
        endSeconds: (Math.min(endMs, range.endMs) - range.startMs) / 1000,
        text,
      }))
    const { startMs, endMs, startFrame, endFrame } = range
    const people = (source.people?.get(range.contentId) ?? [])
      .filter(({ frames }) => frames.some((frame) => frame >= startFrame && frame < endFrame))
      .map(({ name }) => name)
    const clip: TimelineClip = {
      media: film,
      name: video.title,
      ...gridRange(range, video, film),
      ...saidOf(range, video, source.marks?.get(range.contentId) ?? []),
      people: [...new Set(people)],
      words,
      videoId: video.id,
      startMs,
      endMs,
    }
    const parts = partsOfVideo(video)
    return parts === null ? [clip] : clipsOfParts(clip, video, parts, source.pathMap)
  })
  const rate = mainRate(clips)
  const leading = clips.find((clip) => clip.media.rate.num * rate.den === rate.num * clip.media.rate.den)?.media
  const dropFrame = leading?.dropFrame ?? false
  const used = [...source.videos.values()]
  const report: Problem[] = [
    ...(gone > 0
      ? [
          {
            code: 'removed',
            message: `${gone} ranges are of films that are not in the library any more; they were left out.`,
          },
        ]
      : []),
    ...(used.some(({ missing }) => missing)
      ? [
          {
            code: 'offline',
            message: `Files of ${used.filter(({ missing }) => missing).length} films are not where they were; they are named by their last path.`,
          },
        ]
      : []),
    ...[...(source.rawOriginals ?? [])].map(([contentId, path]) => ({
      code: 'camera_raw_named',
      message: `${source.videos.get(contentId)?.title ?? 'A proxy'}: the list names the camera RAW file ${nameInPath(path)}, of which the film in the library is the proxy.`,
    })),
    ...(used.some(({ probe }) => probe?.variableFrameRate === true)
      ? [
          {
            code: 'variable_frame_rate',
            message:
              'Films with a variable frame rate are counted at the nearest even one, as editors do when they conform them; cuts may be off by a frame.',
          },
        ]
      : []),
  ]
  return {
    timeline: {
      name: source.name,
      arrangement: source.arrangement,
      rate,
      dropFrame,
      startFrame: frameOfLabel('01:00:00:00', rate, dropFrame) ?? countedFrames(rate) * 3600,
      width: leading?.width ?? 1920,
      height: leading?.height ?? 1080,
      clips,
    },
    report,
  }
}
