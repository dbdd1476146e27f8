import type { MediaStream, Problem } from '../../contract/index.ts'
import type { ProbeResult } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { err, ok } from '../../domain/result.ts'
import { heardTogether } from '../../domain/sound/audio-choice.ts'
import { codecsKeptOut, codecTitle } from '../allow-lists.ts'
import { failure } from '../failures.ts'
import { codecKind } from '../safety.ts'
import type { FfprobeOutput, ProbedStream } from './ffprobe-output.ts'
import type { Mp4Index, Mp4Track } from './mp4-tracks.ts'
import { isStill } from './timing.ts'

/** Kind of a stream: cover art and thumbnails that pose as video count as covers. */
export const streamKindOf = (stream: ProbedStream): MediaStream['kind'] => {
  if (isStill(stream)) return 'cover'
  switch (stream.codec_type) {
    case 'video':
    case 'audio':
    case 'subtitle':
    case 'attachment':
      return stream.codec_type
    default:
      return 'data'
  }
}

const isDefault = (stream: ProbedStream): boolean => stream.disposition['default'] === 1

/** What the file's own index says of a stream. */
const trackOf = (stream: ProbedStream, index: Mp4Index | null): Mp4Track | null =>
  index?.tracks.find(({ id }) => id === Number(stream.id ?? Number.NaN)) ?? null

const pixels = (stream: ProbedStream): number => (stream.width ?? 0) * (stream.height ?? 0)

/** A picture that nobody marked as cover art: one packet beside streams that move. */
const isSinglePicture = (stream: ProbedStream): boolean => stream.nb_frames === 1

/**
 * The stream to analyse: the largest moving picture that may be decoded; of equal ones the default, else the first. Several
 * sizes of one film (thumbnails, previews, bit rates) and several programmes of a multiplex are told apart by that.
 */
export const chooseVideo = (output: FfprobeOutput, index: Mp4Index | null): Result<ProbedStream> => {
  const moving = output.streams.filter((stream) => streamKindOf(stream) === 'video')
  if (moving.length === 0) {
    if (index?.refersOnly === true) return err(referenceMovie)
    const hasCover = output.streams.some(isStill)
    return err(failure('no_video_stream', hasCover ? 'It holds cover art, but no video.' : 'The file holds no video.'))
  }
  const present = moving.filter((stream) => trackOf(stream, index)?.isElsewhere !== true)
  if (present.length === 0) return err(referenceMovie)
  const open = present.filter((stream) => (trackOf(stream, index)?.encryption ?? null) === null)
  if (open.length === 0) {
    const scheme = present.map((stream) => trackOf(stream, index)?.encryption).find((name) => typeof name === 'string')
    return err(encrypted(scheme ?? 'unknown scheme'))
  }
  const allowed = open.filter((stream) => codecKind(stream.codec_name) === 'video')
  const [usable] = allowed
    .filter((stream) => pixels(stream) > 0)
    .toSorted(
      (left, right) =>
        Number(isSinglePicture(left)) - Number(isSinglePicture(right)) ||
        pixels(right) - pixels(left) ||
        Number(isDefault(right)) - Number(isDefault(left)) ||
        left.index - right.index,
    )
  if (usable !== undefined) return ok(usable)
  if (allowed.length > 0) {
    return err(failure('no_video_stream', 'It announces video, but not one picture can be made out.'))
  }
  const codecs = [...new Set(open.map((stream) => codecTitle(stream.codec_name)))].join(', ')
  return err(failure('codec_not_allowed', `Its video is in a format that is not accepted (${codecs}).`))
}

/** The film is protected; `scheme` is what the file calls it. */
export const encrypted = (scheme: string) => failure('encrypted', `The film is encrypted (${scheme}).`)

/** The file holds nothing but the address of another one. */
export const referenceMovie = failure('reference_movie', 'This is a reference movie: its pictures lie in another file.')

/** Streams of the programme that holds a stream; all where the file has no programmes. */
const programmeOf = (output: FfprobeOutput, stream: ProbedStream): ReadonlySet<number> => {
  const programme = output.programs.find(({ streams }) => streams.some(({ index }) => index === stream.index))
  return new Set((programme?.streams ?? output.streams).map(({ index }) => index))
}

const isReadableSound = (stream: ProbedStream, index: Mp4Index | null): boolean => {
  const track = trackOf(stream, index)
  return (
    streamKindOf(stream) === 'audio' &&
    codecKind(stream.codec_name) === 'audio' &&
    (track === null || (track.encryption === null && !track.isElsewhere))
  )
}

/** Sound streams that may be decoded, those of the picture's programme first. */
export const readableSound = (
  output: FfprobeOutput,
  video: ProbedStream,
  index: Mp4Index | null,
): readonly ProbedStream[] => {
  const programme = programmeOf(output, video)
  return output.streams
    .filter((stream) => isReadableSound(stream, index))
    .toSorted((left, right) => Number(programme.has(right.index)) - Number(programme.has(left.index)))
}

/** Which sound streams can be read, which of them are known to be silent, and which are heard together by default. */
export const chooseAudio = (
  output: FfprobeOutput,
  video: ProbedStream,
  index: Mp4Index | null,
  silent: readonly number[],
): ProbeResult['audio'] => {
  const readable = readableSound(output, video, index)
  const programme = programmeOf(output, video)
  const own = readable.filter((stream) => programme.has(stream.index))
  const tracks = (own.length > 0 ? own : readable).map((stream) => ({
    index: stream.index,
    codec: stream.codec_name,
    language: stream.tags['language'] ?? null,
    channels: stream.channels ?? 0,
    sampleRate: stream.sample_rate ?? 0,
    isDefault: isDefault(stream),
    isAlternative: alternatives.some((name) => stream.disposition[name] === 1),
  }))
  return { readable: readable.map((stream) => stream.index), silent, heard: heardTogether(tracks, new Set(silent)) }
}

/** Dispositions of sound that is there instead of the main sound, not beside it. */
const alternatives = ['dub', 'comment', 'hearing_impaired', 'visual_impaired', 'descriptions', 'clean_effects'] as const

const why = (stream: ProbedStream, index: Mp4Index | null): string => {
  const track = trackOf(stream, index)
  if (track !== null && track.encryption !== null) return `encrypted (${track.encryption})`
  if (track?.isElsewhere === true) return 'it lies in another file'
  if (stream.codec_name === 'unknown') return 'its format is unknown to ffmpeg'
  const known = codecsKeptOut.find(({ codec }) => codec === stream.codec_name)
  return known === undefined
    ? `${stream.codec_long_name ?? stream.codec_name} is not accepted`
    : codecTitle(known.codec)
}

/** What is left aside of a film whose pictures are read, and why. */
export const unreadStreams = (output: FfprobeOutput, index: Mp4Index | null): readonly Problem[] => {
  const sounds = output.streams.filter((stream) => streamKindOf(stream) === 'audio')
  return sounds.flatMap((stream, position): readonly Problem[] => {
    if (isReadableSound(stream, index)) return []
    const which = sounds.length > 1 ? ` of track ${position + 1}` : ''
    return [{ code: 'sound_not_read', message: `Sound${which} not read: ${why(stream, index)}.` }]
  })
}
