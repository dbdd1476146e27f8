import type { ProbeResult } from '../../domain/ports/index.ts'
import { filmClockOptions } from '../input-clock.ts'
import { countingFilters, linesPerLine, paddingFilter, shapeKeepingSize } from '../picture-filters.ts'
import type { Size } from './frame-size.ts'

/** What the ffmpeg at hand can do. */
export interface FfmpegAbilities {
  /** Has `-fps_mode` (5.1 and later); older ones know `-vsync`. */
  readonly fpsMode: boolean
  /** Has zimg's `zscale`: anti-aliased at the price of swscale's `fast_bilinear` (measured on 1080p). */
  readonly zscale: boolean
  readonly tonemap: boolean
}

/** Which filter scales; `swscale` is for pictures that zimg cannot take. */
export type Scaler = 'zscale' | 'swscale'

/** Everything that decides how a video is decoded. */
export interface DecodePlan {
  readonly probe: ProbeResult
  readonly size: Size
  readonly abilities: FfmpegAbilities
  readonly scaler: Scaler
  /** Logical processors of the machine. */
  readonly cores: number
  /** Options that name the input safely. */
  readonly input: readonly string[]
  /** Streams of the sound that belongs to the film. */
  readonly soundStreams: readonly number[]
}

const decoderMemoryBytes = 220e6
/** Pictures that a decoder holds in addition to one for each thread. */
const heldPictures = 8
const threadPictures = 2.5

/**
 * Decoder threads: as many as ffmpeg itself would take (processors + 1, at most 16), but no more than keep about
 * `decoderMemoryBytes` of pictures, since every frame thread holds pictures of its own.
 */
export const decoderThreads = (
  probe: Pick<ProbeResult, 'codedWidth' | 'codedHeight' | 'pixelFormat'>,
  cores: number,
): number => {
  const { codedWidth, codedHeight, pixelFormat } = probe
  const samples =
    pixelFormat.includes('444') || pixelFormat.startsWith('gbr') ? 3 : pixelFormat.includes('422') ? 2 : 1.5
  const depth = /(?:9|1[0-6])(?:le|be)$/.test(pixelFormat) ? 2 : 1
  const pictureBytes = Math.max(1, codedWidth * codedHeight * samples * depth)
  const affordable = Math.floor((decoderMemoryBytes / pictureBytes - heldPictures) / threadPictures)
  return Math.max(1, Math.min(cores + 1, 16, Math.max(affordable, Math.min(cores, 2))))
}

type CodedPicture = Pick<ProbeResult, 'container' | 'codedWidth' | 'codedHeight'>

/**
 * Broadcasts in which the pixel aspect may change from programme to programme: those in standard definition, and those in high
 * definition whose pixels are not always square, as 1440 × 1080. Other containers give one aspect for the whole film.
 */
const changesAspect = ({ container, codedWidth, codedHeight }: CodedPicture): boolean =>
  /^(?:mpegts|mpeg|dv|mxf)\b/.test(container) &&
  (codedWidth <= 768 || Math.abs((codedWidth * 9) / (codedHeight * 16) - 1) > 0.02)

/**
 * zimg scales planar YUV; everything else (RGB, grey, packed and semi-planar formats) goes through swscale, and what may change
 * its pixel aspect alone, which zimg's filter does not notice.
 */
export const preferredScaler = (
  probe: Pick<ProbeResult, 'pixelFormat'> & CodedPicture,
  abilities: FfmpegAbilities,
): Scaler =>
  abilities.zscale && /^yuvj?4(?:20|22|44)p/.test(probe.pixelFormat) && !changesAspect(probe) ? 'zscale' : 'swscale'

const matrices: Readonly<Record<string, string>> = {
  bt709: 'bt709',
  bt2020nc: 'bt2020',
  bt2020ncl: 'bt2020',
  smpte240m: 'smpte240m',
  fcc: 'fcc',
}

/**
 * Colour matrix of the frames that this plan yields, as swscale names it, null when it is BT.601 already. `colorSpace` is
 * what the decoder says; untagged film is taken as players take it: BT.709 from 720 lines on.
 */
export const frameMatrix = (plan: DecodePlan, colorSpace: string): string | null => {
  if (mapsTones(plan) || !plan.probe.pixelFormat.startsWith('yuv')) return null
  if (colorSpace !== 'unknown') return matrices[colorSpace] ?? null
  const { codedWidth, codedHeight } = plan.probe
  return Math.min(codedWidth, codedHeight) >= 720 ? 'bt709' : null
}

