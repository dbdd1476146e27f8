import type { Chapter, MediaStream, Problem } from '../../contract/index.ts'
import { streamLanguage } from '../../domain/captions/language.ts'
import type { MediaLimits, ProbeResult } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { err, ok } from '../../domain/result.ts'
import { failure } from '../failures.ts'
import { isAllowedContainer } from '../safety.ts'
import { cameraOf, recordedAtOf } from './camera.ts'
import { type FfprobeOutput, ffprobeOutputSchema, type ProbedStream } from './ffprobe-output.ts'
import { fieldOrderOf, isInterlaced } from './field-order.ts'
import { geometryOf } from './geometry.ts'
import type { Mp4Index } from './mp4-tracks.ts'
import { playsInChromium } from './playability.ts'
import { chooseAudio, chooseVideo, kindOf, unreadStreams } from './stream-choice.ts'
import { averageFrameRate, claimedDurationMs, isVariableFrameRate, parseRational } from './timing.ts'

/** What the parser has to know besides ffprobe's output. */
export interface ParseContext {
  readonly limits: Pick<MediaLimits, 'maxPixels' | 'maxStreams'>
  readonly sizeBytes: number
  /** Length found by reading all packets; null when the claimed one was believed. */
  readonly measuredDurationMs: number | null
  /** What the file's own index adds, where it has one that can be read. */
  readonly index: Mp4Index | null
  /** Sound streams that were listened to and hold nothing. */
  readonly silentStreams: readonly number[]
  /** What the first decoded pictures say of their fields; null when nobody asked. */
  readonly decodedFields: 'progressive' | 'interlaced' | null
}

/** No codec gets below this, not even for hours of black: a claimed length beyond it is damage. */
const fewestBitsPerSecond = 200
const longestDurationMs = 7 * 24 * 3_600_000

const whole = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Math.max(0, Math.round(value))

const text = (value: string | undefined, longest = 500): string | null => {
  const cleaned = value?.replace(/\s+/g, ' ').trim() ?? ''
  return cleaned === '' ? null : cleaned.slice(0, longest)
}

const describeStream = (stream: ProbedStream): MediaStream => ({
  index: stream.index,
  kind: kindOf(stream),
  codec: stream.codec_name,
  profile: text(stream.profile),
  language: streamLanguage(stream.tags['language']),
  title: text(stream.tags['title']),
  isDefault: stream.disposition['default'] === 1,
  isForced: stream.disposition['forced'] === 1,
  width: whole(stream.width),
  height: whole(stream.height),
  pixelFormat: stream.pix_fmt ?? null,
  frameRate: parseRational(stream.avg_frame_rate),
  channels: whole(stream.channels),
  sampleRate: whole(stream.sample_rate),
  bitRate: whole(stream.bit_rate),
})

const chaptersOf = (output: FfprobeOutput): readonly Chapter[] => {
  const start = output.format.start_time ?? 0
  return output.chapters.flatMap((chapter) =>
    chapter.start_time === undefined || chapter.end_time === undefined
      ? []
      : [
          {
            startMs: Math.max(0, Math.round((chapter.start_time - start) * 1000)),
            endMs: Math.max(0, Math.round((chapter.end_time - start) * 1000)),
            title: text(chapter.tags['title']) ?? '',
          },
        ],
  )
}

const hdrOf = (stream: ProbedStream): ProbeResult['hdr'] => {
  if (stream.color_transfer === 'smpte2084') return 'pq'
  return stream.color_transfer === 'arib-std-b67' ? 'hlg' : 'none'
}

/** What is right about the pictures and shown wrongly all the same. */
const pictureWarnings = (stream: ProbedStream): readonly Problem[] =>
  stream.side_data_list.some((data) => data.dv_profile === 5)
    ? [
        {
          code: 'dolby_vision_colours',
          message:
            'Colours are wrong (green and purple): the film is Dolby Vision profile 5, which ffmpeg cannot convert. Its cuts and sound are right.',
        },
      ]
    : []

