import { isAbsolute } from 'node:path'
import { isPartsList } from '../domain/import/parts-list.ts'
import type { MediaLimits } from '../domain/ports/index.ts'
import { allowedCodecs, allowedContainers, type CodecKind, pictureContainers, pictureDecoders } from './allow-lists.ts'

/** Protocols that an input may use: the file itself, and pipes. Never the network. */
export const allowedProtocols = 'file,pipe'

/** Value of `-format_whitelist`. */
export const formatAllowList: string = allowedContainers.map((container) => container.demuxer).join(',')

const decoderNames = (wanted: (kind: CodecKind) => boolean): string =>
  [
    ...new Set(allowedCodecs.filter(({ kind }) => wanted(kind)).flatMap(({ codec, decoders }) => [codec, ...decoders])),
  ].join(',')

/** Value of `-codec_whitelist` for everything that decodes: decoder names. */
export const codecAllowList: string = decoderNames((kind) => kind !== 'listed')

const probeCodecAllowList: string = decoderNames(() => true)

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

const readingOptions = (
  codecs: string,
  limits: Pick<MediaLimits, 'maxPixels'>,
  formats: string = formatAllowList,
): readonly string[] => [
  '-protocol_whitelist',
  allowedProtocols,
  '-format_whitelist',
  formats,
  '-codec_whitelist',
  codecs,
  '-max_pixels',
  String(limits.maxPixels),
]

/** The same for a film: a list of parts, which only the app itself writes, may be read by the demuxer that joins them. */
const filmOptions = (path: string, codecs: string, limits: Pick<MediaLimits, 'maxPixels'>): readonly string[] =>
  isPartsList(path)
    ? [...readingOptions(codecs, limits, `concat,${formatAllowList}`), '-f', 'concat', '-safe', '0']
    : readingOptions(codecs, limits)

/**
 * Arguments for opening an untrusted file, the only ones used: they limit which containers and codecs may be opened and
 * how large a picture may be. Further input options may come before them.
 */
export const inputArguments = (path: string, limits: Pick<MediaLimits, 'maxPixels'>): readonly string[] => [
  '-nostdin',
  ...inputOptions(path, limits),
  '-i',
  fileUrl(path),
]

/** The options of `inputArguments` alone, for command builders that write `-i` themselves. */
export const inputOptions = (path: string, limits: Pick<MediaLimits, 'maxPixels'>): readonly string[] =>
  filmOptions(path, codecAllowList, limits)

/** The same for a single picture that someone searches by; playlists and patterns of file names stay shut here, too. */
export const pictureArguments = (path: string, limits: Pick<MediaLimits, 'maxPixels'>): readonly string[] => [
  '-nostdin',
  ...readingOptions(pictureDecoders.join(','), limits, pictureContainers.join(',')),
  '-i',
  fileUrl(path),
]

/** The same for a caption file that comes through ffmpeg's standard input: one demuxer, one decoder, no file. */
export const pipedCaptionArguments = (
  demuxer: string,
  decoder: string,
  options: readonly string[] = [],
): readonly string[] => [
  ...['-protocol_whitelist', 'pipe', '-format_whitelist', demuxer, '-codec_whitelist', decoder],
  ...['-copyts', ...options, '-f', demuxer, '-i', 'pipe:0'],
]

/** The same as `inputArguments` for a run that also decodes streams of captions by decoders that nothing else needs. */
export const captionStreamArguments = (
  path: string,
  limits: Pick<MediaLimits, 'maxPixels'>,
  decoders: readonly string[],
): readonly string[] => [
  '-nostdin',
  ...filmOptions(path, [codecAllowList, ...decoders].join(','), limits),
  '-i',
  fileUrl(path),
]

/** The same for a file of captions that are pictures: PGS, or VobSub, whose `pictures` lie in a file beside its index. */
export const captionPictureArguments = (
  path: string,
  limits: Pick<MediaLimits, 'maxPixels'>,
  decoders: readonly string[],
  pictures: string | null,
): readonly string[] => [
  '-nostdin',
  ...readingOptions(decoders.join(','), limits, 'vobsub,sup,mpeg'),
  ...(pictures === null ? [] : ['-sub_name', fileUrl(pictures)]),
  '-i',
  fileUrl(path),
]

/** The same for ffprobe, which opens a decoder for every stream, wanted or not. */
export const probeArguments = (path: string, limits: Pick<MediaLimits, 'maxPixels'>): readonly string[] => [
  ...filmOptions(path, probeCodecAllowList, limits),
  '-i',
  fileUrl(path),
]
