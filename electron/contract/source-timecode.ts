import { z } from 'zod'
import { type Rational, rationalSchema } from './rational.ts'
import { nearFrameAt, timecodeText } from './timecode.ts'

/** Where a source timecode was found; `none` is not kept, a video then has no source timecode. */
export const timecodeSourceSchema = z.enum(['tmcd', 'mxf', 'bwf', 'tag'])
export type TimecodeSource = z.infer<typeof timecodeSourceSchema>

/** The timecode that a camera or recorder gave the first frame of a file. */
export const sourceTimecodeSchema = z.object({
  /** Of the first frame: `HH:MM:SS:FF`, `HH:MM:SS;FF` where frames are dropped. */
  start: z.string(),
  /** At which it counts; mostly that of the picture. */
  frameRate: rationalSchema,
  dropFrame: z.boolean(),
  /** Name of the tape or card; null where the file does not say. */
  reel: z.string().nullable(),
  /** `tmcd`: a QuickTime timecode track, `mxf`: the material package, `bwf`: the time reference of a sound file, `tag`: metadata of the container. */
  from: timecodeSourceSchema,
})
export type SourceTimecode = z.infer<typeof sourceTimecodeSchema>

/** Frames that a second of timecode counts: 30 at 29.97. At least 1. */
export const countedFrames = ({ num, den }: Rational): number => Math.max(1, Math.round(num / den))

/**
 * Whether labels at a rate can drop frames (SMPTE ST 12-1): 29.97 and its multiples, whose thirty or sixty labels a second
 * run 0.1 % slower than the clock.
 */
export const canDropFrames = ({ num, den }: Rational): boolean => {
  const counted = Math.round(num / den)
  return counted % 30 === 0 && Math.abs(num / den - (counted * 1000) / 1001) < 0.005
}

const two = (value: number): string => String(value).padStart(2, '0')

/**
 * Label of a frame counted from midnight, `HH:MM:SS:FF`, or with dropped labels `HH:MM:SS;FF`: at 29.97 the first two
 * (59.94: four) of each minute, but for every tenth. A day later it begins again at zero.
 */
export const timecodeLabel = (frame: number, rate: Rational, dropFrame: boolean): string => {
  const counted = countedFrames(rate)
  const drops = dropFrame && canDropFrames(rate)
  const perDrop = counted / 15
  const perMinute = counted * 60 - perDrop
  const perTenMinutes = counted * 600 - 9 * perDrop
  const perDay = drops ? perTenMinutes * 144 : counted * 86_400
  let count = ((Math.trunc(frame) % perDay) + perDay) % perDay
  if (drops) {
    const tens = Math.floor(count / perTenMinutes)
    const rest = count % perTenMinutes
    count += tens * 9 * perDrop
    if (rest >= counted * 60) count += perDrop * (1 + Math.floor((rest - counted * 60) / perMinute))
  }
  const seconds = Math.floor(count / counted)
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return `${clock}${drops ? ';' : ':'}${two(count % counted)}`
}

/** The label that the camera gave a frame of a file, from that of the first; null where the first has none that can be read. */
export const sourceLabel = ({ start, frameRate, dropFrame }: SourceTimecode, frame: number): string | null => {
  const first = frameOfLabel(start, frameRate, dropFrame)
  return first === null ? null : timecodeLabel(first + frame, frameRate, dropFrame)
}

/**
 * A moment as people read it: as the camera counted where `source` is given, else from the film's zero (`timecodeText`).
 * `frame`: the one on show, where it is known better than by the time.
 */
export const momentText = (
  timeMs: number,
  frameRate: Rational | null,
  source: SourceTimecode | null | undefined,
  frame?: number,
): string => {
  if (source === null || source === undefined || frameRate === null || frameRate.num <= 0)
    return timecodeText(timeMs, frameRate)
  return sourceLabel(source, frame ?? nearFrameAt(timeMs, frameRate)) ?? timecodeText(timeMs, frameRate)
}

/**
 * Frame of a label, counted from midnight; null when it is none, or one of those that are dropped. The sign before the frames
 * may be `:`, `;` or `.`.
 */
export const frameOfLabel = (label: string, rate: Rational, dropFrame: boolean): number | null => {
  const match = /^(\d{2}):(\d{2}):(\d{2})[:;.,](\d{2,3})$/.exec(label.trim())
  if (match === null) return null
  const [hours = 0, minutes = 0, seconds = 0, frames = 0] = match.slice(1).map(Number)
  const counted = countedFrames(rate)
  if (hours > 23 || minutes > 59 || seconds > 59 || frames >= counted) return null
  const count = (hours * 3600 + minutes * 60 + seconds) * counted + frames
  if (!dropFrame || !canDropFrames(rate)) return count
  const perDrop = counted / 15
  if (minutes % 10 !== 0 && seconds === 0 && frames < perDrop) return null
  const allMinutes = hours * 60 + minutes
  return count - perDrop * (allMinutes - Math.floor(allMinutes / 10))
}

/** The frame of a file that its camera gave a label, from 0; null when it is none, or lies before the first frame. */
export const frameOfSourceLabel = ({ start, frameRate, dropFrame }: SourceTimecode, label: string): number | null => {
  const [first, asked] = [start, label].map((each) => frameOfLabel(each, frameRate, dropFrame))
  return first === null || asked === null || first === undefined || asked === undefined || asked < first
    ? null
    : asked - first
}
