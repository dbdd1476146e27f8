import type { MediaStream } from '../../contract/index.ts'
import {
  type CaptionSyntax,
  type ParsedCaptions,
  parseAss,
  parseSrt,
  parseVtt,
  type StreamReading,
  signedTimes,
  streamReadingOf,
} from '../../domain/captions/index.ts'
import type { MediaCall, MediaProgress, ProbeResult } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { err, ok } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { failureOfExit } from '../failures.ts'
import { clockStreams, countsByTimeStamps, filmClockOptions } from '../input-clock.ts'
import { readingMemory } from '../memory-limits.ts'
import { createProgressParser } from '../proxy/progress-parser.ts'
import { inputArguments } from '../safety.ts'

/** How a text subtitle codec leaves ffmpeg: copied where it can be, so that no decoder touches it. */
interface ExtractionFormat {
  readonly encoder: string
  readonly format: string
  readonly syntax: CaptionSyntax
  readonly parse: (text: string) => ParsedCaptions
}

const formats: Readonly<Record<Exclude<StreamReading, 'packets' | 'teletext' | null>, ExtractionFormat>> = {
  srt: { encoder: 'copy', format: 'srt', syntax: 'srt', parse: parseSrt },
  'srt-decoded': { encoder: 'subrip', format: 'srt', syntax: 'srt', parse: parseSrt },
  ass: { encoder: 'copy', format: 'ass', syntax: 'ass', parse: (text) => parseAss(text, 'standard') },
  webvtt: { encoder: 'copy', format: 'webvtt', syntax: 'vtt', parse: parseVtt },
}

const formatOf = ({ codec }: MediaStream): ExtractionFormat | null => {
  const reading = streamReadingOf(codec)
  return reading === null || reading === 'packets' || reading === 'teletext' ? null : formats[reading]
}

/** Whether cues of a stream can be had from ffmpeg as text. */
export const isTextStream = (stream: MediaStream): boolean => stream.kind === 'subtitle' && formatOf(stream) !== null

/** What came out of one stream. */
export interface ExtractedStream {
  readonly stream: MediaStream
  readonly syntax: CaptionSyntax
  readonly parsed: ParsedCaptions
}

/** The streams' cues, and whether ffmpeg complained on the way. */
export interface Extraction {
  readonly streams: readonly ExtractedStream[]
  readonly complaint: string | null
}

const mostBytesPerStream = 32 * 1024 * 1024
const mostBytesOfAll = 96 * 1024 * 1024

/** Only where the clock may jump the pictures and the sound have to be read along. */
const readAlong = (probe: ProbeResult): readonly number[] =>
  countsByTimeStamps(probe.container) ? clockStreams(probe) : []

/** Options before the input and further outputs with which a run reads streams of captions in film time. */
export const streamClock = (
  probe: ProbeResult,
  streams: readonly MediaStream[],
): { readonly options: readonly string[]; readonly outputs: readonly string[] } => {
  const along = readAlong(probe)
  return {
    options: filmClockOptions(probe, [...along, ...streams.map(({ index }) => index)]),
    outputs:
      along.length === 0 ? [] : [...along.flatMap((index) => ['-map', `0:${index}`]), '-c', 'copy', '-f', 'null', '-'],
  }
}

/** One run for all streams: each goes to a pipe of its own (`pipe:3`, `pipe:4`, …). */
export const extractionArguments = (
  call: Pick<MediaCall, 'path' | 'limits'> & { readonly probe: ProbeResult },
  streams: readonly MediaStream[],
): readonly string[] => [
  '-hide_banner',
  '-loglevel',
  'error',
  '-nostats',
  '-progress',
  'pipe:1',
  ...streamClock(call.probe, streams).options,
  ...inputArguments(call.path, call.limits),
  ...streams.flatMap((stream, position) => {
    const { encoder, format } = formatOf(stream) ?? formats.srt
    // A caption that begins before the film must not move all others: ffmpeg's own remedy for times below zero.
    const asTheyAre = ['-avoid_negative_ts', 'disabled']
    return ['-map', `0:${stream.index}`, '-c:s', encoder, ...asTheyAre, '-f', format, `pipe:${position + 3}`]
  }),
  ...streamClock(call.probe, streams).outputs,
]

/** Reads the cues of several text streams in one pass over the file, in film time. */
export const extractStreams = async (
  call: MediaCall & { readonly probe: ProbeResult; readonly onProgress: (progress: MediaProgress) => void },
  streams: readonly MediaStream[],
  tools: { readonly ffmpegPath: string },
): Promise<Result<Extraction>> => {
  const collected = streams.map(() => ({ chunks: [] as Buffer[], bytes: 0 }))
  const { durationMs } = call.probe
  let bytesOfAll = 0
  const exit = await runProcess({
    command: tools.ffmpegPath,
    args: extractionArguments(call, streams),
    stdout: {
      kind: 'stream',
      onData: createProgressParser((positionMs) =>
        call.onProgress({ positionMs, fraction: durationMs > 0 ? Math.min(1, positionMs / durationMs) : 0 }),
      ),
    },
    extraOutputs: collected.map((output) => (chunk: Buffer) => {
      output.bytes += chunk.length
      bytesOfAll += chunk.length
      if (output.bytes <= mostBytesPerStream && bytesOfAll <= mostBytesOfAll) output.chunks.push(chunk)
    }),
    limits: { ...call.limits, memory: readingMemory() },
    signal: call.signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null && exit.kind !== 'signalled') return err(stopped)
  const extracted = streams.map((stream, position): ExtractedStream => {
    const { syntax, parse } = formatOf(stream) ?? formats.srt
    return {
      stream,
      syntax,
      parsed: parse(signedTimes(Buffer.concat(collected[position]?.chunks ?? []).toString('utf8'))),
    }
  })
  const failed = exit.kind !== 'exited' || exit.code !== 0
  const lastLine = 'stderrTail' in exit ? exit.stderrTail.at(-1) : undefined
  return ok({ streams: extracted, complaint: failed ? (lastLine ?? 'ffmpeg gave up') : null })
}
