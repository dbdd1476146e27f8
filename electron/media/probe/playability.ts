import type { ProbedStream } from './ffprobe-output.ts'
import { streamKindOf } from './stream-choice.ts'

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

/** What decides whether a browser shows and plays what the app has chosen of a file. */
export interface PlayabilityInput {
  readonly formatName: string
  readonly streams: readonly ProbedStream[]
  readonly video: ProbedStream
  /** Indexes of the sound streams that are to be heard together. */
  readonly heard: readonly number[]
  readonly isInterlaced: boolean
}

/**
 * Best guess whether a Chromium plays the file as it is; doubt means no, as the copy always plays. Chromium takes the first
 * picture and the first sound of a file, and shows interlaced pictures with combs.
 */
export const playsInChromium = ({ formatName, streams, video, heard, isInterlaced }: PlayabilityInput): boolean => {
  const names = formatName.split(',')
  const container = containers.find(({ demuxer }) => names.includes(demuxer))
  if (container === undefined || isInterlaced) return false
  const allows = (list: readonly string[], codec: string): boolean => list.includes(codec)
  const firstPicture = streams.find((stream) => streamKindOf(stream) === 'video')
  const firstSound = streams.find((stream) => streamKindOf(stream) === 'audio')
  const hearsChoice =
    firstSound === undefined
      ? true
      : heard.length <= 1 &&
        (heard[0] ?? firstSound.index) === firstSound.index &&
        allows(container.audio, firstSound.codec_name)
  return (
    firstPicture?.index === video.index &&
    allows(container.video, video.codec_name) &&
    (pixelFormats[video.codec_name]?.has(video.pix_fmt ?? '') ?? false) &&
    hearsChoice
  )
}

/** A start this late is made up for when the player seeks again after it has learnt the real length. */
const latestStartSeconds = 0.2

/**
 * Whether a Chromium's times of the file are its own. In MP4 files whose streams all start late, the length that it takes
 * for the file's leaves the start out: the end cannot be reached (`duration` grows while it plays). Matroska is right.
 */
export const keepsTimeInChromium = (formatName: string, startSeconds: number | undefined): boolean =>
  !formatName.split(',').includes('mov') || (startSeconds ?? 0) <= latestStartSeconds
