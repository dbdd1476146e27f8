import { availableParallelism } from 'node:os'
import { encodeFeatures } from '../../domain/cuts/feature-codec.ts'
import { cancelled, diskFull, isDiskFull } from '../../domain/failure.ts'
import type {
  AnalyseCall,
  AnalysisResult,
  GrowingFilmstrip,
  MediaProgress,
  SampledFrame,
} from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { failureOfExit, messageOf } from '../failures.ts'
import { countsByTimeStamps } from '../input-clock.ts'
import { decodingMemory } from '../memory-limits.ts'
import { turningOptions } from '../picture-filters.ts'
import { inputArguments } from '../safety.ts'
import { analysisWarnings, type DecodeOutcome } from './analysis-warnings.ts'
import {
  type DecodePlan,
  decodeArguments,
  type FfmpegAbilities,
  frameMatrix,
  mapsTones,
  preferredScaler,
  type Scaler,
} from './decode-arguments.ts'
import { decodedRate } from './decoded-rate.ts'
import { createLogReader } from './decoder-log.ts'
import { createFramePass } from './frame-pass.ts'
import { createFrameAssembler, createFramePool } from './frame-pool.ts'
import { fitInto, frameBytes, longestSide } from './frame-size.ts'
import { createFrameTimes } from './frame-times.ts'
import { createGrowingStrip } from './growing-strip.ts'
import { createLookRecorder } from './look-recorder.ts'
import { createPacketList } from './packet-list.ts'
import { createPictureWriter } from './picture-writer.ts'
import { createPresentationClock } from './presentation-clock.ts'
import { featuresName, openResultFolder, type ResultFolder } from './result-folder.ts'

/** An analysis as its thread runs it. */
export interface AnalysisJob extends AnalyseCall {
  readonly ffmpegPath: string
  readonly abilities: FfmpegAbilities
}

/** At most ten reports a second. */
const progressIntervalMs = 100

/** Decodes a video once and writes everything learned from it into its content folder; writes nothing when it fails. */
export const runAnalysis = async (job: AnalysisJob): Promise<Result<AnalysisResult>> => {
  const scaler = preferredScaler(job.probe, job.abilities)
  const soundStreams = listedSound(job.probe)
  const first = await attemptWith(job, scaler, soundStreams)
  const isSoundInTheWay = !first.ok && first.error.code === 'no_frames_decoded' && soundStreams.length > 0
  return isSoundInTheWay ? attemptWith(job, scaler, []) : first
}

/**
 * Streams whose packets are listed. Sound without a sample rate in its header is left out, because ffmpeg would fail on
 * it.
 */
const listedSound = ({ audio, streams }: AnalysisJob['probe']): readonly number[] =>
  audio.heard.filter((heard) => (streams.find(({ index }) => index === heard)?.sampleRate ?? 0) > 0)

const attemptWith = async (
  job: AnalysisJob,
  scaler: Scaler,
  soundStreams: readonly number[],
): Promise<Result<AnalysisResult>> => {
  const first = await attempt(job, { scaler, soundStreams })
  return first === 'filter-refused' ? asResult(await attempt(job, { scaler: 'swscale', soundStreams })) : first
}

const asResult = (outcome: Result<AnalysisResult> | 'filter-refused'): Result<AnalysisResult> =>
  outcome === 'filter-refused' ? err(noFrames('its pictures cannot be scaled')) : outcome

const noFrames = (reason: string) => ({
  code: 'no_frames_decoded',
  message: `No picture could be decoded: ${reason}.`,
  remedy: 'Check whether the file plays elsewhere. If it does, convert it to MP4 with H.264 video and import that.',
})

const failureOfError = (cause: unknown) => {
  return isDiskFull(cause)
    ? { ...diskFull, cause }
    : {
        code: 'analysis_failed',
        message: `The pictures could not be analysed: ${messageOf(cause)}.`,
        remedy: 'Retry. If it keeps failing, convert the file to MP4 with H.264 video and import that.',
      }
}

type Manner = Pick<DecodePlan, 'scaler' | 'soundStreams'>

const attempt = async (job: AnalysisJob, manner: Manner): Promise<Result<AnalysisResult> | 'filter-refused'> => {
  let folder: ResultFolder | undefined
  const helpers = new AbortController()
  try {
    folder = await openResultFolder(job.contentFolder)
    const signal = AbortSignal.any([job.signal, helpers.signal])
    const outcome = await decode(job, manner, folder, signal)
    if (outcome !== 'filter-refused' && outcome.ok) {
      if (job.signal.aborted) return err(cancelled)
      await folder.commit()
      folder = undefined
    }
    return outcome
  } catch (cause) {
    return err(failureOfError(cause))
  } finally {
    helpers.abort()
    await folder?.discard()
  }
}

