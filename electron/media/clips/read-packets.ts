import type { PacketMark } from '../../domain/clips/packet-mark.ts'
import { type RealCut, realCut } from '../../domain/clips/real-cut.ts'
import type { CutCall } from '../../domain/ports/clip-port.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { createLineFramer } from '../../process/line-framer.ts'
import { runProcess } from '../../process/run-process.ts'
import { failureOfExit } from '../failures.ts'
import { decodingMemory, readingMemory } from '../memory-limits.ts'
import { probeArguments } from '../safety.ts'
import { joinedCodecs } from './joined-codecs.ts'

const maxLineLength = 4000

/** A packet as ffprobe writes it. */
export interface ReadPacket {
  /** When it is shown, in s; null where the file keeps only when it is decoded. */
  readonly shown: number | null
  readonly stored: number | null
  readonly key: boolean
  readonly hidden: boolean
  /** Place and length in the file, by which its picture is known again. */
  readonly place: string
}

/** A decoded picture: of which packet it is, and when it is shown, in s; null: behind the one before. */
export interface PictureTime {
  readonly place: string
  readonly shown: number | null
}

const fieldsOf = (line: string): ReadonlyMap<string, string> =>
  new Map(line.split('|').map((field) => field.split('=', 2) as [string, string]))

const timeOf = (text: string | undefined): number | null => {
  const time = Number.parseFloat(text ?? '')
  return Number.isFinite(time) ? time : null
}

/** A line of ffprobe's compact format; null for what is neither a packet nor a picture. */
export const parseLine = (line: string): ReadPacket | PictureTime | null => {
  const fields = fieldsOf(line)
  if (line.startsWith('packet|')) {
    const flags = fields.get('flags') ?? ''
    return {
      shown: timeOf(fields.get('pts_time')),
      stored: timeOf(fields.get('dts_time')),
      key: flags.startsWith('K'),
      hidden: flags.includes('D'),
      place: `${fields.get('pos')}+${fields.get('size')}`,
    }
  }
  return line.startsWith('frame|')
    ? {
        place: `${fields.get('pkt_pos')}+${fields.get('pkt_size')}`,
        shown: timeOf(fields.get('best_effort_timestamp_time')),
      }
    : null
}

/** Packets of a film that keeps when each is shown. */
const shownMarks = (packets: readonly ReadPacket[]): readonly PacketMark[] =>
  packets.flatMap(({ shown, stored, key, hidden }) => {
    const time = shown ?? stored
    return time === null ? [] : [{ time, key, ...(hidden ? { hidden } : {}) }]
  })

/**
 * Packets of a film that keeps only when they are decoded (VC-1 in WMV, AVI): a picture that was decoded tells when its packet is
 * shown. Pictures: in order of presentation.
 */
export const decodedMarks = (
  packets: readonly ReadPacket[],
  pictures: readonly PictureTime[],
): readonly PacketMark[] => {
  const known = pictures.flatMap(({ shown }) => (shown === null ? [] : [shown]))
  const [first, last] = [known[0] ?? 0, known.at(-1) ?? 0]
  const step = known.length > 1 ? (last - first) / (known.length - 1) : 0.04
  const times = new Map<string, number>()
  let before = first - step
  for (const { place, shown } of pictures) {
    // The last ones come when no packet is left that could tell a time.
    before = shown ?? before + step
    times.set(place, before)
  }
  return packets.flatMap(({ place, stored, key, hidden }) =>
    stored === null ? [] : [{ time: times.get(place) ?? null, key, stored, ...(hidden ? { hidden } : {}) }],
  )
}

/** Parts of a film that are looked at, in s before and behind the range, until they hold what is needed. */
const windows = [
  { before: 1, after: 12 },
  { before: 60, after: 60 },
  { before: Number.POSITIVE_INFINITY, after: Number.POSITIVE_INFINITY },
]

const isPacket = (read: ReadPacket | PictureTime): read is ReadPacket => 'key' in read

const readFilm = async (
  { path, limits, signal, probe }: CutCall,
  ffprobePath: string,
  { from, to, decodes }: { readonly from: number; readonly to: number; readonly decodes: boolean },
): Promise<Result<{ readonly packets: readonly ReadPacket[]; readonly pictures: readonly PictureTime[] }>> => {
  const packets: ReadPacket[] = []
  const pictures: PictureTime[] = []
  const lines = createLineFramer(maxLineLength, (line) => {
    const read = parseLine(line)
    if (read === null) return
    if (isPacket(read)) packets.push(read)
    else pictures.push(read)
  })
  const interval = `${Number.isFinite(from) && from > 0 ? from.toFixed(3) : ''}%${Number.isFinite(to) ? to.toFixed(3) : ''}`
  const entries = [
    'packet=pts_time,dts_time,size,pos,flags',
    ...(decodes ? ['frame=best_effort_timestamp_time,pkt_pos,pkt_size'] : []),
  ]
  const exit = await runProcess({
    command: ffprobePath,
    args: [
      ...['-v', 'error', '-select_streams', String(probe.videoStreamIndex)],
      ...(interval === '%' ? [] : ['-read_intervals', interval]),
      ...(decodes ? ['-show_frames', '-show_packets'] : []),
      ...['-show_entries', entries.join(':'), '-of', 'compact'],
      ...probeArguments(path, limits),
    ],
    stdout: { kind: 'stream', onData: lines.push },
    limits: { ...limits, memory: decodes ? decodingMemory(probe) : readingMemory() },
    signal,
  }).done
  const stopped = failureOfExit(exit)
  return stopped === null ? ok({ packets, pictures }) : err(stopped)
}

/** Packets of a part of a film (s), in storage order. */
const readMarks = async (
  call: CutCall,
  ffprobePath: string,
  from: number,
  to: number,
): Promise<Result<readonly PacketMark[]>> => {
  const read = await readFilm(call, ffprobePath, { from, to, decodes: false })
  if (!read.ok) return read
  const isTold = read.value.packets.every(({ shown }) => shown !== null)
  if (isTold) return ok(shownMarks(read.value.packets))
  const decoded = await readFilm(call, ffprobePath, { from, to, decodes: true })
  if (!decoded.ok) return decoded
  const { packets, pictures } = decoded.value
  const marks = decodedMarks(packets, pictures)
  return ok(marks.some(({ time }) => time !== null) ? marks : shownMarks(packets))
}

/** What copying packets would cut of a film; null where no key frame lies before the range. */
export const planCut = async (call: CutCall, ffprobePath: string): Promise<Result<RealCut | null>> => {
  const from = (call.startMs + call.probe.startTimeMs) / 1000
  const to = (call.endMs + call.probe.startTimeMs) / 1000
  for (const { before, after } of windows) {
    const packets = await readMarks(call, ffprobePath, from - before, to + after)
    if (!packets.ok) return packets
    const cut = realCut(packets.value, from, to, joinedCodecs[call.probe.codec]?.firstKey)
    if (cut !== null) return ok(cut)
  }
  return ok(null)
}
