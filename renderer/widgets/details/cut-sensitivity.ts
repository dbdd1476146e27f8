import type { CutSettings } from '../../../electron/contract/index.ts'

type Detector = CutSettings['detector']

/** Each detector's own threshold, and how far a person may usefully go from it. A lower threshold finds more cuts. */
export const detectorThresholds: Readonly<
  Record<Detector, { readonly own: number; readonly least: number; readonly most: number; readonly digits: number }>
> = {
  persistent: { own: 1.2, least: 0.4, most: 3.6, digits: 2 },
  content: { own: 27, least: 9, most: 81, digits: 1 },
  adaptive: { own: 3, least: 1, most: 9, digits: 1 },
}

/** Place of a threshold on the slider: −50 (few cuts) … 0 (the detector's own) … 50 (many cuts), even in ratios. */
export const sensitivityOf = (detector: Detector, threshold: number | null): number => {
  const { own, least, most } = detectorThresholds[detector]
  if (threshold === null) return 0
  const share =
    threshold <= own
      ? Math.log(own / threshold) / Math.log(own / least)
      : -Math.log(threshold / own) / Math.log(most / own)
  return Math.round(Math.max(-1, Math.min(1, share)) * 50)
}

/** The threshold of a place on the slider; null, which is the detector's own, in the middle. */
export const thresholdOf = (detector: Detector, sensitivity: number): number | null => {
  const { own, least, most, digits } = detectorThresholds[detector]
  if (sensitivity === 0) return null
  const share = Math.abs(sensitivity) / 50
  const threshold = sensitivity > 0 ? own * (least / own) ** share : own * (most / own) ** share
  return Number(threshold.toFixed(digits))
}
