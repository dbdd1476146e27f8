import { type PacketMark, type RealCut, realCut } from '../../domain/clips/real-cut.ts'
import type { CutCall } from '../../domain/ports/clip-port.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { createLineFramer } from '../../process/line-framer.ts'
import { runProcess } from '../../process/run-process.ts'
import { failureOfExit } from '../failures.ts'
import { readingMemory } from '../memory-limits.ts'
import { probeArguments } from '../safety.ts'

const maxLineLength = 1000

/** `pts_time,dts_time,flags` of a packet as ffprobe writes it; null without any time. */
export const parsePacketLine = (line: string): PacketMark | null => {
  const [shown = '', stored = '', flags = ''] = line.split(',')
  const time = [Number.parseFloat(shown), Number.parseFloat(stored)].find(Number.isFinite)
  return time === undefined ? null : { time, key: flags.startsWith('K') }
}

/** Parts of a film that are looked at, in s before and behind the range, until they hold what is needed. */
const windows = [
  { before: 1, after: 12 },
  { before: 60, after: 60 },
  { before: Number.POSITIVE_INFINITY, after: Number.POSITIVE_INFINITY },
]

const readPackets = async (
  { path, limits, signal, probe }: CutCall,
  ffprobePath: string,
  from: number,
  to: number,
): Promise<Result<readonly PacketMark[]>> => {
  const packets: PacketMark[] = []
  const lines = createLineFramer(maxLineLength, (line) => {
    const packet = parsePacketLine(line)
    if (packet !== null) packets.push(packet)
  })
  const interval = `${Number.isFinite(from) && from > 0 ? from.toFixed(3) : ''}%${Number.isFinite(to) ? to.toFixed(3) : ''}`
  const exit = await runProcess({
    command: ffprobePath,
    args: [
      ...['-v', 'error', '-select_streams', String(probe.videoStreamIndex)],
      ...(interval === '%' ? [] : ['-read_intervals', interval]),
      ...['-show_entries', 'packet=pts_time,dts_time,flags', '-of', 'csv=p=0'],
      ...probeArguments(path, limits),
    ],
    stdout: { kind: 'stream', onData: lines.push },
    limits: { ...limits, memory: readingMemory() },
    signal,
  }).done
  const stopped = failureOfExit(exit)
  return stopped === null ? ok(packets) : err(stopped)
}

/** What copying packets would cut of a film; null where no key frame lies before the range. */
export const planCut = async (call: CutCall, ffprobePath: string): Promise<Result<RealCut | null>> => {
  const from = (call.startMs + call.probe.startTimeMs) / 1000
  const to = (call.endMs + call.probe.startTimeMs) / 1000
  for (const { before, after } of windows) {
    const packets = await readPackets(call, ffprobePath, from - before, to + after)
    if (!packets.ok) return packets
    const cut = realCut(packets.value, from, to)
    if (cut !== null) return ok(cut)
  }
  return ok(null)
}
