import { type CopyablePart, copyablePart, type FirstKeyFrame } from './copyable-part.ts'
import type { PacketMark } from './packet-mark.ts'

/** Packets by the times of their decoding, in s. */
export interface StoredRange {
  readonly from: number
  /** Exclusive; null: to the end of the film. */
  readonly to: number | null
  /** Those in between that belong to no picture of the cut. */
  readonly without: readonly number[]
}

/** What comes out where packets are copied. Frames are counted from the first wanted one, which is 0. */
export interface RealCut {
  /** When the first frame is shown, in s. */
  readonly start: number
  /** When the frame behind the last one is shown, in s; where the film ends, about a frame after the last. */
  readonly end: number
  readonly firstFrame: number
  /** Exclusive. */
  readonly endFrame: number
  /** Key frames around the first wanted frame and the last one; null where none is near. */
  readonly keyFrames: {
    readonly beforeIn: number | null
    readonly afterIn: number | null
    readonly beforeOut: number | null
    readonly afterOut: number | null
  }
  /** Time of the first wanted frame and of the one behind the last wanted, in s, as the packets tell it. */
  readonly wanted: { readonly start: number; readonly end: number; readonly frames: number }
  /** About the time between two frames, in s. */
  readonly frameSeconds: number
  /** Frames of it that the film's edit list hides: copied packets show them. */
  readonly hiddenFrames: number
  /** What a cut to the frame can copy; null: nothing. */
  readonly copyable: CopyablePart | null
  /** Packets of the cut where the film keeps only times of decoding; else null. */
  readonly stored: StoredRange | null
}

/** Most that a time which is kept in whole ms is off, in s. */
const roundingSeconds = 0.002

/** Number of the first time that is not before `time` by more than the tolerance; their count when there is none. */
const firstFrom = (times: readonly number[], time: number, tolerance: number): number => {
  const found = times.findIndex((each) => each >= time - tolerance)
  return found < 0 ? times.length : found
}

/** A packet with a time of its own. */
interface Shown extends PacketMark {
  readonly time: number
}

/** Packets from a key frame on, up to the first place where all wanted frames have come and none is missing between them. */
const copiedFrom = (packets: readonly PacketMark[], keyTime: number, lastWanted: number, times: readonly number[]) => {
  const shown = times.filter((time) => time >= keyTime)
  const rank = new Map(shown.map((time, index) => [time, index]))
  const held = new Set<number>()
  const without: number[] = []
  let highest = keyTime
  let count = 0
  for (const { time, stored } of packets) {
    count += 1
    if (time === null || time < keyTime) {
      if (stored !== undefined) without.push(stored)
      continue
    }
    held.add(time)
    highest = Math.max(highest, time)
    const isWhole = held.size === (rank.get(highest) ?? 0) + 1
    if (isWhole && highest >= lastWanted) break
  }
  const from = packets[0]?.stored
  const stored = from === undefined ? null : { from, to: packets[count]?.stored ?? null, without }
  return { highest, stored, hiddenFrames: packets.slice(0, count).filter(({ hidden }) => hidden === true).length }
}

/**
 * The cut that copying packets makes of wanted times (s): from the last key frame at or before the first frame, to the first
 * place in storage order where all wanted frames have come and none is missing between those that have. Frames that are
 * stored behind the key frame and shown before it cannot be decoded and do not count; hidden ones are not wanted, but come
 * out. `packets`: in storage order, from before the first frame. Null where no key frame lies before it.
 */
export const realCut = (
  packets: readonly PacketMark[],
  from: number,
  to: number,
  firstKey: FirstKeyFrame = 'closed',
): RealCut | null => {
  const shown = packets.filter((packet): packet is Shown => packet.time !== null)
  const times = [...new Set(shown.map(({ time }) => time))].toSorted((a, b) => a - b)
  const [earliest, latest] = [times[0], times.at(-1)]
  if (earliest === undefined || latest === undefined) return null
  const frameSeconds = times.length > 1 ? (latest - earliest) / (times.length - 1) : 0.04
  const tolerance = Math.min(roundingSeconds, frameSeconds / 4)
  const hidden = new Set(shown.filter((packet) => packet.hidden === true).map(({ time }) => time))
  const visible = times.filter((time) => !hidden.has(time))
  const firstWanted = firstFrom(visible, from, tolerance)
  const behindWanted = Math.min(visible.length, Math.max(firstWanted + 1, firstFrom(visible, to, tolerance)))
  const start = visible[firstWanted]
  const lastWanted = visible[behindWanted - 1]
  if (start === undefined || lastWanted === undefined) return null

  const keyAt = packets.findLastIndex(({ time, key }) => key && time !== null && time <= start)
  const keyTime = packets[keyAt]?.time ?? null
  if (keyTime === null) return null
  const { highest, stored, hiddenFrames } = copiedFrom(packets.slice(keyAt), keyTime, lastWanted, times)
  const [first, lastFrame, endAt] = [times.indexOf(start), times.indexOf(lastWanted), times.indexOf(highest) + 1]
  const keys = [...new Set(shown.filter(({ key }) => key).map(({ time }) => times.indexOf(time)))].toSorted(
    (a, b) => a - b,
  )
  const relative = (index: number | undefined): number | null => (index === undefined ? null : index - first)
  const timeAt = (index: number): number => times[index] ?? latest + frameSeconds
  return {
    start: keyTime,
    end: timeAt(endAt),
    firstFrame: times.indexOf(keyTime) - first,
    endFrame: endAt - first,
    keyFrames: {
      beforeIn: relative(keys.findLast((index) => index <= first)),
      afterIn: relative(keys.find((index) => index > first)),
      beforeOut: relative(keys.findLast((index) => index <= lastFrame)),
      afterOut: relative(keys.find((index) => index > lastFrame)),
    },
    wanted: { start, end: timeAt(lastFrame + 1), frames: behindWanted - firstWanted },
    copyable: copyablePart(packets, start, lastWanted, timeAt(lastFrame + 1), firstKey),
    frameSeconds,
    hiddenFrames,
    stored,
  }
}