const decode = async (
  job: AnalysisJob,
  { scaler, soundStreams }: Manner,
  folder: ResultFolder,
  helperSignal: AbortSignal,
): Promise<Result<AnalysisResult> | 'filter-refused'> => {
  const { probe } = job
  const plan: DecodePlan = {
    probe,
    size: fitInto(probe, longestSide),
    abilities: job.abilities,
    scaler,
    cores: availableParallelism(),
    input: [...turningOptions(probe), ...inputArguments(job.path, job.limits)],
    soundStreams,
  }
  const { size } = plan
  let colorSpace = 'unknown'
  const writer = createPictureWriter({
    ffmpegPath: job.ffmpegPath,
    size,
    matrix: () => frameMatrix(plan, colorSpace),
    wallClockMs: job.limits.wallClockMs,
    signal: helperSignal,
    folder,
  })
  const looks = createLookRecorder(size, () => frameMatrix(plan, colorSpace))
  const pool = createFramePool(frameBytes(size))
  const pass = await createFramePass({
    size,
    pool,
    cuts: job.cuts,
    claimedDurationMs: probe.durationMs,
    sink: {
      sheet: writer.sheet,
      frame: (candidate) => {
        looks.add(candidate)
        return writer.frame(candidate)
      },
    },
  })
  const clock = createPresentationClock(probe)
  const times = createFrameTimes()
  const reporter = createReporter(job)
  const strip = createGrowingStrip({
    filmstrip: pass.filmstrip,
    writer,
    onGrown: reporter.grown,
    now: () => performance.now(),
  })

  const accept = (pixels: Uint8Array, pts: number | null): void | Promise<void> => {
    const time = clock.next(pts)
    reporter.position(time.timeMs, pass.frameCount())
    strip.look()
    return pass.push(pixels, time.timeMs, time.pts)
  }
  const sounds = soundStreams.map(() => createPacketList())
  const frames = createFrameAssembler(frameBytes(size), pool, (pixels) => {
    const stamp = times.take()
    if (stamp !== undefined) return accept(pixels, stamp.pts)
    return times.wait().then(() => accept(pixels, times.take()?.pts ?? null))
  })

  const readLog = createLogReader({ codec: probe.codec, streamIndex: probe.videoStreamIndex })
  let damage = 0
  let isCutOff = false
  let filterErrors = 0
  let lastComplaint = 'the decoder gave no reason'
  const { done } = runProcess({
    command: job.ffmpegPath,
    args: decodeArguments(plan),
    stdout: { kind: 'stream', onData: frames.push },
    extraOutputs: sounds.map(({ push }) => push),
    onStderrLine: (line) => {
      const said = readLog(line)
      if (said.kind === 'frame') times.arrive(said.pts)
      else if (said.kind === 'time-base') clock.setTimeBase(said.timeBase)
      else if (said.kind === 'color-space') {
        if (pass.frameCount() === 0) colorSpace = said.name
      } else if (said.kind === 'damage') {
        // Recordings of broadcasts begin in the middle of a picture group: damage before the first whole frame is
        // normal.
        if (pass.frameCount() > 0 || !countsByTimeStamps(probe.container)) damage++
      } else if (said.kind === 'cut-off') isCutOff = true
      else if (said.kind === 'filter-error') filterErrors++
      if (/\[(?:error|fatal)\]/.test(line))
        lastComplaint = line.replaceAll(/\[[^\]]*\] ?/g, '').replaceAll(job.path, '')
    },
    limits: {
      wallClockMs: job.limits.wallClockMs,
      noProgressMs: job.limits.noProgressMs,
      memory: decodingMemory(probe),
    },
    signal: job.signal,
  })
  const exit = await done
  await strip.end()
  if (exit.kind === 'aborted' && exit.cause !== undefined) throw exit.cause
  const frameCount = pass.frameCount()
  const failed = failureOfExit(exit)
  // A decoder that crashed on damaged data leaves what it decoded before.
  if (failed !== null && !(exit.kind === 'signalled' && frameCount > 0)) return err(failed)
  if (filterErrors > 0 && scaler === 'zscale') return 'filter-refused'
  if (frameCount === 0) return err(noFrames(lastComplaint.trim()))

  const soundEnds = sounds.flatMap(({ endMs }) => endMs() ?? [])
  const soundEndMs = soundEnds.length > 0 ? Math.max(...soundEnds) : null
  const isComplete = exit.kind === 'exited' && exit.code === 0 && !isCutOff
  const found = await pass.finish({ pictureEndMs: isComplete ? probe.pictureEndMs : null, soundEndMs })
  const sampled: readonly SampledFrame[] = await writer.finish()
  await folder.writeFile(featuresName, encodeFeatures(found.features))
  const outcome: DecodeOutcome = {
    frameCount,
    framesEndMs: found.framesEndMs,
    durationMs: found.durationMs,
    damage,
    isCutOff,
    endedWell: exit.kind === 'exited' && exit.code === 0,
    hdrLeft: probe.hdr !== 'none' && !mapsTones(plan),
  }
  return ok({
    frameCount,
    durationMs: found.durationMs,
    ...decodedRate(frameCount, found.features.timesMs, probe.frameRate, found.pictureEndMs),
    scenes: found.scenes,
    frames: sampled,
    looks: looks.looks,
    filmstrip: found.filmstrip,
    warnings: analysisWarnings(probe, outcome),
  })
}

const createReporter = (job: AnalysisJob) => {
  let reportedAt = Number.NEGATIVE_INFINITY
  let last: MediaProgress = { fraction: 0, positionMs: 0 }
  const { durationMs, frameCount } = job.probe
  return {
    position: (positionMs: number, frames: number): void => {
      const now = performance.now()
      if (now - reportedAt < progressIntervalMs) return
      reportedAt = now
      const fraction = durationMs > 0 ? positionMs / durationMs : frameCount > 0 ? frames / frameCount : 0
      last = { fraction: Math.min(1, fraction), positionMs }
      job.onProgress(last)
    },
    grown: (filmstrip: GrowingFilmstrip): void => job.onProgress({ ...last, filmstrip }),
  }
}
