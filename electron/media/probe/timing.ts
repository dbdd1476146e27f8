import type { Rational } from '../../contract/index.ts'
import { countsByTimeStamps } from '../input-clock.ts'
import type { FfprobeOutput, ProbedStream } from './ffprobe-output.ts'

/** Packets that are looked at to tell whether the frame rate varies. */
export const sampledPackets = 600
/** Frames at the end of a cut-off sample may miss neighbours that are stored later (B-frames). */
const reorderedFrames = 16
/** Faster rates than those of usual films are believed up to here, when the packets say the same. */
const fastestFrameRate = 10_000
const fastestUsualRate = 300

/** `30000/1001` or `16:9`; null unless both are positive integers. */
export const parseRational = (text: string | undefined): Rational | null => {
  const match = /^(\d+)[/:](\d+)$/.exec(text ?? '')
  const num = Number(match?.[1])
  const den = Number(match?.[2])
  return num > 0 && den > 0 && Number.isSafeInteger(num) && Number.isSafeInteger(den) ? { num, den } : null
}

const perSecond = (rate: Rational): number => rate.num / rate.den

/** Differences of consecutive presentation times in the sample, in ticks, without the uncertain end. */
const frameDistances = (output: FfprobeOutput, streamIndex: number): readonly number[] => {
  const times = output.packets
    .filter((packet) => packet.stream_index === streamIndex)
    .flatMap((packet) => (packet.pts === undefined ? [] : [packet.pts]))
    .sort((a, b) => a - b)
  const certain = output.packets.length >= sampledPackets ? times.slice(0, -reorderedFrames) : times
  return certain.slice(1).map((time, index) => time - (certain[index] ?? time))
}

/** Rate of the sampled packets; null when they are too few. */
const sampledRate = (output: FfprobeOutput, stream: ProbedStream): Rational | null => {
  const distances = frameDistances(output, stream.index)
  const timeBase = parseRational(stream.time_base)
  const ticks = distances.reduce((sum, distance) => sum + distance, 0)
  return timeBase !== null && ticks > 0 && distances.length >= 8
    ? { num: distances.length * timeBase.den, den: ticks * timeBase.num }
    : null
}

/** Rate by the number of frames that the stream's header tells and the stream's length; null when it tells neither. */
const countedRate = (stream: ProbedStream): Rational | null => {
  const frames = Math.round(stream.nb_frames ?? 0)
  const microseconds = Math.round((stream.duration ?? 0) * 1e6)
  return frames > 1 && microseconds > 0 ? { num: frames * 1e6, den: microseconds } : null
}

/**
 * Whether a rate from a header can be true. Headers without a rate hold the clock's instead (1000, 90,000), so high
 * rates count only when something else agrees.
 */
const isCredible = (rate: Rational, witness: Rational | null): boolean => {
  if (perSecond(rate) <= fastestUsualRate) return true
  if (perSecond(rate) > fastestFrameRate || witness === null) return false
  const ratio = perSecond(rate) / perSecond(witness)
  return ratio > 0.5 && ratio < 2
}

/**
 * Whether frames come at varying distances: at least two in the sample are off the median by more than 5 % and more
 * than the rounding of millisecond clocks, or the average rate lies 2 % off the rate of the time stamps.
 */
export const isVariableFrameRate = (output: FfprobeOutput, stream: ProbedStream): boolean => {
  const distances = frameDistances(output, stream.index)
  const timeBase = parseRational(stream.time_base) ?? { num: 1, den: 1000 }
  const median = distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0
  const roundingTicks = (1.5 * timeBase.den) / (1000 * timeBase.num)
  const tolerance = Math.max(0.05 * median, roundingTicks)
  if (distances.filter((distance) => Math.abs(distance - median) > tolerance).length >= 2) return true
  const average = parseRational(stream.avg_frame_rate)
  const nominal = parseRational(stream.r_frame_rate)
  if (average === null || nominal === null) return false
  const witness = sampledRate(output, stream) ?? countedRate(stream)
  if (!isCredible(nominal, witness) || !isCredible(average, witness)) return false
  // A field rate counts double; it is no variation.
  const ratio = perSecond(nominal) / perSecond(average)
  return Math.abs(ratio - 1) > 0.02 && Math.abs(ratio - 2) > 0.02
}

/** Rates that cameras and editors use (SMPTE ST 12-1 and its multiples). */
export const standardRates: readonly Rational[] = [
  ...[24, 30, 48, 60, 120].flatMap((whole) => [
    { num: whole, den: 1 },
    { num: whole * 1000, den: 1001 },
  ]),
  ...[25, 50, 100].map((whole) => ({ num: whole, den: 1 })),
]

/**
 * The standard rate that a measured average means, when one lies within 0.15 %: containers with millisecond clocks or a short last
 * frame report 12503/521 for 24, or 2997/100 for 30000/1001. Other rates are what they are.
 */
export const nearestStandardRate = (rate: Rational): Rational => {
  const off = (standard: Rational): number => Math.abs(perSecond(standard) / perSecond(rate) - 1)
  const [nearest] = standardRates.toSorted((a, b) => off(a) - off(b))
  return nearest !== undefined && off(nearest) < 0.0015 ? nearest : rate
}

