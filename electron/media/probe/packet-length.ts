/** Adds up how long the packets of a stream last. */
export interface PacketLength {
  /** A packet's presentation time and duration in s, in the order of the file. */
  readonly add: (start: number, duration: number) => void
  readonly seconds: () => number
}

/** ffmpeg, too, takes a longer step for a clock that was set anew (`-dts_delta_threshold`). */
const longestStepSeconds = 10

/** Parts between which the clock jumps count one after the other, so that no jump counts as length. */
export const createPacketLength = (): PacketLength => {
  let closed = 0
  let first = Number.NaN
  let last = Number.NaN
  const open = (): number => (Number.isNaN(first) ? 0 : last - first)
  return {
    add: (start, duration) => {
      const end = start + (duration > 0 ? duration : 0)
      if (Number.isNaN(first) || start > last + longestStepSeconds || start < first - longestStepSeconds) {
        closed += open()
        first = start
        last = end
        return
      }
      first = Math.min(first, start)
      last = Math.max(last, end)
    },
    seconds: () => closed + open(),
  }
}
