import {
  canDropFrames,
  frameOfLabel,
  type Rational,
  type SourceTimecode,
  type TimecodeSource,
  timecodeLabel,
} from '../../contract/index.ts'
import type { FfprobeOutput, ProbedStream } from './ffprobe-output.ts'

const tag = (tags: Readonly<Record<string, string>>, names: readonly string[]): string | null => {
  const lower = new Map(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), value.trim()]))
  return names.map((name) => lower.get(name)).find((value) => value !== undefined && value !== '') ?? null
}

const reelNames = [
  'reel_name',
  'com.apple.proapps.reel',
  'com.apple.quicktime.reel',
  'reel',
  'tape',
  'material_package_name',
]

/** A label with its flag: frames are dropped where the last sign is no colon, at rates that can. */
const read = (label: string, rate: Rational, reel: string | null, from: TimecodeSource): SourceTimecode | null => {
  const dropFrame = /[;.,]\d+$/.test(label) && canDropFrames(rate)
  const frame = frameOfLabel(label, rate, dropFrame)
  if (frame === null) return null
  return { start: timecodeLabel(frame, rate, dropFrame), frameRate: rate, dropFrame, reel, from }
}

/**
 * The timecode of the first frame, by what is most to be believed: the timecode track of QuickTime, the material package
 * of MXF, other tags of the container, the picture's own, the time reference of a sound file (BWF: samples since midnight).
 * `rate`: of the picture.
 */
export const sourceTimecodeOf = (
  output: FfprobeOutput,
  picture: ProbedStream,
  rate: Rational,
): SourceTimecode | null => {
  const { format, streams } = output
  const tracks = streams.filter((stream) => stream['codec_tag_string'] === 'tmcd')
  const reel = [...tracks.map(({ tags }) => tags), format.tags, picture.tags]
    .map((tags) => tag(tags, reelNames))
    .find((name) => name !== null)
  const isMxf = format.format_name.includes('mxf')
  const candidates: readonly (readonly [Readonly<Record<string, string>>, TimecodeSource])[] = [
    ...tracks.map(({ tags }) => [tags, 'tmcd'] as const),
    [format.tags, isMxf ? 'mxf' : 'tag'],
    [picture.tags, isMxf ? 'mxf' : 'tag'],
    ...streams.map(({ tags }) => [tags, isMxf ? 'mxf' : 'tag'] as const),
  ]
  for (const [tags, from] of candidates) {
    const label = tag(tags, ['timecode'])
    const found = label === null ? null : read(label, rate, reel ?? null, from)
    if (found !== null) return found
  }
  const samples = Number(tag(format.tags, ['time_reference']) ?? Number.NaN)
  const sampleRate = streams.find(({ codec_type }) => codec_type === 'audio')?.sample_rate
  if (!Number.isSafeInteger(samples) || samples < 0 || sampleRate === undefined || sampleRate <= 0) return null
  const frame = Math.floor((samples * rate.num) / (sampleRate * rate.den))
  return {
    start: timecodeLabel(frame, rate, false),
    frameRate: rate,
    dropFrame: false,
    reel: reel ?? null,
    from: 'bwf',
  }
}
