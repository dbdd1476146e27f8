import { cancelled } from '../../domain/failure.ts'
import type { MediaCall, ProbeResult } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { err, ok } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { failure, failureOfExit, messageOf } from '../failures.ts'
import { joinedContainer } from '../input-clock.ts'
import { probingMemory } from '../memory-limits.ts'
import { openRegularFile } from '../open-file.ts'
import { firstFileOf } from '../parts-list.ts'
import { probeArguments } from '../safety.ts'
import type { ToolPaths } from '../tools.ts'
import { describeByDemuxer } from './demuxer-description.ts'
import { encryptionOf, encryptionSampleBytes } from './encryption.ts'
import { ffprobeOutputSchema } from './ffprobe-output.ts'
import { needsDecodedFields } from './field-order.ts'
import { readFileMetadata } from './file-metadata.ts'
import { measureDuration, withPictureEnd } from './measure-packets.ts'
import { encryptionOfPictures, type Mp4Index, readMovieIndex } from './mp4-tracks.ts'
import { type FileKind, fileKind, isAnimatedWebp, probeFailure } from './probe-failure.ts'
import { needsMeasuredDuration, type ParseContext, parseProbe } from './probe-parser.ts'
import { silentStreams } from './silence.ts'
import { encrypted, referenceMovie } from './stream-choice.ts'
import { sampledPackets } from './timing.ts'

const largestOutputBytes = 16 * 1024 * 1024
/** Enough to see the fields of pictures that begin progressive, such as titles. */
const inspectedPictures = 40
const defaultWallClockMs = 60_000

/** Arguments that make ffprobe print everything that is kept of a file, with the times of its first packets. */
export const describeArguments = (path: string, limits: MediaCall['limits']): readonly string[] => [
  '-v',
  'error',
  '-show_format',
  '-show_streams',
  '-show_chapters',
  '-show_programs',
  '-show_entries',
  'packet=stream_index,pts',
  '-read_intervals',
  `%+#${sampledPackets}`,
  '-of',
  'json=c=1',
  ...probeArguments(path, limits),
]

interface Beginning {
  readonly head: Buffer
  readonly sizeBytes: number
  readonly index: Mp4Index | null
}

