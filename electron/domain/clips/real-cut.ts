/** A packet of the picture: when it is shown, in s, and whether it can be decoded alone. */
export interface PacketMark {
  readonly time: number
  readonly key: boolean
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
}

/** Most that a time which is kept in whole ms is off, in s. */
const roundingSeconds = 0.002

/** Number of the first time that is not before `time` by more than the tolerance; their count when there is none. */
const firstFrom = (times: readonly number[], time: number, tolerance: number): number => {
  const found = times.findIndex((each) => each >= time - tolerance)
  return found < 0 ? times.length : found
}

/**
 * The cut that copying packets makes of wanted times (s): from the last key frame at or before the first frame, to the first
 * place in storage order where all wanted frames have come and none is missing between those that have. Frames that are
 * stored behind the key frame and shown before it cannot be decoded and do not count. `packets`: in storage order, from
 * before the first frame. Null where no key frame lies before it.
 */
export const realCut = (packets: readonly PacketMark[], from: number, to: number): RealCut | null => {
  const times = [...new Set(packets.map(({ time }) => time))].toSorted((a, b) => a - b)
  const [earliest, latest] = [times[0], times.at(-1)]
  if (earliest === undefined || latest === undefined) return null
  const frameSeconds = times.length > 1 ? (latest - earliest) / (times.length - 1) : 0.04
  const tolerance = Math.min(roundingSeconds, frameSeconds / 4)
  const first = firstFrom(times, from, tolerance)
  const last = Math.max(first + 1, firstFrom(times, to, tolerance))
  const start = times[first]
  const lastWanted = times[Math.min(last, times.length) - 1]
  if (start === undefined || lastWanted === undefined) return null

  const keyAt = packets.findLastIndex(({ time, key }) => key && time <= start)
  const keyTime = packets[keyAt]?.time
  if (keyAt < 0 || keyTime === undefined) return null
  const shown = times.filter((time) => time >= keyTime)
  const rank = new Map(shown.map((time, index) => [time, index]))
  const held = new Set<number>()
  let highest = keyTime
  for (const { time } of packets.slice(keyAt)) {
    if (time < keyTime) continue
    held.add(time)
    highest = Math.max(highest, time)
    const isWhole = held.size === (rank.get(highest) ?? 0) + 1
    if (isWhole && highest >= lastWanted) break
  }
  const endAt = times.indexOf(highest) + 1
  const keys = [...new Set(packets.filter(({ key }) => key).map(({ time }) => times.indexOf(time)))].toSorted(
    (a, b) => a - b,
  )
  const lastFrame = Math.min(last, times.length) - 1
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
    wanted: { start, end: timeAt(lastFrame + 1), frames: lastFrame + 1 - first },
    frameSeconds,
  }
}