/**
 * Average frame rate, from the first source that gives a credible one, a constant one by its standard name; 25 when there
 * is none. The analysis corrects it from the frames that it decodes.
 */
export const averageFrameRate = (output: FfprobeOutput, stream: ProbedStream, durationMs: number): Rational => {
  const measured = sampledRate(output, stream)
  const frames = Math.round(stream.nb_frames ?? 0)
  const counted = frames > 1 && durationMs > 0 ? { num: frames * 1000, den: Math.round(durationMs) } : null
  const witness = measured ?? countedRate(stream)
  const candidates = [parseRational(stream.avg_frame_rate), measured, parseRational(stream.r_frame_rate), counted]
  const sane = candidates.find((rate) => rate !== null && isCredible(rate, witness))
  if (sane === undefined || sane === null) return { num: 25, den: 1 }
  return isVariableFrameRate(output, stream) ? sane : nearestStandardRate(sane)
}

const clockSeconds = (text: string | undefined): number | undefined => {
  const match = /^(\d+):(\d{2}):(\d{2}(?:\.\d+)?)$/.exec(text ?? '')
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : undefined
}

/** The streams that make the film. */
export interface ChosenStreams {
  readonly picture: ProbedStream
  /** Sound streams that are heard: none, one, or several that are mixed. */
  readonly sounds: readonly ProbedStream[]
}

const chosenOf = ({ picture, sounds }: ChosenStreams): readonly ProbedStream[] => [picture, ...sounds]

/** Milliseconds of ffprobe's seconds, to the microsecond that they are given in. */
export const exactMs = (seconds: number): number => Math.round(seconds * 1e6) / 1000

/** Pictures that are stored behind the first one and shown before it lie no further back. */
const longestReorderSeconds = 1

/** Presentation time of the earliest packet of a stream, in s, where that lies a little before what counts as its start. */
const earliestPacket = (output: FfprobeOutput, stream: ProbedStream, start: number): number => {
  const timeBase = parseRational(stream.time_base)
  if (timeBase === null || !countsByTimeStamps(output.format.format_name)) return start
  const early = output.packets.flatMap(({ stream_index, pts }) => {
    const seconds = stream_index === stream.index && pts !== undefined ? (pts * timeBase.num) / timeBase.den : start
    return seconds < start && seconds > start - longestReorderSeconds ? [seconds] : []
  })
  return early.length > 0 ? Math.min(...early) : start
}

/** The film's zero in file time, in s: where the first of its streams begins; the container's start when they do not say. */
export const zeroSeconds = (output: FfprobeOutput, chosen: ChosenStreams): number => {
  const starts = chosenOf(chosen).flatMap((stream) =>
    stream.start_time === undefined ? [] : [earliestPacket(output, stream, stream.start_time)],
  )
  return starts.length > 0 ? Math.min(...starts) : (output.format.start_time ?? 0)
}

/** End of a stream in file time, in s, where the file says so. */
const endSeconds = (output: FfprobeOutput, stream: ProbedStream): number | null => {
  // Windows Media counts lengths from zero rather than from where its streams begin.
  if (/^asf\b/.test(output.format.format_name)) return stream.duration ?? null
  if (stream.duration !== undefined) return (stream.start_time ?? output.format.start_time ?? 0) + stream.duration
  // Matroska keeps it in a tag, counted from zero rather than from the stream's start.
  return clockSeconds(stream.tags['DURATION'] ?? stream.tags['DURATION-eng']) ?? null
}

/**
 * Length from the film's zero to the end of its picture and sound, in ms; 0 when the file does not say. Other streams do not
 * count: a last cue may lie far behind the end.
 */
export const claimedDurationMs = (output: FfprobeOutput, chosen: ChosenStreams): number => {
  const zero = zeroSeconds(output, chosen)
  const ends = chosenOf(chosen).map((stream) => endSeconds(output, stream))
  const container = (output.format.start_time ?? 0) + (output.format.duration ?? 0) - zero
  const isKnown = ends.every((end) => end !== null && end > zero)
  const seconds = isKnown ? Math.max(...ends.map((end) => end ?? 0)) - zero : container
  return Math.max(0, Math.round(Math.min(seconds, (output.format.duration ?? 0) > 0 ? container : seconds) * 1000))
}

/**
 * End of the picture from the film's zero in ms, in containers that keep a length for each stream instead of deriving one
 * from time stamps; null elsewhere.
 */
export const claimedPictureEndMs = (output: FfprobeOutput, chosen: ChosenStreams): number | null => {
  if (!/^(?:mov|matroska)\b/.test(output.format.format_name)) return null
  const end = endSeconds(output, chosen.picture)
  return end === null ? null : exactMs(end - zeroSeconds(output, chosen))
}

/** Cover art and thumbnails that pose as video streams. */
export const isStill = (stream: ProbedStream): boolean =>
  stream.disposition['attached_pic'] === 1 || stream.disposition['timed_thumbnails'] === 1
