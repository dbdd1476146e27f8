import {
  formatClock,
  formatTimecode,
  type Rational,
  type SourceTimecode,
  sourceLabel,
} from '../../../electron/contract/index.ts'
import { spanOf, type TimelineView } from './timeline-geometry.ts'

/** One line of the ruler. */
export interface Tick {
  readonly timeMs: number
  /** The timecode of a labelled line; null for a line between. */
  readonly label: string | null
}

const secondSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18_000, 36_000] as const
const clockSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500] as const

/** How labelled lines are divided: the count of parts that still gives whole frames or round times. */
const partsOf = (step: number, unit: number): number => {
  for (const parts of [5, 4, 3, 2]) {
    if (step % parts === 0 && (step / parts) % unit === 0) return parts
  }
  return 1
}

interface Grid {
  /** Steps between labelled lines that may be chosen, ascending, in units. */
  readonly steps: readonly number[]
  /** Length of a unit in ms: a frame, or a millisecond. */
  readonly unitMs: number
  readonly label: (unit: number) => string
}

const gridOf = (rate: Rational | null, msPerLabel: number, source: SourceTimecode | null): Grid => {
  if (rate === null || rate.num <= 0) {
    return {
      steps: [...clockSteps, ...secondSteps.map((seconds) => seconds * 1000)],
      unitMs: 1,
      label: (unit) => formatClock(unit),
    }
  }
  // At 29.97 a second of timecode is 30 frames, so the lines stand on whole labels.
  const base = Math.max(1, Math.round(rate.num / rate.den))
  const isCounted = formatTimecode(base * 36_000, rate) === '10:00:00:00'
  const frames = [1, 2, 5, 10].filter((step) => step < base && (step === 1 || base % step === 0))
  if (!isCounted && msPerLabel > 500) {
    // Rates without a label of their own: lines on the clock's seconds, named after the first frame of each.
    return {
      steps: secondSteps.map((seconds) => seconds * 1000),
      unitMs: 1,
      label: (unit) => formatTimecode(Math.ceil((unit * rate.num) / (1000 * rate.den)), rate),
    }
  }
  return {
    steps: [...frames, ...secondSteps.map((seconds) => seconds * base)],
    unitMs: (1000 * rate.den) / rate.num,
    label: (unit) => (source === null ? null : sourceLabel(source, unit)) ?? formatTimecode(unit, rate),
  }
}

/**
 * Lines of the ruler for what is on show: labels at least `leastPx` apart, with fainter lines between where they fit.
 * `source`: the timecode that labels count from, instead of the beginning.
 */
export const ticksOf = (
  view: TimelineView,
  widthPx: number,
  durationMs: number,
  rate: Rational | null,
  leastPx = 104,
  source: SourceTimecode | null = null,
): readonly Tick[] => {
  const grid = gridOf(rate, leastPx / view.pxPerMs, source)
  const unitPx = grid.unitMs * view.pxPerMs
  const step = grid.steps.find((candidate) => candidate * unitPx >= leastPx) ?? grid.steps.at(-1) ?? 1
  const parts = partsOf(step, 1)
  const minor = (step / parts) * unitPx >= 8 ? step / parts : step
  const endMs = Math.min(durationMs, view.startMs + spanOf(view, widthPx))
  const ticks: Tick[] = []
  // One label to the left of the window, so that its text slides out instead of vanishing.
  const first = Math.max(0, Math.floor(view.startMs / grid.unitMs / step) * step)
  for (let unit = first; unit * grid.unitMs <= endMs; unit += minor) {
    ticks.push({ timeMs: unit * grid.unitMs, label: unit % step === 0 ? grid.label(unit) : null })
  }
  return ticks
}
