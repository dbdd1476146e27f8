import { isAbsolute } from 'node:path'
import type { MediaLimits } from '../domain/ports/index.ts'
import { allowedCodecs, allowedContainers, type CodecKind } from './allow-lists.ts'

/** Protocols that an input may use: the file itself, and pipes. Never the network. */
export const allowedProtocols = 'file,pipe'

/** Value of `-format_whitelist`. */
export const formatAllowList: string = allowedContainers.map((container) => container.demuxer).join(',')

/** Value of `-codec_whitelist`: decoder names. */
export const codecAllowList: string = [
  ...new Set(
    allowedCodecs.filter(({ kind }) => kind !== 'picture').flatMap(({ codec, decoders }) => [codec, ...decoders]),
  ),
].join(',')

const kinds: ReadonlyMap<string, CodecKind> = new Map(allowedCodecs.map(({ codec, kind }) => [codec, kind]))

/** What an allowed codec (by its name in ffprobe's output) is for; null when it may not be decoded. */
export const codecKind = (codec: string): CodecKind | null => kinds.get(codec) ?? null

/** Whether ffprobe's `format_name` (`mov,mp4,m4a,…`) is one of the allowed containers. */
export const isAllowedContainer = (formatName: string): boolean => {
  const names = new Set(formatName.split(','))
  return allowedContainers.some(({ demuxer }) => names.has(demuxer))
}

/** Never a bare path: `-foo.mp4` would be an option and `http:x.mp4` an address. Throws on a relative path (a bug). */
export const fileUrl = (path: string): string => {
  if (!isAbsolute(path)) throw new Error('media paths are absolute')
  return `file:${path}`
}

/**
 * Options that have to stand before an untrusted input, for ffprobe as well as for ffmpeg: what it may open, what may
 * decode it, and how large a picture it may claim.
 */
export const readingOptions = (limits: Pick<MediaLimits, 'maxPixels'>): readonly string[] => [
  '-protocol_whitelist',
  allowedProtocols,
  '-format_whitelist',
  formatAllowList,
  '-codec_whitelist',
  codecAllowList,
  '-max_pixels',
  String(limits.maxPixels),
]

/** The one way in which ffmpeg is given an untrusted file. Further input options may stand before it. */
export const inputArguments = (path: string, limits: Pick<MediaLimits, 'maxPixels'>): readonly string[] => [
  '-nostdin',
  ...readingOptions(limits),
  '-i',
  fileUrl(path),
]
