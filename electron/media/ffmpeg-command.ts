import ffmpeg from 'fluent-ffmpeg'
import type { MediaLimits } from '../domain/ports/index.ts'
import { mixingGraph, soundInTime } from './audio-filters.ts'
import { fileUrl, inputOptions } from './safety.ts'

/** A conversion with one input and one output file. */
export interface Conversion {
  readonly inputPath: string
  readonly limits: Pick<MediaLimits, 'maxPixels'>
  /** Options of the input beside those of `safety.ts`. */
  readonly readingOptions: readonly string[]
  readonly videoStream: number
  /** Sound streams that become one: none, one, or several that are mixed. */
  readonly audioStreams: readonly number[]
  readonly videoFilters: readonly string[]
  readonly videoCodec: string
  readonly videoOptions: readonly string[]
  readonly audioCodec: string
  readonly audioOptions: readonly string[]
  readonly format: string
  readonly formatOptions: readonly string[]
  readonly outputPath: string
}

/**
 * Arguments of ffmpeg for a conversion that reports progress on stdout.
 *
 * fluent-ffmpeg, which nobody maintains any more, is used here and nowhere else, and only to build the command:
 * `process/` runs it, so that limits, kill ladder and scrubbed environment hold for every child. To replace the
 * library, replace this function.
 */
export const conversionArguments = (conversion: Conversion): readonly string[] => {
  const { audioStreams } = conversion
  const sound =
    audioStreams.length > 1
      ? ['-filter_complex', mixingGraph(audioStreams), '-map', '[sound]']
      : audioStreams.flatMap((index) => ['-map', `0:${index}`, '-af', soundInTime])
  const command = ffmpeg()
    .input(fileUrl(conversion.inputPath))
    // More than one argument each: a single one would be split at its space.
    .inputOptions('-nostdin', '-hide_banner', '-loglevel', 'error', '-nostats', '-progress', 'pipe:1')
    .inputOptions(...conversion.readingOptions, ...inputOptions(conversion.inputPath, conversion.limits))
    .output(fileUrl(conversion.outputPath))
    .videoCodec(conversion.videoCodec)
    .videoFilters([...conversion.videoFilters])
    .outputOptions('-map', `0:${conversion.videoStream}`, ...sound)
    .outputOptions('-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn', ...conversion.videoOptions)
  if (audioStreams.length > 0) command.audioCodec(conversion.audioCodec).outputOptions(...conversion.audioOptions)
  else command.noAudio()
  command.format(conversion.format).outputOptions('-y', ...conversion.formatOptions)
  return builtArguments(command)
}

const builtArguments = (command: ffmpeg.FfmpegCommand): readonly string[] => {
  // Not in the types, as the library runs its commands itself; pinned by the exact version and a test.
  const build: unknown = Reflect.get(command, '_getArguments')
  if (typeof build !== 'function') throw new Error('fluent-ffmpeg builds its arguments differently now')
  const built: unknown = build.call(command)
  if (!Array.isArray(built)) throw new Error('fluent-ffmpeg builds its arguments differently now')
  return built.map(String)
}
