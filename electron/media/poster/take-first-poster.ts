import { availableParallelism } from 'node:os'
import path from 'node:path'
import { cancelled, diskFull, isDiskFull } from '../../domain/failure.ts'
import type { FirstPosterCall } from '../../domain/ports/index.ts'
import { firstPosterName, firstPosterTimes, fitEnough } from '../../domain/poster/first-poster.ts'
import { posterFitness } from '../../domain/poster/poster-fitness.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { ffmpegAbilities } from '../analyse/abilities.ts'
import {
  type DecodePlan,
  frameMatrix,
  mapsTones,
  pictureFilters,
  preferredScaler,
  type Scaler,
} from '../analyse/decode-arguments.ts'
import { createLogReader } from '../analyse/decoder-log.ts'
import { fitInto, frameBytes, longestSide } from '../analyse/frame-size.ts'
import { startJpegEncoder } from '../analyse/jpeg-encoder.ts'
import { failure, failureOfExit, messageOf } from '../failures.ts'
import { decodingMemory } from '../memory-limits.ts'
import { turningOptions } from '../picture-filters.ts'
import { inputArguments } from '../safety.ts'
import { writeWholeFile } from '../write-whole-file.ts'

/** A look that takes longer than this is given up: the film can be browsed without it. */
const lookLimitMs = 8_000

/** One picture of a film, as the analysis would see it. */
interface Look {
  readonly timeMs: number
  readonly pixels: Uint8Array
  readonly matrix: string | null
  readonly fitness: number
}

/** Where and how to look: at a key frame, or, in files that mark none, at the first picture that comes. */
interface Manner {
  readonly timeMs: number
  readonly keyFramesOnly: boolean
  readonly scaler: Scaler
}

const lookArguments = (
  call: FirstPosterCall,
  plan: DecodePlan,
  { timeMs, keyFramesOnly }: Manner,
): readonly string[] => {
  const { probe } = call
  // ffmpeg jumps to a time from the container's start.
  const fromStart = Math.max(0, timeMs + probe.startTimeMs - probe.containerStartMs) / 1000
  return [
    '-hide_banner',
    '-nostats',
    '-loglevel',
    'repeat+level+info',
    // A frame thread each would only hold the first picture back.
    '-threads',
    '1',
    ...(keyFramesOnly ? ['-skip_frame', 'nokey'] : []),
    ...(timeMs > 0 ? ['-noaccurate_seek', '-ss', fromStart.toFixed(3)] : []),
    ...plan.input,
    '-map',
    `0:${probe.videoStreamIndex}`,
    ...(mapsTones(plan) ? [] : ['-filter_threads', '1']),
    '-vf',
    pictureFilters(plan).join(','),
    // A key frame before the time that was asked for counts, too.
    ...(plan.abilities.fpsMode ? ['-fps_mode', 'passthrough'] : ['-vsync', 'passthrough']),
    '-frames:v',
    '1',
    '-c:v',
    'rawvideo',
    '-f',
    'rawvideo',
    'pipe:1',
  ]
}

/** Decodes one picture; null when none came. */
const look = async (call: FirstPosterCall, ffmpegPath: string, manner: Manner): Promise<Result<Look | null>> => {
  const { probe } = call
  const size = fitInto(probe, longestSide)
  const plan: DecodePlan = {
    probe,
    size,
    abilities: await ffmpegAbilities(ffmpegPath),
    scaler: manner.scaler,
    cores: availableParallelism(),
    input: [...turningOptions(probe), ...inputArguments(call.path, call.limits)],
    soundStreams: [],
  }
  const readLog = createLogReader({ codec: probe.codec, streamIndex: probe.videoStreamIndex })
  let colorSpace = 'unknown'
  const wallClockMs = Math.min(call.limits.wallClockMs, lookLimitMs)
  const exit = await runProcess({
    command: ffmpegPath,
    args: lookArguments(call, plan, manner),
    stdout: { kind: 'collect', maxBytes: frameBytes(size) },
    onStderrLine: (line) => {
      const said = readLog(line)
      if (said.kind === 'color-space') colorSpace = said.name
    },
    limits: { wallClockMs, noProgressMs: wallClockMs, memory: decodingMemory(probe) },
    signal: call.signal,
    // A person waits to see something.
    niceness: 0,
  }).done
  const failed = failureOfExit(exit)
  if (failed !== null) return failed.code === cancelled.code || failed.code === diskFull.code ? err(failed) : ok(null)
  if (exit.kind !== 'exited' || exit.stdout.length !== frameBytes(size)) return ok(null)
  const matrix = frameMatrix(plan, colorSpace)
  return ok({ timeMs: manner.timeMs, pixels: exit.stdout, matrix, fitness: posterFitness(exit.stdout, size) })
}

/** The fittest of a few looks; stops at the first that is good enough. Null when nothing can be decoded so quickly. */
const bestLook = async (call: FirstPosterCall, ffmpegPath: string): Promise<Result<Look | null>> => {
  const abilities = await ffmpegAbilities(ffmpegPath)
  const scaler = preferredScaler(call.probe, abilities)
  const jumps = firstPosterTimes(call.probe.durationMs).map((timeMs) => ({ timeMs, keyFramesOnly: true, scaler }))
  let best: Look | null = null
  for (const manner of jumps) {
    const found = await look(call, ffmpegPath, manner)
    if (!found.ok) return found
    if (found.value === null || (best !== null && found.value.fitness <= best.fitness)) continue
    best = found.value
    if (best.fitness >= fitEnough) return ok(best)
  }
  // No key frame is marked, or the better scaler takes no such pictures.
  return best === null ? await look(call, ffmpegPath, { timeMs: 0, keyFramesOnly: false, scaler: 'swscale' }) : ok(best)
}

const encode = async (call: FirstPosterCall, ffmpegPath: string, { pixels, matrix }: Look): Promise<Uint8Array> => {
  const { wallClockMs } = call.limits
  const encoder = startJpegEncoder({
    ffmpegPath,
    size: fitInto(call.probe, longestSide),
    matrix,
    wallClockMs: Math.min(wallClockMs, lookLimitMs),
    signal: call.signal,
  })
  const { promise, resolve } = Promise.withResolvers<Uint8Array>()
  await encoder.write(pixels, resolve)
  await encoder.finish()
  return promise
}

/**
 * Takes one picture of a film by a jump to a key frame, and writes it as `first-poster.jpg`. It is cheap, and it may fail
 * without harm: the analysis chooses the real poster.
 */
export const takeFirstPoster = async (
  call: FirstPosterCall,
  tools: { readonly ffmpegPath: string },
): Promise<Result<{ readonly timeMs: number }>> => {
  try {
    const found = await bestLook(call, tools.ffmpegPath)
    if (!found.ok) return found
    if (found.value === null) return err(failure('ffmpeg_failed', 'No picture could be decoded by a quick look.'))
    const jpeg = await encode(call, tools.ffmpegPath, found.value)
    await writeWholeFile(path.join(call.contentFolder, firstPosterName), jpeg)
    return ok({ timeMs: found.value.timeMs })
  } catch (cause) {
    if (call.signal.aborted) return err(cancelled)
    if (isDiskFull(cause)) return err({ ...diskFull, cause })
    return err({ ...failure('ffmpeg_failed', `No first picture could be written: ${messageOf(cause)}.`), cause })
  }
}
