import type { Arrangement, Flag, Label, Problem, Rational } from '../../contract/index.ts'

/** A film as an editor sees it. Frames count from its first one, on the grid of `rate`. */
export interface TimelineMedia {
  /** Unique within a timeline. */
  readonly id: string
  /** Of the file. */
  readonly name: string
  /** Where the editor's machine finds it: absolute, in the way of POSIX, Windows or UNC. */
  readonly path: string
  readonly reel: string
  readonly rate: Rational
  /** Source timecode of the first frame, counted from midnight at `rate`. */
  readonly startFrame: number
  readonly dropFrame: boolean
  readonly frames: number
  readonly width: number
  readonly height: number
  /** Channels of each sound track in the order of the file; empty without sound. */
  readonly audio: readonly number[]
  readonly sampleRate: number
}

/** Words that are said in a range, in seconds from its beginning. */
export interface TimelineWords {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly text: string
}

/** Frames of one film. */
export interface TimelineClip {
  readonly media: TimelineMedia
  readonly name: string
  readonly in: number
  /** Exclusive. */
  readonly out: number
  readonly note: string
  readonly tags: readonly string[]
  /** 0 to 5; null: not rated. */
  readonly rating: number | null
  readonly flag: Flag | null
  readonly label: Label | null
  /** Names of people who are seen in the range. */
  readonly people: readonly string[]
  readonly words: readonly TimelineWords[]
  /** For tables and JSON: ids of the library. */
  readonly videoId: string
  readonly startMs: number
  readonly endMs: number
}

/** Ranges in order, with the grid that a sequence of them has. */
export interface EditorTimeline {
  readonly name: string
  readonly arrangement: Arrangement
  readonly rate: Rational
  readonly dropFrame: boolean
  /** Of the first frame of the sequence, counted from midnight. */
  readonly startFrame: number
  readonly width: number
  readonly height: number
  readonly clips: readonly TimelineClip[]
}

/** A file to be written; its name is only the end of it, behind the name of the export. */
export interface TimelineFile {
  /** Empty, or what tells several files of one export apart. */
  readonly suffix: string
  readonly text: string
}

/** What a writer makes of a timeline. */
export interface Written {
  readonly files: readonly TimelineFile[]
  /** What the format could not carry. */
  readonly report: readonly Problem[]
}

/** Writes a timeline in one format. Pure. */
export type TimelineWriter = (timeline: EditorTimeline) => Written

/** A clip with the frames of the sequence that it fills. */
export interface PlacedClip {
  readonly clip: TimelineClip
  readonly index: number
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

/** Frames of one grid as the nearest number of frames of another, at least 0. Exact. */
export const rescale = (frames: number, from: Rational, to: Rational): number => {
  const numerator = BigInt(frames) * BigInt(to.num) * BigInt(from.den)
  const denominator = BigInt(from.num) * BigInt(to.den)
  return Number((2n * numerator + denominator) / (2n * denominator))
}

/** Whether two rates are one. */
export const sameRate = (left: Rational, right: Rational): boolean => left.num * right.den === right.num * left.den

/** Lays the clips one after the other on the grid of the sequence; each has at least one frame. */
export const placeClips = ({ clips, rate }: EditorTimeline): readonly PlacedClip[] => {
  let at = 0
  return clips.map((clip, index) => {
    const from = at
    at += Math.max(1, rescale(clip.out - clip.in, clip.media.rate, rate))
    return { clip, index, from, to: at }
  })
}

/** Every film of a timeline once, in order of its first clip. */
export const mediaOf = ({ clips }: EditorTimeline): readonly TimelineMedia[] => [
  ...new Map(clips.map(({ media }) => [media.id, media])).values(),
]