/** What the file itself says, before any program is started on it. */
const readBeginning = async (path: string): Promise<Result<Beginning>> => {
  const opened = await openRegularFile(path)
  if (!opened.ok) return opened
  const { handle, stats } = opened.value
  try {
    const length = Math.min(encryptionSampleBytes, stats.size)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0)
    const head = buffer.subarray(0, bytesRead)
    const index = fileKind(head) === 'mp4' ? await readMovieIndex(handle, stats.size) : null
    return ok({ head, sizeBytes: stats.size, index })
  } catch (cause) {
    return err(failure('unreadable', `The file cannot be read: ${messageOf(cause)}.`))
  } finally {
    await handle.close()
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

type DecodedFields = ParseContext['decodedFields']

interface Description {
  readonly raw: unknown
  readonly complaints: readonly string[]
}

/** Lines of ffprobe that tell of a stream whose decoder it may not open. */
const forbiddenStream = /not on whitelist|Could not open codec for input stream/

/** Asks ffprobe, and where it stumbles over a stream that may not be decoded, ffmpeg's demuxer alone. */
const describe = async (call: MediaCall, tools: ToolPaths, kind: FileKind): Promise<Result<Description>> => {
  const wallClockMs = Math.min(call.limits.wallClockMs, defaultWallClockMs)
  const exit = await runProcess({
    command: tools.ffprobePath,
    args: describeArguments(call.path, call.limits),
    stdout: { kind: 'collect', maxBytes: largestOutputBytes },
    limits: { ...call.limits, wallClockMs, memory: probingMemory(call.limits) },
    signal: call.signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null) return err(stopped)
  const complaints = 'stderrTail' in exit ? exit.stderrTail : []
  if (exit.kind === 'exited' && exit.code === 0) return ok({ raw: parseJson(exit.stdout.toString('utf8')), complaints })
  const reason = probeFailure(complaints, kind)
  const isForbiddenStream = reason.code === 'codec_not_allowed' || complaints.some((line) => forbiddenStream.test(line))
  const raw = isForbiddenStream ? await describeByDemuxer(call, tools, wallClockMs) : null
  return raw === null ? err(reason) : ok({ raw, complaints: [] })
}

/** Whether the first pictures consist of two fields each, for streams whose header does not say. */
const decodedFields = async (call: MediaCall, stream: number, ffprobePath: string): Promise<DecodedFields> => {
  const exit = await runProcess({
    command: ffprobePath,
    args: [
      ...['-v', 'error', '-select_streams', String(stream), '-read_intervals', `%+#${inspectedPictures}`],
      ...['-show_entries', 'frame=interlaced_frame', '-of', 'csv=p=0'],
      ...probeArguments(call.path, call.limits),
    ],
    stdout: { kind: 'collect', maxBytes: largestOutputBytes },
    limits: {
      ...call.limits,
      wallClockMs: Math.min(call.limits.wallClockMs, defaultWallClockMs),
      memory: probingMemory(call.limits),
    },
    signal: call.signal,
  }).done
  const said = exit.kind === 'exited' ? exit.stdout.toString('latin1') : ''
  if (/^1/m.test(said)) return 'interlaced'
  return /^0/m.test(said) ? 'progressive' : null
}

/** What has to be decoded to be known: which of several sound streams are silent, and whether pictures have fields. */
const listenAndLook = async (
  call: MediaCall,
  raw: unknown,
  context: ParseContext,
  tools: ToolPaths,
): Promise<ParseContext> => {
  const parsed = ffprobeOutputSchema.safeParse(raw)
  const found = parseProbe(raw, context)
  if (!parsed.success || !found.ok) return context
  const { audio, videoStreamIndex, durationMs } = found.value
  const video = parsed.data.streams.find(({ index }) => index === videoStreamIndex)
  return {
    ...context,
    silentStreams: audio.readable.length > 1 ? await silentStreams(call, audio.readable, durationMs, tools) : [],
    decodedFields:
      video !== undefined && needsDecodedFields(video)
        ? await decodedFields(call, videoStreamIndex, tools.ffprobePath)
        : null,
  }
}

/**
 * Says what a file holds: ffprobe's description, the file's own index, and what has to be listened to. Never blocks on
 * pipes and devices, and follows no reference out of the file. Streams that may not be decoded are warnings as long as
 * there are pictures that may.
 */
export const probe = async (call: MediaCall, tools: ToolPaths): Promise<Result<ProbeResult>> => {
  const raw: unknown[] = []
  const firstFile = await firstFileOf(call.path)
  const found = await probeStreams(call, firstFile, tools, (described) => raw.push(described))
  return found.ok ? ok({ ...found.value, fileMetadata: await readFileMetadata(firstFile, raw[0]) }) : found
}

/** What ffprobe says of the first of several files that are read as one: of the whole, it names no tags and no kind of file. */
const withFirstFile = async (
  call: MediaCall,
  firstFile: string,
  tools: ToolPaths,
  kind: FileKind,
): Promise<Result<Description>> => {
  const whole = await describe(call, tools, kind)
  if (!whole.ok || firstFile === call.path) return whole
  const first = await describe({ ...call, path: firstFile }, tools, kind)
  if (!first.ok) return first
  const all = ffprobeOutputSchema.safeParse(whole.value.raw)
  const one = ffprobeOutputSchema.safeParse(first.value.raw)
  if (!all.success || !one.success) return whole
  const format = {
    ...all.data.format,
    format_name: `${joinedContainer},${one.data.format.format_name}`,
    tags: one.data.format.tags,
  }
  const streams = all.data.streams.map((stream) => {
    const same = one.data.streams.find(({ index }) => index === stream.index)
    return same === undefined
      ? stream
      : { ...stream, tags: same.tags, disposition: same.disposition, side_data_list: same.side_data_list }
  })
  return ok({ ...whole.value, raw: { ...all.data, format, streams } })
}

const probeStreams = async (
  call: MediaCall,
  firstFile: string,
  tools: ToolPaths,
  onDescribed: (raw: unknown) => void,
): Promise<Result<ProbeResult>> => {
  if (call.signal.aborted) return err(cancelled)
  const opened = await readBeginning(firstFile)
  if (!opened.ok) return opened
  const { head, sizeBytes } = opened.value
  // The index of one part says nothing of the whole, but that it is encrypted.
  const index = firstFile === call.path ? opened.value.index : null
  const kind = fileKind(head)
  // Before any program reads it: what only tells of encryption has been a way into ffmpeg, too.
  const scheme =
    encryptionOf(head, kind) ?? (opened.value.index === null ? null : encryptionOfPictures(opened.value.index))
  if (scheme !== null) return err(encrypted(scheme))
  if (isAnimatedWebp(head)) {
    const message = 'This is an animated WebP, whose moving pictures ffmpeg cannot read.'
    return err(failure('codec_not_allowed', message, 'Convert it to GIF, animated PNG or MP4 and import that.'))
  }
  const described = await withFirstFile(call, firstFile, tools, kind)
  if (!described.ok) return index?.refersOnly === true ? err(referenceMovie) : described
  const { raw, complaints } = described.value
  onDescribed(raw)
  const start: ParseContext = {
    limits: call.limits,
    sizeBytes,
    index,
    measuredDurationMs: null,
    silentStreams: [],
    decodedFields: null,
  }
  const context = await listenAndLook(call, raw, start, tools)
  const parsed = parseProbe(raw, context)
  // A picture beyond the limit shows up as a stream without a size, and a line that says why.
  const oversize = probeFailure(complaints, 'unknown')
  const result = !parsed.ok && oversize.code === 'too_many_pixels' ? err(oversize) : parsed
  if (!result.ok) return result
  if (!needsMeasuredDuration(raw, context)) return withPictureEnd(call, tools.ffprobePath, result.value)
  const measured = await measureDuration(call, tools.ffprobePath)
  if (!measured.ok) return measured
  return parseProbe(raw, { ...context, measuredDurationMs: measured.value })
}
