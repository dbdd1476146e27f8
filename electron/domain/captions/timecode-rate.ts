/** Frame numbers that drop-frame timecode leaves out at the beginning of nine minutes of ten, for each 30 frames a second. */
const droppedFrames = 2

/** A timecode's parts, and the whole number of frames that it counts a second. */
export interface FrameTimecode {
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly frames: number
  readonly nominal: number
  readonly isDropFrame: boolean
}

/**
 * Frames a second that a timecode of so many frames a second stands for: 30 means 29.97 beside a film of 29.97 or 23.976
 * frames a second, as such films count whole frames and run slower. `fallback` is for films whose rate is not known.
 */
export const timecodeRate = (nominal: number, filmRate: number | undefined, fallback: number = nominal): number => {
  if (filmRate === undefined) return fallback
  const isFractional = Math.abs(filmRate * 1.001 - Math.round(filmRate * 1.001)) < 0.002 && filmRate % 1 !== 0
  return isFractional && (nominal === 24 || nominal % 30 === 0) ? nominal / 1.001 : nominal
}

/** Milliseconds of a timecode that counts frames which really last 1/`rate` s; null where a part is out of its range. */
export const timecodeMs = (timecode: FrameTimecode, rate: number): number | null => {
  const { hours, minutes, seconds, frames, nominal, isDropFrame } = timecode
  if (minutes >= 60 || seconds >= 60 || frames >= nominal) return null
  const allMinutes = hours * 60 + minutes
  const count = (allMinutes * 60 + seconds) * nominal + frames
  const dropped = isDropFrame
    ? droppedFrames * Math.round(nominal / 30) * (allMinutes - Math.floor(allMinutes / 10))
    : 0
  return ((count - dropped) * 1000) / rate
}
