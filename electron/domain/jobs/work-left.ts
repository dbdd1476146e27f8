import { type StageId, stageOf } from '../../contract/index.ts'

/** Jobs of one stage: those that are left, and those that ended since a time. Lengths are of their videos, in milliseconds. */
export interface StageTally {
  readonly stage: StageId
  readonly leftJobs: number
  /** Of those left whose length is known. */
  readonly leftMs: number
  /** How many of those left have no known length yet. */
  readonly leftUnknown: number
  /** How much of those that run is done. */
  readonly ranMs: number
  readonly doneJobs: number
  readonly doneMs: number
  /** But for those that came after a stage that failed: they tell nothing of other videos. */
  readonly skippedJobs: number
}

/** Work on videos: what is left of it, and what has ended since a time. */
export interface WorkTally {
  /** Videos that are being worked on or wait. */
  readonly videosLeft: number
  readonly videosDone: number
  readonly stages: readonly StageTally[]
}

/** Work in milliseconds of film, each stage by its weight. */
export interface WorkAmount {
  readonly left: number
  readonly done: number
}

const sumOf = (stages: readonly StageTally[], of: (tally: StageTally) => number): number =>
  stages.reduce((sum, tally) => sum + of(tally), 0)

/**
 * How much work is left and was done. A video whose length is not known yet counts as long as the others are on average; a
 * stage that is skipped more or less often, as where there is no model, counts as much less.
 */
export const workAmount = ({ stages }: WorkTally): WorkAmount => {
  const known = sumOf(stages, ({ leftJobs, leftUnknown, doneJobs }) => leftJobs - leftUnknown + doneJobs)
  const meanMs = known === 0 ? 0 : sumOf(stages, ({ leftMs, doneMs }) => leftMs + doneMs) / known
  return {
    left: sumOf(stages, ({ stage, leftMs, leftUnknown, ranMs, doneJobs, skippedJobs }) => {
      const share = doneJobs + skippedJobs === 0 ? 1 : doneJobs / (doneJobs + skippedJobs)
      return stageOf[stage].weight * share * Math.max(0, leftMs + leftUnknown * meanMs - ranMs)
    }),
    done: sumOf(stages, ({ stage, doneMs, ranMs }) => stageOf[stage].weight * (doneMs + ranMs)),
  }
}

/** State of the measuring; a value, so that it can be tested without a clock. */
export interface WorkMeter {
  readonly startedMs: number
  readonly atMs: number
  readonly done: number
  /** Work over wall time, smoothed; null until something was done. */
  readonly rate: number | null
  /** Time left; null until it can be known. */
  readonly leftMs: number | null
}

/** A change of speed shows after about half a minute: stages of one video differ much more than videos do. */
const smoothingMs = 30_000
const minIntervalMs = 900
/** A longer time is none that a person can plan with: so little went on lately that the speed tells nothing. */
const longestMs = 30 * 86_400_000
/** Before that nothing is said: the first stages are the quick ones. */
const silentMs = 8_000

/** A meter when work begins. */
export const startWorkMeter = (nowMs: number): WorkMeter => ({
  startedMs: nowMs,
  atMs: nowMs,
  done: 0,
  rate: null,
  leftMs: null,
})

/** Takes in one reading of the work. */
export const advanceWorkMeter = (meter: WorkMeter, { left, done }: WorkAmount, nowMs: number): WorkMeter => {
  const elapsedMs = nowMs - meter.atMs
  if (elapsedMs < minIntervalMs) return meter
  const fresh = Math.max(0, done - meter.done) / elapsedMs
  const weight = 1 - Math.exp(-elapsedMs / smoothingMs)
  const isFirst = meter.rate === null
  const rate = meter.rate === null ? (fresh > 0 ? fresh : null) : meter.rate + (fresh - meter.rate) * weight
  const speaks = rate !== null && rate > 0 && nowMs - meter.startedMs >= silentMs && !isFirst
  const leftMs = speaks ? Math.round(left / rate) : null
  return { ...meter, atMs: nowMs, done, rate, leftMs: leftMs === null || leftMs > longestMs ? null : leftMs }
}
