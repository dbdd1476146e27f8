import type { MediaCall } from '../../domain/ports/index.ts'
import { runProcess } from '../../process/run-process.ts'
import { probingMemory } from '../memory-limits.ts'
import { fileUrl, inputOptions } from '../safety.ts'

/** A track whose peaks never exceed this level in dB was recorded without a source. */
const silenceDecibels = -70
/** Videos up to this length in ms are read completely; longer ones in samples. */
const shortVideoMs = 120_000
const samples = 8
const sampleSeconds = 5
const longestWallClockMs = 60_000

interface Sample {
  readonly startSeconds: number
  readonly seconds: number | null
}

/** The parts of a video that are decoded to find silence: all of it, or samples spread over its length. */
export const samplesToRead = (durationMs: number): readonly Sample[] =>
  durationMs <= shortVideoMs
    ? [{ startSeconds: 0, seconds: null }]
    : Array.from({ length: samples }, (_empty, index) => ({
        startSeconds: Math.round((durationMs / 1000) * ((index + 0.5) / samples)),
        seconds: sampleSeconds,
      }))

/** Reads the peaks that `volumedetect@s<stream>` prints, in decibels, by stream. */
export const parsePeaks = (lines: readonly string[]): ReadonlyMap<number, number> =>
  new Map(
    lines.flatMap((line) => {
      const found = /\[(?:\w+_)?volumedetect@s(\d+) @ [^\]]*\].*max_volume: (-?\d+(?:\.\d+)?|-inf) dB/.exec(line)
      if (found === null) return []
      return [[Number(found[1]), found[2] === '-inf' ? Number.NEGATIVE_INFINITY : Number(found[2])] as const]
    }),
  )

const listen = async (
  call: MediaCall,
  streams: readonly number[],
  sample: Sample,
  ffmpegPath: string,
): Promise<ReadonlyMap<number, number>> => {
  const lines: string[] = []
  await runProcess({
    command: ffmpegPath,
    args: [
      '-nostdin',
      '-hide_banner',
      '-nostats',
      ...inputOptions(call.path, call.limits),
      ...(sample.startSeconds > 0 ? ['-ss', String(sample.startSeconds)] : []),
      ...(sample.seconds === null ? [] : ['-t', String(sample.seconds)]),
      '-i',
      fileUrl(call.path),
      ...streams.flatMap((index) => ['-map', `0:${index}`, '-af', `volumedetect@s${index}`, '-f', 'null', '-']),
    ],
    stdout: { kind: 'ignore' },
    onStderrLine: (line) => {
      if (line.includes('max_volume')) lines.push(line)
    },
    limits: {
      ...call.limits,
      wallClockMs: Math.min(call.limits.wallClockMs, longestWallClockMs),
      memory: probingMemory(call.limits),
    },
    signal: call.signal,
  }).done
  return parsePeaks(lines)
}

/**
 * Which of several sound streams are silent. A stream that could not be decoded does not count as silent, and when
 * decoding fails none does. Ends early once every stream has made a sound.
 */
export const silentStreams = async (
  call: MediaCall,
  streams: readonly number[],
  durationMs: number,
  tools: { readonly ffmpegPath: string },
): Promise<readonly number[]> => {
  const quiet = new Set<number>()
  let unheard = streams
  for (const sample of samplesToRead(durationMs)) {
    if (unheard.length === 0 || call.signal.aborted) break
    const peaks = await listen(call, unheard, sample, tools.ffmpegPath)
    for (const [index, peak] of peaks) {
      if (peak > silenceDecibels) quiet.delete(index)
      else quiet.add(index)
    }
    unheard = unheard.filter((index) => (peaks.get(index) ?? silenceDecibels) <= silenceDecibels)
  }
  return streams.filter((index) => quiet.has(index))
}
