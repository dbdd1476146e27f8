import type { MediaCall, ProbeResult } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { err, ok } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { failure, failureOfExit, messageOf } from '../failures.ts'
import { probingMemory, readingMemory } from '../memory-limits.ts'
import { openRegularFile } from '../open-file.ts'
import { probeArguments } from '../safety.ts'
import { fileKind, probeFailure } from './probe-failure.ts'
import { needsMeasuredDuration, parseProbe } from './probe-parser.ts'
import { sampledPackets } from './timing.ts'

const largestOutputBytes = 16 * 1024 * 1024
const headBytes = 189
const defaultWallClockMs = 60_000

/** Arguments that make ffprobe print everything that is kept of a file, with the times of its first packets. */
export const describeArguments = (path: string, limits: MediaCall['limits']): readonly string[] => [
  '-v',
  'error',
  '-show_format',
  '-show_streams',
  '-show_chapters',
  '-show_entries',
  'packet=stream_index,pts',
  '-read_intervals',
  `%+#${sampledPackets}`,
  '-of',
  'json=c=1',
  ...probeArguments(path, limits),
]

/** Arguments that make ffprobe print the end time of every packet of the video streams. */
const packetArguments = (path: string, limits: MediaCall['limits']): readonly string[] => [
  '-v',
  'error',
  '-select_streams',
  'V',
  '-show_entries',
  'packet=pts_time,duration_time',
  '-of',
  'csv=p=0',
  ...probeArguments(path, limits),
]

const readHead = async (path: string): Promise<Result<{ readonly head: Buffer; readonly sizeBytes: number }>> => {
  const opened = await openRegularFile(path)
  if (!opened.ok) return opened
  const { handle, stats } = opened.value
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return ok({ head: buffer.subarray(0, bytesRead), sizeBytes: stats.size })
  } catch (cause) {
    return err(failure('unreadable', `The file cannot be read: ${messageOf(cause)}.`))
  } finally {
    await handle.close()
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Reads every packet (no decoding) for the real length, from the first to the last picture, in ms. */
const measureDuration = async (call: MediaCall, ffprobePath: string): Promise<Result<number>> => {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  let rest = ''
  const take = (line: string): void => {
    const [start, length] = line.split(',').map(Number.parseFloat)
    if (start === undefined || Number.isNaN(start)) return
    first = Math.min(first, start)
    last = Math.max(last, start + (length === undefined || Number.isNaN(length) ? 0 : length))
  }
  const exit = await runProcess({
    command: ffprobePath,
    args: packetArguments(call.path, call.limits),
    stdout: {
      kind: 'stream',
      onData: (chunk) => {
        const lines = (rest + chunk.toString('latin1')).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) take(line)
      },
    },
    limits: { ...call.limits, memory: readingMemory() },
    signal: call.signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null) return err(stopped)
  return ok(last > first ? Math.round((last - first) * 1000) : 0)
}

/** Asks ffprobe about a file. Never blocks on pipes and devices, and follows no reference out of the file. */
export const probe = async (call: MediaCall, tools: { readonly ffprobePath: string }): Promise<Result<ProbeResult>> => {
  if (call.signal.aborted) return err(failure('cancelled', 'Cancelled.'))
  const opened = await readHead(call.path)
  if (!opened.ok) return opened
  const { head, sizeBytes } = opened.value
  const exit = await runProcess({
    command: tools.ffprobePath,
    args: describeArguments(call.path, call.limits),
    stdout: { kind: 'collect', maxBytes: largestOutputBytes },
    limits: {
      ...call.limits,
      wallClockMs: Math.min(call.limits.wallClockMs, defaultWallClockMs),
      memory: probingMemory(call.limits),
    },
    signal: call.signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null) return err(stopped)
  if (exit.kind !== 'exited' || exit.code !== 0) {
    return err(probeFailure('stderrTail' in exit ? exit.stderrTail : [], fileKind(head)))
  }
  const raw = parseJson(exit.stdout.toString('utf8'))
  const context = { limits: call.limits, sizeBytes, measuredDurationMs: null }
  const parsed = parseProbe(raw, context)
  // A picture beyond the limit shows up as a stream without a size, and a line that says why.
  const oversize = probeFailure(exit.stderrTail, 'unknown')
  const result = !parsed.ok && oversize.code === 'too_many_pixels' ? err(oversize) : parsed
  if (!result.ok || !needsMeasuredDuration(raw, sizeBytes)) return result
  const measured = await measureDuration(call, tools.ffprobePath)
  if (!measured.ok) return measured
  return parseProbe(raw, { ...context, measuredDurationMs: measured.value })
}
