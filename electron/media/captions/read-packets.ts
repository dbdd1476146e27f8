import type { MediaCall, MediaProgress, ProbeResult } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { createLineFramer } from '../../process/line-framer.ts'
import { runProcess } from '../../process/run-process.ts'
import { failureOfExit } from '../failures.ts'
import { clockStreams, countsByTimeStamps, filmClockOptions } from '../input-clock.ts'
import { readingMemory } from '../memory-limits.ts'
import { createProgressParser } from '../proxy/progress-parser.ts'
import { inputArguments } from '../safety.ts'

/** One packet of a stream, with its time in the film. */
export interface StreamPacket {
  readonly atMs: number
  /** 0 when the container does not say. */
  readonly durationMs: number
  readonly data: Buffer
}

/** Which packets of a film are wanted. */
export interface PacketQuestion {
  readonly streamIndex: number
  /** Bitstream filters that they go through; a packet of which nothing is left is no packet. */
  readonly filter: string | null
}

/** Larger packets hold no captions. */
const largestPacket = 8 * 1024 * 1024
/** How far one of ffmpeg's two outputs may be ahead of the other. */
const mostPending = 64 * 1024 * 1024
const longestLine = 10_000

/** What a line tells of a packet; `shownMs` is null where the container does not say when it is shown. */
interface PacketLine {
  readonly decodedMs: number
  readonly shownMs: number | null
  readonly durationMs: number
  readonly size: number
}

/** How ffmpeg writes a time that is not known. */
const unknownTime = '-9223372036854775808'

/**
 * Puts the times and sizes of packets, which come as lines, and their bytes, which come without borders, together. A picture
 * whose time is not known, as in MPEG programme streams, is one that others refer to: it is shown when the next such is decoded.
 */
export const createPacketAssembler = (onPacket: (packet: StreamPacket) => void) => {
  let msPerTick = 0
  let pending: Buffer[] = []
  let pendingBytes = 0
  let untimed: { readonly line: PacketLine; readonly data: Buffer } | null = null
  const waiting: PacketLine[] = []

  const release = (atMs: number): void => {
    if (untimed !== null) onPacket({ atMs, durationMs: untimed.line.durationMs, data: untimed.data })
    untimed = null
  }
  const hand = (line: PacketLine, data: Buffer): void => {
    const { shownMs, decodedMs, durationMs } = line
    if (shownMs === null || shownMs > decodedMs) release(decodedMs)
    if (shownMs === null) untimed = { line, data: Buffer.from(data) }
    else onPacket({ atMs: shownMs, durationMs, data })
  }
  const take = (): void => {
    while (waiting[0] !== undefined && pendingBytes >= waiting[0].size) {
      const [line] = waiting
      const { size } = line
      waiting.shift()
      const whole = pending.length === 1 ? (pending[0] ?? Buffer.alloc(0)) : Buffer.concat(pending)
      pending = size < whole.length ? [whole.subarray(size)] : []
      pendingBytes -= size
      if (size <= largestPacket) hand(line, whole.subarray(0, size))
    }
    if (pendingBytes > mostPending) throw new Error('packets are larger than those of captions can be')
  }
  const takeLine = (text: string): void => {
    const [, numerator = '', denominator = ''] = /^#tb 0: (\d{1,10})\/(\d{1,10})/.exec(text) ?? []
    if (denominator !== '') msPerTick = (Number(numerator) * 1000) / Number(denominator)
    if (text.startsWith('#')) return
    const [, dts, pts, duration, size] = text.split(',').map((part) => part.trim())
    if (size === undefined || !/^\d{1,10}$/.test(size)) return
    const time = (part: string | undefined): number | null =>
      part === undefined || part === unknownTime || !/^-?\d{1,18}$/.test(part) ? null : Number(part) * msPerTick
    const [decodedMs, shownMs] = [time(dts), time(pts)]
    waiting.push({
      decodedMs: decodedMs ?? shownMs ?? 0,
      shownMs,
      durationMs: Number(duration) * msPerTick || 0,
      size: Number(size),
    })
  }
  const lines = createLineFramer(longestLine, takeLine)
  const onTimes = (chunk: Buffer): void => {
    lines.push(chunk)
    take()
  }
  const onBytes = (chunk: Buffer): void => {
    pending.push(chunk)
    pendingBytes += chunk.length
    take()
  }
  const end = (): void => {
    if (untimed !== null) release(untimed.line.decodedMs + untimed.line.durationMs)
  }
  return { onTimes, onBytes, end }
}

const asTheyAre = ['-avoid_negative_ts', 'disabled']

/**
 * Hands over the packets of a stream without decoding them: one output of ffmpeg tells their times and sizes, the other
 * one is their bytes. Answers what ffmpeg complained of, or null.
 */
export const readPackets = async (
  call: MediaCall & { readonly probe: ProbeResult; readonly onProgress: (progress: MediaProgress) => void },
  { streamIndex, filter }: PacketQuestion,
  tools: { readonly ffmpegPath: string },
  onPacket: (packet: StreamPacket) => void,
): Promise<Result<string | null>> => {
  const { onTimes, onBytes, end } = createPacketAssembler(onPacket)
  const { probe } = call
  // Only where the clock may jump the pictures and the sound have to be read along, as other readings do.
  const along = countsByTimeStamps(probe.container) ? clockStreams(probe) : []
  const copy = ['-map', `0:${streamIndex}`, '-c', 'copy', ...(filter === null ? [] : ['-bsf', filter]), ...asTheyAre]
  const exit = await runProcess({
    command: tools.ffmpegPath,
    args: [
      ...['-hide_banner', '-loglevel', 'error', '-nostats', '-progress', 'pipe:1'],
      ...filmClockOptions(probe, [...along, streamIndex]),
      ...inputArguments(call.path, call.limits),
      ...[...copy, '-f', 'data', 'pipe:3'],
      ...[...copy, '-f', 'framecrc', 'pipe:4'],
      ...(along.length === 0
        ? []
        : [...along.flatMap((index) => ['-map', `0:${index}`]), '-c', 'copy', '-f', 'null', '-']),
    ],
    stdout: {
      kind: 'stream',
      onData: createProgressParser((positionMs) =>
        call.onProgress({
          positionMs,
          fraction: probe.durationMs > 0 ? Math.min(1, positionMs / probe.durationMs) : 0,
        }),
      ),
    },
    extraOutputs: [onBytes, onTimes],
    limits: { ...call.limits, memory: readingMemory() },
    signal: call.signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null && exit.kind !== 'signalled') return err(stopped)
  end()
  const failed = exit.kind !== 'exited' || exit.code !== 0
  const lastLine = 'stderrTail' in exit ? exit.stderrTail.at(-1) : undefined
  return ok(failed ? (lastLine ?? 'ffmpeg gave up') : null)
}
