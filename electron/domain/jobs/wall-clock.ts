import type { Settings } from '../../contract/index.ts'

/**
 * Time limit of one stage of one video in ms: a multiple of the video's length, and at least the minimum of the
 * settings.
 */
export const wallClockLimitMs = (limits: Settings['limits'], durationMs: number): number =>
  Math.round(Math.max(limits.minWallClockMs, durationMs * limits.wallClockFactor))

/** How many decoding jobs run at a time: the setting, or half of the processor cores; at least one. */
export const decodeSlotCount = (decodeSlots: number | null, cores: number): number =>
  decodeSlots ?? Math.max(1, Math.floor(cores / 2))
