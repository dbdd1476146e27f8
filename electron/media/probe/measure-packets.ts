import { filmTimeMs } from '../../contract/film-time.ts'
import type { MediaCall, ProbeResult } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { createLineFramer } from '../../process/line-framer.ts'
import { runProcess } from '../../process/run-process.ts'
import { failureOfExit } from '../failures.ts'
import { readingMemory } from '../memory-limits.ts'
import { probeArguments } from '../safety.ts'
import { createPacketLength } from './packet-length.ts'

/** A packet's line is far shorter. */
const maxLineLength = 1000

/** Hears of a packet: its stream, its presentation time and its duration (0 when unknown), both in s. */
type PacketListener = (stream: number, start: number, duration: number) => void

/** Reads every packet of a file (no decoding), of all streams or of those that `select` names. */
const walkPackets = async (
  call: MediaCall,
  ffprobePath: string,
  select: readonly string[],
  onPacket: PacketListener,
): Promise<Result<null>> => {
  const lines = createLineFramer(maxLineLength, (line) => {
    const [stream, start, duration] = line.split(',').map(Number.parseFloat)
    if (stream === undefined || start === undefined || Number.isNaN(stream) || Number.isNaN(start)) return
    onPacket(stream, start, duration === undefined || Number.isNaN(duration) ? 0 : duration)
  })
  const exit = await runProcess({
    command: ffprobePath,
    args: [
      '-v',
      'error',
      ...select,
      '-show_entries',
      'packet=stream_index,pts_time,duration_time',
      '-of',
      'csv=p=0',
      ...probeArguments(call.path, call.limits),
    ],
    stdout: { kind: 'stream', onData: lines.push },
    limits: { ...call.limits, memory: readingMemory() },
    signal: call.signal,
  }).done
  const stopped = failureOfExit(exit)
  return stopped === null ? ok(null) : err(stopped)
}

/** The real length of the pictures of a file, by their packets, in ms. */
export const measureDuration = async (call: MediaCall, ffprobePath: string): Promise<Result<number>> => {
  const length = createPacketLength()
  const walked = await walkPackets(call, ffprobePath, ['-select_streams', 'V'], (_stream, start, duration) =>
    length.add(start, duration),
  )
  return walked.ok ? ok(Math.round(length.seconds() * 1000)) : walked
}

/** Containers that keep one length for all their streams, or the same one for each. */
const keepsOneLength = (container: string): boolean => /^(?:flv|asf)\b/.test(container)

/** Sound that ends within this share of the claimed length accounts for it. */
const unexplainedShare = 0.02

/**
 * Finds out when the pictures end where the container does not say: in a film whose sound accounts for the one length that
 * is kept, the pictures may end before, and nothing is missing.
 */
export const withPictureEnd = async (
  call: MediaCall,
  ffprobePath: string,
  found: ProbeResult,
): Promise<Result<ProbeResult>> => {
  const { heard } = found.audio
  if (!keepsOneLength(found.container) || heard.length === 0) return ok(found)
  let pictureEnd = 0
  let soundEnd = 0
  const walked = await walkPackets(call, ffprobePath, [], (stream, start, duration) => {
    if (stream === found.videoStreamIndex) pictureEnd = Math.max(pictureEnd, start + duration)
    if (heard.includes(stream)) soundEnd = Math.max(soundEnd, start + duration)
  })
  if (!walked.ok) return walked
  const endInFilmTimeMs = (seconds: number): number => Math.round(filmTimeMs(seconds * 1000, found))
  const isExplained = endInFilmTimeMs(soundEnd) >= found.durationMs * (1 - unexplainedShare)
  return ok(isExplained && pictureEnd > 0 ? { ...found, pictureEndMs: endInFilmTimeMs(pictureEnd) } : found)
}
