/** Progress of a job as it is shown. */
export interface ProgressReading {
  /** 0…1, never going back. */
  readonly fraction: number
  /** Media time over wall time, smoothed; null until it is known. */
  readonly speed: number | null
  readonly etaMs: number | null
}

/** State of the smoothing; a value, so that it can be tested without a clock. */
export interface ProgressMeter extends ProgressReading {
  /** Time, position and fraction of the last sample that counted for the rates. */
  readonly atMs: number
  readonly positionMs: number
  readonly markFraction: number
  readonly fractionRate: number | null
}

/** Time constant of the smoothing: a change of speed shows after about three seconds. */
const smoothingMs = 3_000
/** Samples closer together than this only move the fraction. */
const minIntervalMs = 200

/** A meter at the start of an attempt. */
export const startMeter = (nowMs: number): ProgressMeter => ({
  fraction: 0,
  speed: null,
  etaMs: null,
  atMs: nowMs,
  positionMs: 0,
  markFraction: 0,
  fractionRate: null,
})

const blend = (old: number | null, fresh: number, weight: number): number =>
  old === null ? fresh : old + (fresh - old) * weight

/** Takes in one sample. Speed and rate are exponentially smoothed over wall time. */
export const advanceMeter = (
  meter: ProgressMeter,
  sample: { readonly nowMs: number; readonly fraction: number; readonly positionMs: number },
): ProgressMeter => {
  const clamped = Number.isFinite(sample.fraction) ? Math.min(1, Math.max(0, sample.fraction)) : 0
  const fraction = Math.max(meter.fraction, clamped)
  const elapsedMs = sample.nowMs - meter.atMs
  if (elapsedMs < minIntervalMs) return { ...meter, fraction }
  const weight = 1 - Math.exp(-elapsedMs / smoothingMs)
  const positionMs = Math.max(meter.positionMs, sample.positionMs)
  const speed = blend(meter.speed, (positionMs - meter.positionMs) / elapsedMs, weight)
  const fractionRate = blend(meter.fractionRate, (fraction - meter.markFraction) / elapsedMs, weight)
  const etaMs = fractionRate > 0 ? Math.round((1 - fraction) / fractionRate) : null
  return { fraction, speed, etaMs, atMs: sample.nowMs, positionMs, markFraction: fraction, fractionRate }
}
