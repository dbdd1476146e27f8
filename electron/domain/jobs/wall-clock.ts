import type { Settings } from '../../contract/index.ts'

/** Wall-clock limit of one stage of one video: a multiple of its length, but at least the minimum. */
export const wallClockLimitMs = (limits: Settings['limits'], durationMs: number): number =>
  Math.round(Math.max(limits.minWallClockMs, durationMs * limits.wallClockFactor))

/** Decoding jobs at a time: as set, or half the processor cores, at least one. */
export const decodeSlotCount = (decodeSlots: number | null, cores: number): number =>
  decodeSlots ?? Math.max(1, Math.floor(cores / 2))
