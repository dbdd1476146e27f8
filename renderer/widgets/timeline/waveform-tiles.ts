import type { Waveform } from '../../../electron/contract/index.ts'
import { type TimelineView, timeAt } from './timeline-geometry.ts'

/** Points of one tile. */
export const tilePoints = 1024
/** The finest stretch that the core measures, in ms; a level doubles it. */
const finestMs = 50

/** A part of the sound at one fineness: tile `index` of those whose points are 50 ms · 2^level long. */
export interface WaveformTile {
  readonly level: number
  readonly index: number
}

const pointMsOf = (level: number): number => finestMs * 2 ** level

/** Where a tile begins and ends, in ms of film time. */
export const spanOfTile = ({ level, index }: WaveformTile): { readonly startMs: number; readonly endMs: number } => {
  const lengthMs = tilePoints * pointMsOf(level)
  return { startMs: index * lengthMs, endMs: (index + 1) * lengthMs }
}

/** The one tile that holds a whole film: what is drawn while finer ones are on their way. */
export const wholeTile = (durationMs: number): WaveformTile => ({
  level: Math.max(0, Math.ceil(Math.log2(Math.max(1, durationMs) / (tilePoints * finestMs)))),
  index: 0,
})

/** The tiles of the part on show whose points are a pixel wide or a little more, but never coarser than the whole film's. */
export const tilesInView = (view: TimelineView, widthPx: number, durationMs: number): readonly WaveformTile[] => {
  const level = Math.min(wholeTile(durationMs).level, Math.max(0, Math.ceil(Math.log2(1 / (finestMs * view.pxPerMs)))))
  const lengthMs = tilePoints * pointMsOf(level)
  const first = Math.max(0, Math.floor(view.startMs / lengthMs))
  const last = Math.floor(Math.min(Math.max(0, durationMs - 1), timeAt(view, widthPx)) / lengthMs)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => ({ level, index: first + offset }))
}

/** Lowest and highest sample of a stretch, in 1/128 of full scale; null where no part knows it. */
export const extremesAt = (
  parts: readonly Waveform[],
  fromMs: number,
  toMs: number,
): { readonly lowest: number; readonly highest: number } | null => {
  let best: Waveform | null = null
  for (const part of parts) {
    const isInside = fromMs >= part.startMs && fromMs < part.startMs + part.lowest.length * part.pointMs
    if (isInside && (best === null || part.pointMs < best.pointMs)) best = part
  }
  if (best === null) return null
  const first = Math.floor((fromMs - best.startMs) / best.pointMs)
  const end = Math.min(best.lowest.length, Math.max(first + 1, Math.ceil((toMs - best.startMs) / best.pointMs)))
  let lowest = 0
  let highest = 0
  for (let index = first; index < end; index += 1) {
    lowest = Math.min(lowest, best.lowest[index] ?? 0)
    highest = Math.max(highest, best.highest[index] ?? 0)
  }
  return { lowest, highest }
}

/** How loud the loudest sample at a time is, in words: decibels below full scale. */
export const levelText = (parts: readonly Waveform[], timeMs: number): string => {
  const extremes = extremesAt(parts, timeMs, timeMs + 1)
  if (extremes === null) return ''
  const peak = Math.max(-extremes.lowest, extremes.highest) / 128
  return peak === 0 ? 'Silence' : `Peak ${Math.round(20 * Math.log10(peak))} dB`.replace('-', '−')
}
