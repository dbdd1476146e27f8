import type { MediaPort, ProbeResult } from '../../domain/ports/index.ts'
import type { Conversion } from '../ffmpeg-command.ts'
import { clockStreams, filmClockOptions } from '../input-clock.ts'
import {
  type FilteredPicture,
  paddingFilter,
  preparingFilters,
  shapeKeepingSize,
  turningOptions,
} from '../picture-filters.ts'

/** What the proxy depends on besides the file. */
export interface ProxyAbilities {
  readonly h264: boolean
  readonly toneMapping: boolean
  /** Has `-fps_mode` (5.1 and later); older ones know `-vsync`. */
  readonly fpsMode: boolean
}

const longestSide = 1280

const even = (value: number): number => Math.max(2, Math.round(value / 2) * 2)

/** Display size of the proxy: upright, square pixels, longest side at most 1280, even. */
export const proxySize = (probe: Pick<ProbeResult, 'width' | 'height'>): { width: number; height: number } => {
  const factor = Math.min(1, longestSide / Math.max(probe.width, probe.height))
  return { width: even(probe.width * factor), height: even(probe.height * factor) }
}

/** HDR to SDR as ffmpeg's documentation of `tonemap` does it; scaled first, as the float steps are slow. */
export const toneMapping = (hdr: 'pq' | 'hlg'): readonly string[] => [
  `zscale=tin=${hdr === 'pq' ? 'smpte2084' : 'arib-std-b67'}:pin=bt2020:min=bt2020nc:rin=tv:t=linear:npl=100`,
  'format=gbrpf32le',
  'zscale=p=bt709',
  'tonemap=tonemap=hable:desat=0',
  'zscale=t=bt709:m=bt709:r=tv',
]

/** Filters of the proxy. ffmpeg has turned the picture upright before they see it. */
export const proxyFilters = (
  probe: FilteredPicture & Pick<ProbeResult, 'hdr'>,
  abilities: ProxyAbilities,
): readonly string[] => {
  const size = proxySize(probe)
  return [
    ...preparingFilters(probe),
    `scale=${shapeKeepingSize(probe, size)}:eval=frame`,
    'setsar=1',
    ...(probe.hdr !== 'none' && abilities.toneMapping ? toneMapping(probe.hdr) : []),
    'format=yuv420p',
    paddingFilter(size),
    // The first picture stands from the film's zero on; a copy that begins later has another length in a browser.
    "setpts='if(eq(N,0),0,PTS)'",
  ]
}

type ProxyPlanCall = Pick<Parameters<MediaPort['makeProxy']>[0], 'path' | 'limits' | 'probe' | 'analysed'>

/** In seconds: of a varying rate the average says nothing about the last picture. */
const longestLastFrame = 0.04
const noHeldPicture = { filters: [], options: [] } as const

/** What lets the last picture of a film without sound stand until the film's end. */
const heldPicture = (
  probe: Pick<ProbeResult, 'audio' | 'frameRate'>,
  { durationMs, frameCount }: NonNullable<ProxyPlanCall['analysed']>,
): { readonly filters: readonly string[]; readonly options: readonly string[] } => {
  if (probe.audio.heard.length > 0 || durationMs === 0 || frameCount === 0) return noHeldPicture
  const frame = probe.frameRate.den / probe.frameRate.num
  const end = durationMs / 1000
  const last = (end - Math.min(longestLastFrame, frame)).toFixed(6)
  // MP4 and WebM end a frame after the last picture, so it is shown once more just before the end.
  const isHeld = `eq(N,${frameCount})*gt(${last},PREV_OUTT+${frame.toFixed(6)})`
  return {
    filters: ['tpad=stop=1:stop_mode=clone', `setpts='if(${isHeld},${last}/TB,PTS)'`],
    // Where nothing is held, the second showing would begin at the end; lengths are rounded to whole ms.
    options: ['-t', (end - 0.0006).toFixed(6)],
  }
}

/**
 * Every frame at its own time, in the file's own ticks: by the header's rate, frames would be moved to its grid, doubled or
 * left out.
 */
const exactTimes = ({ fpsMode }: ProxyAbilities): readonly string[] => [
  fpsMode ? '-fps_mode' : '-vsync',
  'vfr',
  '-enc_time_base',
  '-1',
]

/** How a proxy is made: H.264 and AAC in MP4 where ffmpeg can, else VP9 and Opus in WebM. */
export const planProxy = (
  call: ProxyPlanCall,
  outputPath: string,
  abilities: ProxyAbilities,
): { readonly conversion: Conversion; readonly mimeType: string } => {
  const held = call.analysed === undefined ? noHeldPicture : heldPicture(call.probe, call.analysed)
  const shared = {
    inputPath: call.path,
    limits: call.limits,
    readingOptions: [...turningOptions(call.probe), ...filmClockOptions(call.probe, clockStreams(call.probe))],
    videoStream: call.probe.videoStreamIndex,
    audioStreams: call.probe.audio.heard,
    videoFilters: [...proxyFilters(call.probe, abilities), ...held.filters],
    outputPath,
  }
  if (abilities.h264) {
    return {
      mimeType: 'video/mp4',
      conversion: {
        ...shared,
        videoCodec: 'libx264',
        // A key frame every 48 frames keeps seeking in the player quick.
        videoOptions: [
          '-preset',
          'veryfast',
          '-crf',
          '23',
          '-g',
          '48',
          '-pix_fmt',
          'yuv420p',
          ...exactTimes(abilities),
          ...held.options,
          // Of pictures in another order, MP4 takes the length from the last one stored, which is not the last one shown.
          ...(held.options.length > 0 ? ['-bf', '0'] : []),
        ],
        audioCodec: 'aac',
        audioOptions: ['-b:a', '128k', '-ac', '2'],
        format: 'mp4',
        formatOptions: ['-movflags', '+faststart'],
      },
    }
  }
  return {
    mimeType: 'video/webm',
    conversion: {
      ...shared,
      videoCodec: 'libvpx-vp9',
      videoOptions: [
        ...'-deadline realtime -cpu-used 6 -row-mt 1 -crf 33 -b:v 0 -g 48 -pix_fmt yuv420p'.split(' '),
        ...exactTimes(abilities),
        ...held.options,
      ],
      audioCodec: 'libopus',
      audioOptions: ['-b:a', '96k', '-ac', '2'],
      format: 'webm',
      formatOptions: ['-cues_to_front', '1'],
    },
  }
}
