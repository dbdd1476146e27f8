import { availableParallelism } from 'node:os'
import { cancelled, diskFull, isDiskFull } from '../../domain/failure.ts'
import type { FramePicturesCall, TimedPicture } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { ffmpegAbilities } from '../analyse/abilities.ts'
import {
  type DecodePlan,
  decoderThreads,
  mapsTones,
  preferredScaler,
  scalingFilters,
} from '../analyse/decode-arguments.ts'
import { fitInto } from '../analyse/frame-size.ts'
import { createJpegSplitter } from '../analyse/jpeg-splitter.ts'
import { failure, failureOfExit, messageOf } from '../failures.ts'
import { decodingMemory } from '../memory-limits.ts'
import { countingFilters, turningOptions } from '../picture-filters.ts'
import { inputArguments } from '../safety.ts'
import { createPictureFile, createTimeReader } from './picture-file.ts'

/** Longest side of the pictures in pixels: text that a person can read in a film is still read then. */
const longestSide = 1280
/** Frames are known by their times, which are kept in whole ms. */
const toleranceMs = 1.5
/** How much earlier than its first frame a run begins, at least. */
const leadMs = 500

const seconds = (ms: number): string => (ms / 1000).toFixed(4)

/** Passes the frames at these times, in ms of file time. */
const selection = (timesMs: readonly number[]): string =>
  timesMs.map((ms) => `between(t,${seconds(ms - toleranceMs)},${seconds(ms + toleranceMs)})`).join('+')

const pictureArguments = (call: FramePicturesCall, plan: DecodePlan): readonly string[] => {
  const { probe } = call
  // With `-copyts` filters see the times of the file itself, wherever ffmpeg has jumped to.
  const inFile = call.timesMs.map((ms) => ms + probe.startTimeMs)
  const [first = 0, last = 0] = [inFile[0], inFile.at(-1)]
  const jumpMs = first - leadMs - probe.containerStartMs
  const filters = [
    // Ends the run behind the last frame.
    `trim=end=${seconds(last + leadMs)}`,
    ...countingFilters(probe),
    `select='${selection(inFile)}'`,
    'showinfo=checksum=0',
    ...scalingFilters(plan),
  ]
  return [
    '-hide_banner',
    '-nostats',
    '-loglevel',
    'repeat+level+info',
    '-copyts',
    '-threads',
    String(decoderThreads(probe, plan.cores)),
    ...(jumpMs > 0 ? ['-noaccurate_seek', '-ss', seconds(jumpMs)] : []),
    ...plan.input,
    '-map',
    `0:${probe.videoStreamIndex}`,
    ...(mapsTones(plan) ? [] : ['-filter_threads', '1']),
    '-vf',
    filters.join(','),
    ...(plan.abilities.fpsMode ? ['-fps_mode', 'passthrough'] : ['-vsync', 'passthrough']),
    '-c:v',
    'mjpeg',
    '-q:v',
    '2',
    '-pix_fmt',
    'yuvj420p',
    '-f',
    'image2pipe',
    'pipe:1',
  ]
}

/**
 * Takes frames by their times in one run that begins at the key frame before the first of them. A frame that the file does not give
 * (any more) is not among the pictures. Fails with `cancelled`, `disk_full`, or when ffmpeg cannot be run within the limits.
 */
export const framePictures = async (
  call: FramePicturesCall,
  tools: { readonly ffmpegPath: string },
): Promise<Result<readonly TimedPicture[]>> => {
  if (call.timesMs.length === 0) return ok([])
  const { probe } = call
  const abilities = await ffmpegAbilities(tools.ffmpegPath)
  const plan: DecodePlan = {
    probe,
    size: fitInto(probe, longestSide),
    abilities,
    scaler: preferredScaler(probe, abilities),
    cores: availableParallelism(),
    input: [...turningOptions(probe), ...inputArguments(call.path, call.limits)],
    soundStreams: [],
  }
  try {
    const file = await createPictureFile(call.outputPath)
    const slices: TimedPicture['slice'][] = []
    const times: number[] = []
    const readTime = createTimeReader()
    const splitter = createJpegSplitter(async (jpeg) => {
      slices.push(await file.add(jpeg))
    })
    const exit = await runProcess({
      command: tools.ffmpegPath,
      args: pictureArguments(call, plan),
      stdout: { kind: 'stream', onData: splitter.push },
      onStderrLine: (line) => {
        const time = readTime(line)
        if (time !== null) times.push(time - probe.startTimeMs)
      },
      limits: { ...call.limits, memory: decodingMemory(probe) },
      signal: call.signal,
    }).done
    await file.close()
    const failed = failureOfExit(exit)
    if (failed !== null) return err(failed)
    return ok(
      call.timesMs.flatMap((timeMs) => {
        const at = times.findIndex((time) => Math.abs(time - timeMs) <= toleranceMs)
        const slice = at < 0 ? undefined : slices[at]
        return slice === undefined ? [] : [{ slice, startMs: timeMs, endMs: timeMs }]
      }),
    )
  } catch (cause) {
    if (call.signal.aborted) return err(cancelled)
    if (isDiskFull(cause)) return err({ ...diskFull, cause })
    return err({ ...failure('ffmpeg_failed', `Pictures could not be written: ${messageOf(cause)}.`), cause })
  }
}