/** Whether the claimed length has to be checked by reading all packets: it is missing or cannot be. */
export const needsMeasuredDuration = (raw: unknown, sizeBytes: number): boolean => {
  const parsed = ffprobeOutputSchema.safeParse(raw)
  return parsed.success && !isPlausible(claimedDurationMs(parsed.data), sizeBytes)
}

const isPlausible = (durationMs: number, sizeBytes: number): boolean =>
  durationMs > 0 && durationMs <= longestDurationMs && (sizeBytes * 8000) / durationMs >= fewestBitsPerSecond

const durationOf = (
  output: FfprobeOutput,
  context: ParseContext,
): { readonly durationMs: number; readonly warnings: readonly Problem[] } => {
  const claimed = claimedDurationMs(output)
  if (isPlausible(claimed, context.sizeBytes)) return { durationMs: claimed, warnings: [] }
  const durationMs = context.measuredDurationMs ?? 0
  if (claimed > 0) {
    const message = 'The file claims a length that it cannot have; the real one is used.'
    return { durationMs, warnings: [{ code: 'absurd_duration', message }] }
  }
  const message = 'The file does not say how long it is.'
  return { durationMs, warnings: durationMs > 0 ? [] : [{ code: 'missing_duration', message }] }
}

/** Turns ffprobe's JSON into what the app knows of a file, or into the reason why it is refused. */
export const parseProbe = (raw: unknown, context: ParseContext): Result<ProbeResult> => {
  const parsed = ffprobeOutputSchema.safeParse(raw)
  if (!parsed.success || parsed.data.format.format_name === '') {
    return err(failure('not_media', 'ffprobe makes no sense of the file.'))
  }
  const output = parsed.data
  const { format, streams } = output
  const { limits } = context
  if (!isAllowedContainer(format.format_name)) {
    return err(failure('container_not_allowed', `This kind of file is not accepted (${format.format_name}).`))
  }
  if (Math.max(format.nb_streams, streams.length) > limits.maxStreams) {
    return err(failure('too_many_streams', `It holds ${format.nb_streams} streams; the limit is ${limits.maxStreams}.`))
  }
  const chosen = chooseVideo(output, context.index)
  if (!chosen.ok) return chosen
  const stream = chosen.value
  if (/^(?:gif|apng)$/.test(format.format_name) && output.packets.length === 1) {
    return err(failure('single_picture', 'This is a single picture, not a film.'))
  }
  const geometry = geometryOf(stream)
  if (geometry.codedWidth * geometry.codedHeight > limits.maxPixels) {
    return err(failure('too_many_pixels', `Its pictures have ${geometry.codedWidth} × ${geometry.codedHeight} pixels.`))
  }
  const { durationMs, warnings } = durationOf(output, context)
  const frameRate = averageFrameRate(output, stream, durationMs)
  const audio = chooseAudio(output, stream, context.index, context.silentStreams)
  return ok({
    container: format.format_name,
    durationMs,
    startTimeMs: Math.round((format.start_time ?? 0) * 1e6) / 1000,
    videoStreamIndex: stream.index,
    audio,
    timeBase: parseRational(stream.time_base) ?? { num: 1, den: 1000 },
    frameRate,
    variableFrameRate: isVariableFrameRate(output, stream),
    frameCount: Math.round(stream.nb_frames ?? (durationMs * frameRate.num) / (1000 * frameRate.den)),
    ...geometry,
    fieldOrder: fieldOrderOf(stream, format.format_name),
    hdr: hdrOf(stream),
    codec: stream.codec_name,
    pixelFormat: stream.pix_fmt ?? 'unknown',
    recordedAt: recordedAtOf(output, stream),
    camera: cameraOf(output, stream),
    streams: streams.map(describeStream),
    chapters: chaptersOf(output),
    playsInBrowser: playsInChromium({
      formatName: format.format_name,
      streams,
      video: stream,
      heard: audio.heard,
      isInterlaced: isInterlaced(stream, context.decodedFields),
    }),
    warnings: [...warnings, ...unreadStreams(output, context.index), ...pictureWarnings(stream)],
  })
}
