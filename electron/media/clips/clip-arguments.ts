import type { MediaStream, Rational } from '../../contract/index.ts'
import type { RealCut, StoredRange } from '../../domain/clips/real-cut.ts'
import type { ClipCall } from '../../domain/ports/clip-port.ts'
import type { ProbeResult } from '../../domain/ports/index.ts'
import { countsByTimeStamps } from '../input-clock.ts'
import { fileUrl, inputArguments } from '../safety.ts'
import type { ClipContainer } from './clip-containers.ts'
import { encodedFormat, type PictureEncoder } from './encoders.ts'

/**
 * How much earlier than its first frame a run begins to read, in s, at least; more where ffmpeg looks for the place by time
 * stamps, and finds one that is near.
 */
const leadSeconds = (container: string): number => (countsByTimeStamps(container) ? 4 : 1)
/**
 * How long it reads on. In containers that count by time stamps ffmpeg guesses the time of what comes first, and would end at
 * once where it guesses too late.
 */
const tailSeconds = (container: string): number => (countsByTimeStamps(container) ? 15 : 1)
/** Nearer to the beginning ffmpeg looks before it (3/23 s, for B pictures), and in AVI lands somewhere in the middle. */
const leastSeek = 0.2
/** Fewer pictures than this are encoded in the order in which they are shown. */
const fewestOrdered = 8
/** Divisible by the usual rates and by ms. */
const fineTimeBase = 60_000

const seconds = (value: number): string => value.toFixed(6)

/** Samples of a packet of each codec; 1024 for others. */
const packetSamples: Readonly<Record<string, number>> = { mp3: 1152, mp2: 1152, ac3: 1536, eac3: 1536, opus: 960 }

const encodablePcm = /^pcm_(?:[su](?:8|16[lb]e|24[lb]e|32[lb]e)|f(?:32|64)[lb]e|[au]law)$/

/** What a clip is written of: times in s of the file. */
export interface ClipPlan {
  readonly call: Pick<ClipCall, 'path' | 'limits' | 'probe' | 'reel' | 'conform' | 'outputPath'>
  readonly cut: RealCut
  /** First and end, in s of the file. */
  readonly start: number
  readonly end: number
  readonly timecode: string | null
  readonly container: ClipContainer
  /** Null: packets of the picture are copied. */
  readonly encoder: PictureEncoder | null
  /** Whether what lies before the first frame may be hidden by edit lists. */
  readonly editLists: boolean
  readonly taken: readonly MediaStream[]
  readonly fpsMode: boolean
  /** Parameters of x265 for the light of HDR films. */
  readonly light: readonly string[]
  /** Set for a piece of a picture that others are joined to: the picture alone, its index behind it. */
  readonly piece?: {
    /** Units a second. */
    readonly timescale: number
    /** How much earlier than shown packets are decoded, in those units, where they are encoded here. */
    readonly delay: number
  }
  /** List of pieces, for ffmpeg's concat demuxer, that the picture is joined of. */
  readonly pieces?: string
}

/** Filter of packets that lets those pass whose times lie in [from, to), in s from the clip's beginning. */
const between = (from: number, to: number): string =>
  `noise=drop='lt(pts*tb\\,${seconds(from)})+gte(pts*tb\\,${seconds(to)})'`

/**
 * The same for packets of the picture, counted in units of its stream. Where a container keeps no time of presentation, the one
 * of decoding counts.
 */
const betweenTicks = (from: number, to: number, { num, den }: Rational): string => {
  const ticks = (time: number): number => Math.round((time * den) / num)
  return `noise=drop='lt(max(pts\\,dts)\\,${ticks(from)})+gte(max(pts\\,dts)\\,${ticks(to)})'`
}

/** The same by times of decoding (s from the clip's beginning), in units of its stream, where a film keeps no others. */
const storedTicks = ({ from, to, without }: StoredRange, start: number, tolerance: number, { num, den }: Rational) => {
  const ticks = (time: number): number => Math.round(((time - start) * den) / num)
  const dropped = [
    `lt(dts\\,${ticks(from - tolerance)})`,
    ...(to === null ? [] : [`gte(dts\\,${ticks(to - tolerance)})`]),
    ...without.map((time) => `between(dts\\,${ticks(time - tolerance)}\\,${ticks(time + tolerance)})`),
  ]
  return `noise=drop='${dropped.join('+')}'`
}

