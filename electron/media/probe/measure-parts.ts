import { basename } from 'node:path'
import type { MeasuredPart, MediaCall, PartsPort } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { askFfprobe } from '../ask-ffprobe.ts'
import { failure } from '../failures.ts'
import { isListable } from '../parts-list.ts'
import type { ToolPaths } from '../tools.ts'
import { recordedAtOf } from './camera.ts'
import { type FfprobeOutput, ffprobeOutputSchema, type ProbedStream } from './ffprobe-output.ts'
import { streamKindOf } from './stream-choice.ts'

const largestOutputBytes = 4 * 1024 * 1024
const wallClockMs = 60_000

/** What has to be the same in all parts, stream by stream, for them to be read as one film. */
const signatureOf = (stream: ProbedStream): string => {
  const { codec_type, codec_name, width, height, pix_fmt, r_frame_rate, channels, sample_rate } = stream
  const picture = streamKindOf(stream) === 'video' ? [width, height, pix_fmt, r_frame_rate] : []
  const sound = codec_type === 'audio' ? [channels, sample_rate] : []
  return [codec_type, codec_name, ...picture, ...sound].join(' ')
}

interface Part {
  readonly signatures: readonly string[]
  /** From the file's beginning to its first picture, and from there to the end of the last one, in s. */
  readonly leadSeconds: number
  readonly pictureSeconds: number
  readonly recordedAtMs: number | null
}

const timeOf = (output: FfprobeOutput | undefined, picture: ProbedStream): number | null => {
  const text = output === undefined ? null : recordedAtOf(output, picture)
  const ms = text === null ? Number.NaN : Date.parse(text)
  return Number.isNaN(ms) ? null : ms
}

const describePart = async (call: MediaCall, tools: ToolPaths): Promise<Result<Part>> => {
  const question = { options: ['-show_format', '-show_streams'], wallClockMs, largestOutputBytes }
  const answer = await askFfprobe(call, question, tools.ffprobePath)
  if (!answer.ok) return answer
  const name = basename(call.path)
  const parsed = ffprobeOutputSchema.safeParse(answer.value)
  const streams = parsed.data?.streams ?? []
  if (streams.length === 0) return err(failure('not_media', `${name} cannot be read.`))
  const picture = streams.find((stream) => streamKindOf(stream) === 'video')
  if (picture?.duration === undefined || picture.duration <= 0)
    return err(failure('parts_differ', `${name} does not say how long its picture is.`))
  const begins = picture.start_time ?? 0
  return ok({
    signatures: streams.map(signatureOf),
    leadSeconds: Math.max(0, begins - (parsed.data?.format.start_time ?? begins)),
    pictureSeconds: picture.duration,
    recordedAtMs: timeOf(parsed.data, picture),
  })
}

/**
 * Measures the parts of a film: how long after the beginning of each the picture of the next one has to begin, so that frames go on
 * at an even pace. What is before the first picture of a part (sound that begins earlier) is part of it, and is made up for.
 */
export const measureParts = async (
  { paths, limits, signal }: Parameters<PartsPort['measureParts']>[0],
  tools: ToolPaths,
): Promise<Result<readonly MeasuredPart[]>> => {
  const parts: Part[] = []
  for (const path of paths) {
    if (!isListable(path)) return err(failure('parts_differ', 'A name among the parts holds the end of a line.'))
    const part = await describePart({ path, limits, signal }, tools)
    if (!part.ok) return part
    const first = parts[0] ?? part.value
    if (first.signatures.join('\n') !== part.value.signatures.join('\n'))
      return err(
        failure('parts_differ', `${basename(path)} has another picture, sound or codec than what comes before.`),
      )
    parts.push(part.value)
  }
  return ok(
    parts.map(({ leadSeconds, pictureSeconds, recordedAtMs }, index) => {
      const next = parts[index + 1] ?? { leadSeconds }
      return {
        durationUs: Math.round((pictureSeconds + leadSeconds - next.leadSeconds) * 1_000_000),
        pictureUs: Math.round(pictureSeconds * 1_000_000),
        recordedAtMs,
      }
    }),
  )
}
