import type { MediaFailure } from '../../domain/ports/index.ts'
import { codecTitle } from '../allow-lists.ts'
import { failure } from '../failures.ts'

/** What the first bytes of a file say it is. */
export type FileKind = 'mp4' | 'matroska' | 'riff' | 'flv' | 'asf' | 'mpegts' | 'm2ts' | 'mpegps' | 'unknown'

const mp4Boxes: ReadonlySet<string> = new Set(['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot', 'styp', 'moof'])

/** Tells the kind of a file by its first 16 bytes or more. */
export const fileKind = (head: Buffer): FileKind => {
  const text = head.toString('latin1')
  if (mp4Boxes.has(text.slice(4, 8))) return 'mp4'
  if (text.startsWith('\x1aE\xdf\xa3')) return 'matroska'
  if (text.startsWith('RIFF')) return 'riff'
  if (text.startsWith('FLV')) return 'flv'
  if (text.startsWith('0&\xb2u')) return 'asf'
  if (text.startsWith('\x00\x00\x01\xba')) return 'mpegps'
  if (head[0] === 0x47 && head.length > 188 && head[188] === 0x47) return 'mpegts'
  if (head[4] === 0x47 && head.length > 196 && head[196] === 0x47) return 'm2ts'
  return 'unknown'
}

/** Whether a file is an animated WebP, of which ffmpeg reads no more than that it is a picture. */
export const isAnimatedWebp = (head: Buffer): boolean =>
  head.toString('latin1', 8, 16) === 'WEBPVP8X' && ((head[20] ?? 0) & 2) !== 0

interface Rule {
  readonly pattern: RegExp
  readonly failure: (match: RegExpExecArray, kind: FileKind) => MediaFailure
}

/** Demuxers of single pictures, which some give the name of a film. */
const pictureDemuxer = /^(?:\w+_pipe|image2|ico|tiff)$/

/** Lines of ffprobe's stderr that explain a failure, the most telling first. */
const rules: readonly Rule[] = [
  {
    pattern: /\[(\S+) @ [^\]]*\] Format not on whitelist/,
    failure: (match) =>
      pictureDemuxer.test(match[1] ?? '')
        ? failure('single_picture', 'This is a single picture, not a film.')
        : failure('container_not_allowed', `This kind of file is not accepted (${match[1]}).`),
  },
  {
    pattern: /Protocol '?(\S+?)'? not on whitelist/,
    failure: () => failure('container_not_allowed', 'The file refers to other files or to the network.'),
  },
  {
    pattern: /Codec \(([^)]+)\) not on whitelist/,
    failure: (match) =>
      failure(
        'codec_not_allowed',
        `It holds a stream in a format that is not accepted (${codecTitle(match[1] ?? '')}).`,
      ),
  },
  {
    pattern: /(?:Picture size (\S+) is invalid|exceeds specified max pixel count)/,
    failure: (match) =>
      failure('too_many_pixels', `Its pictures are larger than the limit${match[1] ? ` (${match[1]})` : ''}.`),
  },
  {
    pattern: /exceeds max_streams/,
    failure: () => failure('too_many_streams', 'It holds more streams than any video needs.'),
  },
  {
    pattern: /moov atom not found/,
    failure: (_match, kind) =>
      kind === 'mp4'
        ? failure('moov_missing', 'The index of this MP4 file is missing or damaged.')
        : failure('not_media', 'This is not a video, whatever its name says.'),
  },
  { pattern: /No such file or directory/, failure: () => failure('file_not_found', 'The file is not there.') },
  { pattern: /Permission denied/, failure: () => failure('permission_denied', 'The file may not be read.') },
]

/** Why ffprobe gave up, from its stderr and the first bytes of the file. */
export const probeFailure = (stderr: readonly string[], kind: FileKind): MediaFailure => {
  for (const rule of rules) {
    for (const line of stderr) {
      const match = rule.pattern.exec(line)
      if (match !== null) return rule.failure(match, kind)
    }
  }
  return kind === 'unknown'
    ? failure('not_media', 'This is not a video, or one that is damaged at its very beginning.')
    : failure('truncated', 'It begins like a video, but what follows is missing or damaged.')
}
