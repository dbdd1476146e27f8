import { type CaptionFormatRow, parseAss } from '../../domain/captions/index.ts'
import type { MediaLimits } from '../../domain/ports/index.ts'
import { runProcess } from '../../process/run-process.ts'
import { readingMemory } from '../memory-limits.ts'
import { pipedCaptionArguments } from '../safety.ts'
import type { FileTrack } from './caption-parsers.ts'

const longestMs = 60_000
const largestOutputBytes = 64 * 1024 * 1024

/** What reading a caption file by ffmpeg takes. */
export interface FfmpegReading {
  readonly ffmpegPath: string
  readonly limits: MediaLimits
  readonly framesPerSecond: number
  readonly signal: AbortSignal
}

/**
 * Reads the text of a caption file by ffmpeg, which gets it through a pipe and may use one demuxer and one decoder: for
 * kinds that few people have and that ffmpeg knows well. No cues where it gives up.
 */
export const readByFfmpeg = async (
  text: string,
  { demuxer, decoder, takesRate }: NonNullable<CaptionFormatRow['ffmpeg']>,
  { ffmpegPath, limits, framesPerSecond, signal }: FfmpegReading,
): Promise<FileTrack> => {
  const running = runProcess({
    command: ffmpegPath,
    args: [
      ...['-hide_banner', '-loglevel', 'error'],
      ...pipedCaptionArguments(demuxer, decoder, takesRate === true ? ['-subfps', framesPerSecond.toFixed(6)] : []),
      ...['-map', '0:s:0', '-c:s', 'ass', '-f', 'ass', 'pipe:1'],
    ],
    stdin: 'pipe',
    stdout: { kind: 'collect', maxBytes: largestOutputBytes },
    limits: { ...limits, wallClockMs: Math.min(limits.wallClockMs, longestMs), memory: readingMemory() },
    signal,
  })
  running.stdin?.end(text)
  const exit = await running.done
  const written = exit.kind === 'exited' ? exit.stdout.toString('utf8') : ''
  return { syntax: 'ass', parsed: parseAss(written, 'standard'), language: null, title: null }
}