const audioOptions = (
  { encoder, end, start, container }: ClipPlan,
  stream: MediaStream,
  output: number,
): readonly string[] => {
  const length = end - start
  const rate = stream.sampleRate ?? 48_000
  const half = (packetSamples[stream.codec] ?? 1024) / rate / 2
  const copy = [`-c:${output}`, 'copy', `-bsf:${output}`, between(-half, length - half)]
  const trimmed = [`-filter:${output}`, `atrim=start=0:end=${seconds(length)}`]
  const target = encoder?.audio ?? 'keep'
  if (target === 'keep')
    return encodablePcm.test(stream.codec) && container.hasEditLists ? [...trimmed, `-c:${output}`, stream.codec] : copy
  if (target === 'pcm') {
    const isDeep = /24|32|64/.test(stream.codec)
    return [...trimmed, `-c:${output}`, isDeep ? 'pcm_s24le' : 'pcm_s16le']
  }
  if (target === 'opus') return [...trimmed, `-c:${output}`, 'libopus', `-b:${output}`, '192k']
  return stream.codec === 'aac' ? copy : [...trimmed, `-c:${output}`, 'aac', `-b:${output}`, '256k']
}

/** Whether an encoder counts only in frames of a rate. */
const isOnGrid = ({ encoder }: PictureEncoder): boolean => encoder === 'mpeg2video'

/** Whether times are written that lie on no grid of a frame rate. MPEG-2 and AVI have none. */
const keepsUnevenTimes = ({ call: { probe, conform }, container, encoder, piece }: ClipPlan): boolean =>
  probe.variableFrameRate &&
  conform === null &&
  piece === undefined &&
  container.muxer !== 'avi' &&
  (encoder === null || !isOnGrid(encoder))

/**
 * How much earlier than shown packets of a piece are decoded: in units of its track. An encoder on a grid counts in others; it
 * says that its packets are decoded one frame earlier.
 */
const earlier = ({ cut, encoder }: ClipPlan, { timescale, delay }: NonNullable<ClipPlan['piece']>): string =>
  encoder !== null && isOnGrid(encoder)
    ? `${Math.round(delay / timescale / cut.frameSeconds)}*(PTS-DTS)`
    : String(delay)

/** x265 gives no sensible times of decoding where there are fewer pictures than it holds back to order them. */
const order = ({ cut }: ClipPlan): readonly string[] => (cut.wanted.frames < fewestOrdered ? ['bframes=0'] : [])

const pictureOptions = (plan: ClipPlan): readonly string[] => {
  const { call, cut, encoder, end, start, fpsMode, light, piece, pieces } = plan
  if (pieces !== undefined) return ['-c:0', 'copy']
  const { probe, conform } = call
  // Half a frame before each border, so that rounded times make no difference.
  const margin = Math.min(cut.frameSeconds / 2, 0.02)
  const [from, to] = [-margin, end - start - margin]
  if (encoder === null) {
    const kept =
      cut.stored === null
        ? betweenTicks(from, to, probe.timeBase)
        : storedTicks(cut.stored, start, Math.min(0.002, cut.frameSeconds / 4), probe.timeBase)
    return ['-c:0', 'copy', '-bsf:0', kept]
  }
  const { width, height, rate } = conform ?? { width: 0, height: 0, rate: '' }
  const conforming =
    conform === null
      ? []
      : [
          `fps=${rate}`,
          `scale=w=${width}:h=${height}:force_original_aspect_ratio=decrease:force_divisible_by=2`,
          `pad=${width}:${height}:-1:-1`,
          'setsar=1',
        ]
  return [
    ...['-filter:0', [`trim=start=${seconds(from)}:end=${seconds(to)}`, ...conforming].join(',')],
    ...['-c:0', encoder.encoder, '-pix_fmt:0', encodedFormat(encoder, probe)],
    ...encoder.options,
    ...(encoder.encoder === 'libx265' ? ['-x265-params', ['log-level=error', ...order(plan), ...light].join(':')] : []),
    ...interlacing(probe),
    ...(conform === null ? [fpsMode ? '-fps_mode' : '-vsync', 'passthrough'] : []),
    ...(piece !== undefined
      ? [
          ...(isOnGrid(encoder) ? [] : ['-enc_time_base:0', `1/${piece.timescale}`]),
          // What is not named here is set to the time of decoding.
          ...['-bsf:0', `setts=pts=PTS:dts=PTS-${earlier(plan, piece)}`],
        ]
      : []),
    ...(keepsUnevenTimes(plan) ? ['-enc_time_base:0', `1/${fineTimeBase}`] : []),
  ]
}