/** Whether HDR can be and is mapped to SDR under this plan. */
export const mapsTones = ({ probe, abilities, scaler }: Pick<DecodePlan, 'probe' | 'abilities' | 'scaler'>): boolean =>
  probe.hdr !== 'none' && abilities.tonemap && abilities.zscale && scaler === 'zscale'

/** Filters of a plan that scale what `countingFilters` leaves to full-range planar 4:2:0 of its size. */
export const scalingFilters = (plan: DecodePlan): readonly string[] => {
  const size = shapeKeepingSize(plan.probe, plan.size, linesPerLine(plan.probe))
  const last = ['format=yuv420p', paddingFilter(plan.size), 'setsar=1']
  if (plan.scaler === 'swscale') return [`scale=${size}:flags=area:out_range=full:eval=frame`, ...last]
  const scale = `zscale=${size}:f=bilinear`
  if (!mapsTones(plan)) return [`${scale}:r=full`, ...last]
  const transfer = plan.probe.hdr === 'pq' ? 'smpte2084' : 'arib-std-b67'
  return [
    scale,
    `zscale=tin=${transfer}:pin=bt2020:min=bt2020nc:t=linear:npl=100`,
    'format=gbrpf32le',
    'zscale=p=bt709',
    'tonemap=tonemap=hable:desat=0',
    'zscale=t=bt709:m=smpte170m:r=full',
    ...last,
  ]
}

/** Filters of a plan: from pictures as they were decoded to full-range planar 4:2:0 of the plan's size. */
export const pictureFilters = (plan: DecodePlan): readonly string[] => [
  // Times are read before anything is scaled; the picture's checksum would cost as much as scaling it.
  'showinfo=checksum=0',
  ...countingFilters(plan.probe),
  ...scalingFilters(plan),
]

/** Whether each side shrinks to half or less; then block edges can hardly be seen. */
const shrinksALot = ({ probe, size }: DecodePlan): boolean =>
  Math.max(probe.codedWidth, probe.codedHeight) >= 2 * Math.max(size.width, size.height)

/**
 * Frames that are decoded without smoothing their block edges when the picture shrinks a lot. In H.264 these are all B
 * frames: faults die out at the next P frame (at least 51 dB after scaling; 38 dB and less if all frames were left rough),
 * which saves a tenth more decoding time than `noref`. Elsewhere, where encoders may use B frames in place of all P
 * frames, only those that no other frame refers to.
 */
const roughFrames = ({ probe }: DecodePlan): string => (probe.codec === 'h264' ? 'bidir' : 'noref')

/**
 * Arguments of the one decode pass: every decoded frame of the analysed stream, in display order and turned upright,
 * as full-range planar 4:2:0 on stdout; one `showinfo` line a frame, before that frame, on stderr. Packets of the sound are
 * listed, undecoded, on descriptors from 3 on: they tell when it ends, and keep ffmpeg's clock the one of every other run.
 */
export const decodeArguments = (plan: DecodePlan): readonly string[] => [
  '-hide_banner',
  '-nostats',
  '-loglevel',
  'repeat+level+info',
  '-threads',
  String(decoderThreads(plan.probe, plan.cores)),
  ...(shrinksALot(plan) ? ['-skip_loop_filter', roughFrames(plan)] : []),
  ...filmClockOptions(plan.probe, [plan.probe.videoStreamIndex, ...plan.soundStreams]),
  ...plan.input,
  '-map',
  `0:${plan.probe.videoStreamIndex}`,
  // Scaling is cheap next to decoding, which has the other threads; tone mapping is not.
  ...(mapsTones(plan) ? [] : ['-filter_threads', '1']),
  '-vf',
  pictureFilters(plan).join(','),
  ...(plan.abilities.fpsMode ? ['-fps_mode', 'passthrough'] : ['-vsync', 'passthrough']),
  '-c:v',
  'rawvideo',
  '-f',
  'rawvideo',
  'pipe:1',
  ...plan.soundStreams.flatMap((index, position) => [
    ...['-map', `0:${index}`, '-c:a', 'copy', '-f', 'framecrc'],
    `pipe:${position + 3}`,
  ]),
]
