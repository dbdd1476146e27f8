import type { ProbedStream } from './ffprobe-output.ts'

const eightBit: ReadonlySet<string> = new Set(['yuv420p', 'yuvj420p'])
const tenBit: ReadonlySet<string> = new Set([...eightBit, 'yuv420p10le'])

/** Pixel formats that Chromium decodes, by codec. HEVC depends on the machine, so it counts as unplayable. */
const pixelFormats: Readonly<Record<string, ReadonlySet<string>>> = {
  h264: eightBit,
  vp8: eightBit,
  vp9: tenBit,
  av1: tenBit,
}

const containers = [
  { demuxer: 'mov', video: ['h264', 'vp9', 'av1'], audio: ['aac', 'mp3', 'opus', 'flac'] },
  { demuxer: 'webm', video: ['vp8', 'vp9', 'av1'], audio: ['opus', 'vorbis'] },
] as const

/** Best guess whether a Chromium plays the file as it is; doubt means no, as the proxy always plays. */
export const playsInChromium = (formatName: string, video: ProbedStream, audio: ProbedStream | undefined): boolean => {
  const names = formatName.split(',')
  const container = containers.find(({ demuxer }) => names.includes(demuxer))
  if (container === undefined) return false
  const allows = (list: readonly string[], codec: string): boolean => list.includes(codec)
  return (
    allows(container.video, video.codec_name) &&
    (pixelFormats[video.codec_name]?.has(video.pix_fmt ?? '') ?? false) &&
    (audio === undefined || allows(container.audio, audio.codec_name))
  )
}
