import { z } from 'zod'
import { clipModeSchema, clipPresetSchema, clipPresets, subtitleFormatSchema } from '../../contract/index.ts'
import type { ClipCall, VideoDetailsRecord } from '../../domain/ports/index.ts'
import { sourceTimecodeAt, type TimedRange } from './clip-ranges.ts'
import { ExportError, type ExportedRange, exportedRangeSchema } from './export-run.ts'

/** What a clips export needs to run, as it is kept with it. */
export const clipsRequestSchema = z.object({
  mode: clipModeSchema,
  preset: clipPresetSchema.nullable(),
  handlesFrames: z.number(),
  join: z.boolean(),
  nameTemplate: z.string(),
  /** Null in exports of before there were any. */
  subtitles: subtitleFormatSchema.nullable().default(null),
  folder: z.string(),
  ranges: z.array(exportedRangeSchema),
})
export type ClipsRequest = z.infer<typeof clipsRequestSchema>

/** One clip of an export: its range, with handles, of a film that is in the library. */
export interface ExportedClip {
  readonly item: number
  readonly name: string
  readonly range: ExportedRange
  readonly video: VideoDetailsRecord
  readonly timed: TimedRange
}

/** A copy to the frame may be encoded, at a higher rate than the film's. */
const exactFactor = 3

/** About how many bytes a clip takes. */
export const clipBytes = ({ mode, preset }: ClipsRequest, { video, timed }: ExportedClip): number => {
  const share = (timed.endMs - timed.startMs) / Math.max(1, video.durationMs)
  if (mode !== 'preset' || preset === null) return video.sizeBytes * share * (mode === 'exact' ? exactFactor : 1.1)
  return (video.width * video.height * clipPresets[preset].bitsPerPixel * (timed.endFrame - timed.startFrame)) / 8
}

/** What the media layer is asked for; null for a film that was never read. */
export const clipCall = (
  clip: ExportedClip,
  request: ClipsRequest,
  path: string,
  limits: ClipCall['limits'],
  rest: Pick<ClipCall, 'conform' | 'outputPath' | 'onProgress' | 'signal'>,
): ClipCall | null => {
  const { video, timed } = clip
  if (video.probe === null) return null
  const hasTimecode = sourceTimecodeAt(video, timed.startFrame) !== null
  return {
    ...rest,
    path,
    probe: video.probe,
    limits,
    startMs: timed.startMs,
    endMs: timed.endMs,
    mode: request.mode,
    preset: request.preset,
    timecode: hasTimecode ? (before) => sourceTimecodeAt(video, Math.max(0, timed.startFrame - before)) ?? '' : null,
    reel: video.probe.sourceTimecode?.reel ?? null,
  }
}

/** What clips must have in common to become one file without being encoded anew. */
const kindOf = ({ probe }: VideoDetailsRecord): string =>
  JSON.stringify([
    probe?.codec,
    probe?.codedWidth,
    probe?.codedHeight,
    probe?.pixelFormat,
    probe?.rotationDegrees,
    probe?.streams
      .filter(({ kind }) => kind === 'audio')
      .map(({ codec, channels, sampleRate }) => [codec, channels, sampleRate]),
  ])

/** How joined clips are brought to one shape; null when they have it. Throws `ExportError` where they cannot be. */
export const conformOf = ({ join: joins, mode }: ClipsRequest, clips: readonly ExportedClip[]): ClipCall['conform'] => {
  const [first] = clips
  if (!joins || first === undefined || clips.every(({ video }) => kindOf(video) === kindOf(first.video))) return null
  if (mode !== 'preset')
    throw new ExportError({
      code: 'not_joinable',
      message: 'The films differ in codec, size or sound, so their clips cannot be joined as they are.',
      remedy: 'Choose a preset, which brings them to one shape, or export them one by one.',
    })
  const rate = first.video.frameRate ?? { num: 25, den: 1 }
  const even = (value: number): number => Math.max(2, Math.round(value / 2) * 2)
  return { width: even(first.video.width), height: even(first.video.height), rate: `${rate.num}/${rate.den}` }
}
