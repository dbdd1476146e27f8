import type { Problem, Rational } from '../../../contract/index.ts'
import type { ExactSpan } from './exact-time.ts'

/** Labels of a list that does not say at which rate they count. */
export interface LabelSpan {
  readonly start: string
  /** Exclusive. */
  readonly end: string
  readonly dropFrame: boolean
}

/**
 * Which part of a film a list means, in every way that it says so. What it does not say is null; at least one is there, but for
 * a film that is meant as a whole.
 */
export interface ReadSpan {
  /** Frames of the film itself, from 0, end exclusive. */
  readonly frames: { readonly start: number; readonly end: number } | null
  /** Film time in ms. */
  readonly times: { readonly startMs: number; readonly endMs: number } | null
  /** Counted from the first frame of the file. */
  readonly offset: ExactSpan | null
  /** Source timecode, counted from midnight. */
  readonly timecode: ExactSpan | null
  readonly labels: LabelSpan | null
  /** How the list counts frames, to write the times down as it does; null where it does not say. */
  readonly counting: { readonly rate: Rational; readonly dropFrame: boolean } | null
}

/** A range of a list, with all that tells which film it is of. */
export interface ReadClip {
  readonly name: string
  /** Of the file, without folders; null where the list does not say. */
  readonly fileName: string | null
  /** As the list writes it, not as an URL; null where it does not say. */
  readonly path: string | null
  readonly reel: string | null
  /** Of the library that wrote the list. */
  readonly videoId: string | null
  readonly span: ReadSpan
  readonly note: string
}

/** Ranges in order, as a sequence or a folder of an editor holds them. */
export interface RangeList {
  /** Empty where it has none. */
  readonly name: string
  /** At which its labels count; null where it does not say. */
  readonly rate: Rational | null
  readonly clips: readonly ReadClip[]
  /** What was in it and cannot be a range. */
  readonly report: readonly Problem[]
}

/** A file that cannot be read: what is wrong with it, for a person. */
export class UnreadableList extends Error {}

/** Reads a file of an editor. Pure; throws `UnreadableList`. */
export type ListReader = (text: string) => readonly RangeList[]

/** A span of which nothing is said. */
export const noSpan: ReadSpan = {
  frames: null,
  times: null,
  offset: null,
  timecode: null,
  labels: null,
  counting: null,
}

/** Counts things that are left out and tells them in one line each. */
export const createLosses = () => {
  const counts = new Map<string, { readonly tell: (count: number) => string; count: number }>()
  return {
    note: (code: string, tell: (count: number) => string): void => {
      const entry = counts.get(code) ?? { tell, count: 0 }
      entry.count += 1
      counts.set(code, entry)
    },
    report: (): readonly Problem[] => [...counts].map(([code, { tell, count }]) => ({ code, message: tell(count) })),
  }
}
export type Losses = ReturnType<typeof createLosses>

/** What is told of things that several formats have. */
export const lossTexts = {
  speed: (count: number): string =>
    `${count} ${count === 1 ? 'clip plays' : 'clips play'} at another speed; the frames that were used come along without it.`,
  sound: (count: number): string =>
    `${count} ${count === 1 ? 'clip is' : 'clips are'} sound alone, and without a picture no range.`,
  generated: (count: number): string =>
    count === 1
      ? '1 title or generator is no part of a film.'
      : `${count} titles and generators are no part of a film.`,
  disabled: (count: number): string =>
    count === 1 ? '1 clip that is switched off was left out.' : `${count} clips that are switched off were left out.`,
  unreadable: (count: number): string =>
    `${count} ${count === 1 ? 'clip has' : 'clips have'} no times that can be read.`,
}