const interlacing = ({ fieldOrder }: Pick<ProbeResult, 'fieldOrder'>): readonly string[] =>
  fieldOrder === 'progressive' ? [] : ['-flags:0', '+ildct+ilme']

/** Options that name the timecode of the first frame, instead of the one that the film begins with. */
const timecodeOptions = ({ timecode, call }: ClipPlan): readonly string[] =>
  timecode === null
    ? []
    : [
        ...['-metadata', `timecode=${timecode}`, '-metadata:s:0', `timecode=${timecode}`],
        ...(call.reel === null ? [] : ['-metadata:s:0', `reel_name=${call.reel}`]),
      ]

/**
 * Arguments of ffmpeg for a clip, with progress on stdout. All times count from the clip's first frame (`-itsoffset` with
 * `-copyts`), so that filters of frames and of packets, and encoders that count on a grid, agree on where it begins.
 */
export const clipArguments = (plan: ClipPlan): readonly string[] => {
  const { call, container, start, end, taken, editLists, pieces } = plan
  const { probe } = call
  // Some containers are read from anywhere rather than from a key frame: the one that is needed lies behind this place.
  const seek = Math.min(start, plan.cut.start) - leadSeconds(probe.container) - probe.containerStartMs / 1000
  const length = end - start
  const kept = call.conform === null ? taken : taken.filter(({ kind }) => kind === 'audio')
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostats', '-progress', 'pipe:1', '-y'],
    ...['-copyts', '-itsoffset', seconds(-start)],
    ...(seek > leastSeek ? ['-noaccurate_seek', '-ss', seconds(seek)] : []),
    ...(call.conform === null ? ['-noautorotate'] : []),
    ...inputArguments(call.path, call.limits),
    // The list and what it names were written here; nothing else can be named in it.
    ...(pieces === undefined
      ? ['-map', `0:${probe.videoStreamIndex}`]
      : ['-f', 'concat', '-safe', '0', '-protocol_whitelist', 'file', '-i', fileUrl(pieces), '-map', '1:v:0']),
    ...kept.flatMap(({ index }) => ['-map', `0:${index}`]),
    ...['-t', seconds(length + tailSeconds(probe.container))],
    ...pictureOptions(plan),
    ...kept.flatMap((stream, index) => {
      const output = index + 1
      if (stream.kind === 'audio') return audioOptions(plan, stream, output)
      return stream.kind === 'subtitle'
        ? [`-c:${output}`, 'copy', `-bsf:${output}`, between(0, length)]
        : [`-c:${output}`, 'copy']
    }),
    ...['-map_metadata', '0', '-map_chapters', '0'],
    ...timecodeOptions(plan),
    // What ffmpeg says of Dolby Vision in MP4 is in no standard yet; what is encoded anew has none.
    ...(container.hasEditLists && plan.encoder === null ? ['-strict', 'unofficial'] : []),
    ...(container.hasEditLists ? movOptions(editLists, timescaleOf(plan), plan.piece === undefined) : []),
    ...['-f', container.muxer, fileUrl(call.outputPath)],
  ]
}

/**
 * Units a second of the picture's track; null: the muxer's choice. Copied packets keep those of the film: ffmpeg 5 lets filters
 * of packets see the units of the output, which MP4 else makes finer.
 */
const timescaleOf = (plan: ClipPlan): number | null => {
  const { probe } = plan.call
  if (plan.piece !== undefined) return plan.piece.timescale
  if (plan.encoder !== null && plan.pieces === undefined) return keepsUnevenTimes(plan) ? fineTimeBase : null
  return probe.timeBase.num === 1 ? probe.timeBase.den : null
}

const movOptions = (editLists: boolean, timescale: number | null, indexFirst: boolean): readonly string[] => [
  ...['-movflags', `${indexFirst ? '+faststart' : ''}+use_metadata_tags${editLists ? '' : '+negative_cts_offsets'}`],
  ...(editLists ? [] : ['-use_editlist', '0', '-avoid_negative_ts', 'disabled']),
  ...(timescale === null ? [] : ['-video_track_timescale', String(timescale)]),
]
