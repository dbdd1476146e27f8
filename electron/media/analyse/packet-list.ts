import type { Rational } from '../../contract/index.ts'
import { createLineFramer } from '../../process/line-framer.ts'

/** A packet's line is far shorter. */
const maxLineLength = 1000

/** Reads the list of one stream's packets that ffmpeg's `framecrc` format writes, as it comes. */
export interface PacketList {
  readonly push: (chunk: Buffer) => void
  /** When the last of them ends, in ms; null when there was none. */
  readonly endMs: () => number | null
}

/** `0,  dts,  pts,  duration,  size, checksum`, after comments of which one tells the time base: `#tb 0: 1/48000`. */
export const createPacketList = (): PacketList => {
  let timeBase: Rational = { num: 1, den: 1000 }
  let endTicks: number | null = null
  const take = (line: string): void => {
    const base = /^#tb 0: (\d+)\/(\d+)/.exec(line)
    if (base !== null) timeBase = { num: Number(base[1]), den: Math.max(1, Number(base[2])) }
    const [, , pts, duration] = line.startsWith('#') ? [] : line.split(',', 4).map(Number)
    if (pts === undefined || duration === undefined || Number.isNaN(pts + duration)) return
    endTicks = Math.max(endTicks ?? pts, pts + Math.max(0, duration))
  }
  const lines = createLineFramer(maxLineLength, take)
  return {
    push: lines.push,
    endMs: () => {
      lines.flush()
      return endTicks === null ? null : (endTicks * timeBase.num * 1000) / timeBase.den
    },
  }
}
