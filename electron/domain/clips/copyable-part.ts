import type { PacketMark } from './packet-mark.ts'

/** A part of a wanted range whose packets can be copied as they are; the frames around it have to be encoded. */
export interface CopyablePart {
  /** When its first frame is shown, in s. */
  readonly start: number
  /** When the frame behind it is shown, in s. */
  readonly end: number
  /** Frames of the range before it. */
  readonly before: number
  readonly frames: number
  /** Frames that are stored behind its first one and shown before it: they are encoded, and their packets are left out. */
  readonly leading: number
}

/** What a codec lets a copied part begin with: any key frame, or only one with nothing behind it that is shown before it. */
export type FirstKeyFrame = 'any' | 'closed'

/** Frames stored behind a key frame that are shown before it; null where one that is stored before it is shown later. */
const leadingOf = (packets: readonly PacketMark[], at: number, time: number): number | null => {
  const others = packets.flatMap((packet, index) =>
    packet.time === null || index === at ? [] : [{ isStoredBefore: index < at, isShownBefore: packet.time < time }],
  )
  return others.some(({ isStoredBefore, isShownBefore }) => isStoredBefore && !isShownBefore)
    ? null
    : others.filter(({ isStoredBefore, isShownBefore }) => !isStoredBefore && isShownBefore).length
}

/**
 * The longest part of wanted times (s, `lastWanted` is the time of the last frame) that can be copied: from the first key frame
 * that `firstKey` allows, to the last place in storage order where no frame is missing and none has come that is shown
 * behind the range. Null where there is none, and for films that keep only times of decoding or hide frames there.
 * `packets`: in storage order.
 */
export const copyablePart = (
  packets: readonly PacketMark[],
  start: number,
  lastWanted: number,
  behind: number,
  firstKey: FirstKeyFrame,
): CopyablePart | null => {
  const times = [...new Set(packets.flatMap(({ time }) => (time === null ? [] : [time])))].toSorted((a, b) => a - b)
  const at = packets.findIndex(({ time, key }, index) => {
    if (!key || time === null || time < start || time > lastWanted) return false
    const leading = leadingOf(packets, index, time)
    return leading === 0 || (leading !== null && firstKey === 'any')
  })
  const keyTime = packets[at]?.time ?? null
  if (keyTime === null) return null
  const [first, last] = [times.indexOf(keyTime), times.indexOf(lastWanted)]
  const rank = new Map(times.map((time, index) => [time, index]))
  let held = 0
  let highest = first
  let frames = 0
  for (const { time, hidden, stored } of packets.slice(at)) {
    if (time === null || hidden === true || stored !== undefined) break
    if (time < keyTime) continue
    held += 1
    highest = Math.max(highest, rank.get(time) ?? last + 1)
    if (highest > last) break
    if (highest - first + 1 === held) frames = held
  }
  if (frames === 0) return null
  return {
    start: keyTime,
    end: first + frames > last ? behind : (times[first + frames] ?? behind),
    before: first - times.indexOf(start),
    frames,
    leading: leadingOf(packets, at, keyTime) ?? 0,
  }
}
