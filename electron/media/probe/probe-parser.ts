import type { Chapter, MediaStream, Problem } from '../../contract/index.ts'
import { streamLanguage } from '../../domain/captions/language.ts'
import { gridRate } from '../../domain/interchange/grid-rate.ts'
import type { MediaLimits, ProbeResult } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { err, ok } from '../../domain/result.ts'
import { joinedRecordingRemark } from '../../domain/video-state.ts'
import { failure } from '../failures.ts'
import { countsByTimeStamps, joinedContainer } from '../input-clock.ts'
import { isAllowedContainer } from '../safety.ts'
import { cameraOf, recordedAtOf } from './camera.ts'
import { type FfprobeOutput, ffprobeOutputSchema, type ProbedStream } from './ffprobe-output.ts'
import { fieldOrderOf, isInterlaced } from './field-order.ts'
import { geometryOf } from './geometry.ts'
import type { Mp4Index } from './mp4-tracks.ts'
import { keepsTimeInChromium, playsInChromium } from './playability.ts'
import { sourceTimecodeOf } from './source-timecode.ts'
import { chooseAudio, chooseVideo, streamKindOf, unreadStreams } from './stream-choice.ts'
import {
  averageFrameRate,
  type ChosenStreams,
  claimedDurationMs,
  claimedPictureEndMs,
  exactMs,
  isVariableFrameRate,
  parseRational,
  zeroSeconds,
} from './timing.ts'

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

const describeStream = (stream: ProbedStream, zero: number): MediaStream => ({
  index: stream.index,
  kind: streamKindOf(stream),
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
  startMs: stream.start_time === undefined ? null : exactMs(stream.start_time - zero),
})

const chaptersOf = (output: FfprobeOutput, zero: number): readonly Chapter[] =>
  output.chapters.flatMap((chapter) =>
    chapter.start_time === undefined || chapter.end_time === undefined
      ? []
      : [
          {
            startMs: Math.max(0, Math.round((chapter.start_time - zero) * 1000)),
            endMs: Math.max(0, Math.round((chapter.end_time - zero) * 1000)),
            title: text(chapter.tags['title']) ?? '',
          },
        ],
  )

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

/** The picture that is analysed and the sound that is heard. */
const chooseStreams = (
  output: FfprobeOutput,
  context: Pick<ParseContext, 'index' | 'silentStreams'>,
): Result<ChosenStreams & { readonly audio: ProbeResult['audio'] }> => {
  const picture = chooseVideo(output, context.index)
  if (!picture.ok) return picture
  const audio = chooseAudio(output, picture.value, context.index, context.silentStreams)
  const sounds = output.streams.filter(({ index }) => audio.heard.includes(index))
  return ok({ picture: picture.value, sounds, audio })
}

/** Whether the claimed length has to be checked by reading all packets: it is missing or cannot be. */
export const needsMeasuredDuration = (
  raw: unknown,
  context: Pick<ParseContext, 'sizeBytes' | 'index' | 'silentStreams'>,
): boolean => {
  const parsed = ffprobeOutputSchema.safeParse(raw)
  const chosen = parsed.success ? chooseStreams(parsed.data, context) : null
  return (
    parsed.success &&
    chosen?.ok === true &&
    !isPlausible(claimedDurationMs(parsed.data, chosen.value), context.sizeBytes)
  )
}

const isPlausible = (durationMs: number, sizeBytes: number): boolean =>
  durationMs > 0 && durationMs <= longestDurationMs && (sizeBytes * 8000) / durationMs >= fewestBitsPerSecond

const durationOf = (
  output: FfprobeOutput,
  chosen: ChosenStreams,
  context: ParseContext,
): { readonly durationMs: number; readonly warnings: readonly Problem[] } => {
  const claimed = claimedDurationMs(output, chosen)
  if (isPlausible(claimed, context.sizeBytes)) return { durationMs: claimed, warnings: [] }
  const pictureMs = Math.max(0, ((chosen.picture.start_time ?? 0) - zeroSeconds(output, chosen)) * 1000)
  const durationMs = context.measuredDurationMs === null ? 0 : Math.round(pictureMs + context.measuredDurationMs)
  if (claimed > 0) {
    // Broadcast streams make no claim: a length that cannot be is a clock that was set anew in their middle.
    if (countsByTimeStamps(output.format.format_name)) return { durationMs, warnings: [joinedRecordingRemark] }
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
  const chosen = chooseStreams(output, context)
  if (!chosen.ok) return chosen
  const { picture: stream, audio } = chosen.value
  if (/^(?:gif|apng)$/.test(format.format_name) && output.packets.length === 1) {
    return err(failure('single_picture', 'This is a single picture, not a film.'))
  }
  const geometry = geometryOf(stream)
  if (geometry.codedWidth * geometry.codedHeight > limits.maxPixels) {
    return err(failure('too_many_pixels', `Its pictures have ${geometry.codedWidth} × ${geometry.codedHeight} pixels.`))
  }
  const { durationMs, warnings } = durationOf(output, chosen.value, context)
  const frameRate = averageFrameRate(output, stream, durationMs)
  const zero = zeroSeconds(output, chosen.value)
  const pictureEndMs = context.measuredDurationMs === null ? claimedPictureEndMs(output, chosen.value) : null
  const containerStartMs = exactMs(Math.min(0, (format.start_time ?? zero) - zero))
  return ok({
    container: format.format_name,
    durationMs,
    startTimeMs: exactMs(zero),
    containerStartMs,
    pictureEndMs,
    videoStreamIndex: stream.index,
    audio,
    timeBase: parseRational(stream.time_base) ?? { num: 1, den: 1000 },
    frameRate,
    variableFrameRate: isVariableFrameRate(output, stream),
    frameCount: Math.round(stream.nb_frames ?? ((pictureEndMs ?? durationMs) * frameRate.num) / (1000 * frameRate.den)),
    ...geometry,
    fieldOrder: fieldOrderOf(stream),
    hdr: hdrOf(stream),
    codec: stream.codec_name,
    pixelFormat: stream.pix_fmt ?? 'unknown',
    recordedAt: recordedAtOf(output, stream),
    camera: cameraOf(output, stream),
    sourceTimecode: sourceTimecodeOf(output, stream, gridRate(frameRate, isVariableFrameRate(output, stream))),
    streams: streams.map((candidate) => describeStream(candidate, zero)),
    chapters: chaptersOf(output, zero),
    playsInBrowser:
      !format.format_name.startsWith(joinedContainer) &&
      keepsTimeInChromium(format.format_name, format.start_time) &&
      playsInChromium({
        formatName: format.format_name,
        streams,
        video: stream,
        heard: audio.heard,
        isInterlaced: isInterlaced(stream, context.decodedFields),
      }),
    warnings: [...warnings, ...unreadStreams(output, context.index), ...pictureWarnings(stream)],
  })
}
