import {
  canDropFrames,
  countedFrames,
  formatClock,
  frameOfLabel,
  type Rational,
  timecodeLabel,
  type UnlinkedRange,
} from '../../../contract/index.ts'
import { reelOf } from '../edl.ts'
import { nameInPath } from '../paths.ts'
import { sameRate, type TimelineMedia } from '../timeline.ts'
import { compareTimes, type ExactSpan, type ExactTime, nearestFrame, spanOfFrames, timeOfFrame } from './exact-time.ts'
import type { LabelSpan, ReadClip, ReadSpan } from './read-list.ts'

/** A film that a range may be of. */
export interface LinkableFilm {
  readonly videoId: string
  /** As an editor counts it. */
  readonly media: TimelineMedia
  /** Everywhere it lies. */
  readonly paths: readonly string[]
  /** Whether its camera gave it a timecode. */
  readonly hasTimecode: boolean
  readonly variableRate: boolean
}

/** Frames of a film on its grid (`TimelineMedia.rate`), or, for a variable rate, where the list says only those, as times. */
export type LinkedSpan =
  | { readonly kind: 'grid' | 'frames'; readonly start: number; readonly end: number }
  | { readonly kind: 'times'; readonly startMs: number; readonly endMs: number }

/** Why a range of a list has no film. */
export type Unlinked = Pick<UnlinkedRange, 'code' | 'message'>

/** A name as files are compared by: without differences of case and of how accents are written. */
export const fileKey = (name: string): string => name.normalize('NFC').toLowerCase().trim()

/** The same without its ending, and without ways of saying that it is a copy for editing. */
export const stemKey = (name: string): string => fileKey(name).replace(/\.[\p{L}\p{N}]{1,8}$/u, '')

/** Reels as an EDL writes them, to compare such with longer ones. */
export const reelKey = (reel: string): string => reelOf(reel).toUpperCase()

/** Names that a range may have for its film's file, the surest first. */
export const fileNamesOf = ({ path, fileName, name }: ReadClip): readonly string[] => {
  const all = [path === null ? null : nameInPath(path), fileName, name]
  return [...new Set(all.flatMap((each) => (each === null || each.trim() === '' ? [] : [each])))]
}

const labelFrames = ({ start, end, dropFrame }: LabelSpan, rate: Rational): readonly [number, number] | null => {
  const drops = dropFrame && canDropFrames(rate)
  const [from, to] = [frameOfLabel(start, rate, drops), frameOfLabel(end, rate, drops)]
  if (from === null || to === null) return null
  // A range over midnight ends at a smaller label.
  return [from, to <= from ? to + countedFrames(rate) * 86_400 : to]
}

const frameNumberOf = (label: string): number => Number(/(\d+)$/.exec(label)?.[1] ?? 0)

/** Whether all labels of a list can count at a rate. */
export const canCount = (spans: readonly LabelSpan[], rate: Rational): boolean =>
  spans.every(
    ({ start, end, dropFrame }) =>
      Math.max(frameNumberOf(start), frameNumberOf(end)) < countedFrames(rate) && (!dropFrame || canDropFrames(rate)),
  )

/** The rate at which most of a list's films count, of those at which its labels can; null where no film is known. */
export const likelyRate = (
  clips: readonly { readonly span: LabelSpan; readonly film: LinkableFilm | undefined }[],
): Rational | null => {
  const spans = clips.map(({ span }) => span)
  const votes = new Map<string, { readonly rate: Rational; seconds: number }>()
  for (const { span, film } of clips) {
    if (film === undefined || !canCount(spans, film.media.rate)) continue
    const { rate } = film.media
    const frames = labelFrames(span, rate)
    if (frames === null) continue
    const key = `${rate.num}/${rate.den}`
    const entry = votes.get(key) ?? { rate, seconds: 0 }
    entry.seconds += ((frames[1] - frames[0]) * rate.den) / rate.num
    votes.set(key, entry)
  }
  const best = [...votes.values()].reduce<{ readonly rate: Rational; readonly seconds: number } | null>(
    (most, entry) => (most === null || entry.seconds > most.seconds ? entry : most),
    null,
  )
  return best?.rate ?? null
}

/** Frames by which rounding between two rates may put an end outside of a film. */
const slackFrames = 1

/** A span counted from `zero` as frames of the film, where it lies within it. */
const within = ({ start, end }: ExactSpan, zero: number, { rate, frames }: TimelineMedia): LinkedSpan | null => {
  const from = nearestFrame(start, rate) - zero
  const to = Math.max(nearestFrame(end, rate) - zero, from + 1)
  if (from < -slackFrames || from >= frames || to > frames + slackFrames) return null
  const first = Math.max(0, from)
  return { kind: 'grid', start: first, end: Math.min(frames, Math.max(to, first + 1)) }
}

/** Ways of understanding labels for a film, the likeliest first. */
const labelSpans = (labels: LabelSpan, film: LinkableFilm, rate: Rational | null): readonly ExactSpan[] => {
  const { media } = film
  const at = (by: Rational): ExactSpan[] => {
    const frames = labelFrames(labels, by)
    return frames === null ? [] : [spanOfFrames(frames[0], frames[1], by)]
  }
  const counted = rate === null ? [] : at(rate)
  return rate !== null && sameRate(rate, media.rate) ? counted : [...counted, ...at(media.rate)]
}

/**
 * Which frames of a film a span means, null where it means none that the film has. Source timecode counts before places in the
 * file, where both know one: a file may have been trimmed since.
 */
export const spanInFilm = (span: ReadSpan, film: LinkableFilm, rate: Rational | null): LinkedSpan | null => {
  const { media, variableRate, hasTimecode } = film
  if (span.times !== null && (variableRate || span.frames === null)) return { kind: 'times', ...span.times }
  if (span.frames !== null) {
    const { start, end } = span.frames
    if (end <= media.frames + slackFrames)
      return { kind: 'frames', start, end: Math.min(end, Math.max(media.frames, start + 1)) }
    return null
  }
  const byTimecode = (): LinkedSpan | null => {
    const spans = [
      ...(span.timecode === null ? [] : [span.timecode]),
      ...(span.labels === null ? [] : labelSpans(span.labels, film, rate)),
    ]
    return spans.map((each) => within(each, media.startFrame, media)).find((found) => found !== null) ?? null
  }
  const statesTimecode =
    span.timecode !== null && (span.offset === null || compareTimes(span.timecode.start, span.offset.start) !== 0)
  const first = hasTimecode && (statesTimecode || span.offset === null) ? byTimecode() : null
  if (first !== null) return first
  const byPlace = span.offset === null ? null : within(span.offset, 0, media)
  if (byPlace !== null) return byPlace
  const late = byTimecode()
  if (late !== null) return late
  // Lists that do not say where the file begins may count from its first frame.
  if (span.offset !== null || span.timecode === null) return null
  return within(span.timecode, 0, media)
}

/** How many folders two paths have in common, from the file upwards. */
const commonFolders = (left: string, right: string): number => {
  const parts = (path: string): readonly string[] =>
    path
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .map(fileKey)
      .toReversed()
  const [own, other] = [parts(left), parts(right)]
  const first = own.findIndex((part, index) => part !== other[index])
  return first < 0 ? own.length : first
}

const nearestPaths = (films: readonly LinkableFilm[], path: string): readonly LinkableFilm[] => {
  const scored = films.map((film) => ({
    film,
    common: Math.max(0, ...film.paths.map((each) => commonFolders(each, path))),
  }))
  const most = Math.max(...scored.map(({ common }) => common))
  return scored.filter(({ common }) => common === most).map(({ film }) => film)
}

const sameReel = (films: readonly LinkableFilm[], reel: string): readonly LinkableFilm[] =>
  films.filter((film) => reelKey(film.media.reel) === reelKey(reel))

const orAll = <Item>(some: readonly Item[], all: readonly Item[]): readonly Item[] => (some.length > 0 ? some : all)

const named = (films: readonly LinkableFilm[]): string =>
  films
    .slice(0, 3)
    .map(({ paths, media }) => paths[0] ?? media.name)
    .join(', ')

/**
 * Chooses the film of a range among those that a sign of it (its path, its file name, its reel …) leaves: one that holds the
 * frames; of several, one of the reel, then the one whose folders are most like those that the list names.
 */
export const chooseFilm = (
  clip: ReadClip,
  candidates: readonly LinkableFilm[],
  rate: Rational | null,
): { readonly film: LinkableFilm; readonly span: LinkedSpan } | Unlinked => {
  if (candidates.length === 0)
    return { code: 'no_film', message: 'The library has no film of this content, file name, or reel and timecode.' }
  const fitting = candidates.filter((film) => spanInFilm(clip.span, film, rate) !== null)
  if (fitting.length === 0)
    return { code: 'outside', message: `The film that it names does not have these frames: ${named(candidates)}.` }
  const ofReel = clip.reel === null ? fitting : orAll(sameReel(fitting, clip.reel), fitting)
  const near = clip.path === null || ofReel.length < 2 ? ofReel : nearestPaths(ofReel, clip.path)
  const [film, other] = near
  const span = film === undefined ? null : spanInFilm(clip.span, film, rate)
  if (film === undefined || span === null) return { code: 'no_film', message: 'The library has no such film.' }
  if (other !== undefined) return { code: 'ambiguous', message: `Several films could be meant: ${named(near)}.` }
  return { film, span }
}

const clockOf = ({ num, den }: ExactTime): string => formatClock(Number((num * 1000n) / den))

/** In and out of a range as its list counts, for a person. */
export const timesOf = ({
  labels,
  timecode,
  offset,
  frames,
  times,
  counting,
}: ReadSpan): Pick<UnlinkedRange, 'in' | 'out'> => {
  if (labels !== null) return { in: labels.start, out: labels.end }
  const span = timecode ?? offset
  if (span !== null && counting !== null) {
    const label = (time: ExactTime): string =>
      timecodeLabel(nearestFrame(time, counting.rate), counting.rate, counting.dropFrame)
    return { in: label(span.start), out: label(span.end) }
  }
  if (span !== null) return { in: clockOf(span.start), out: clockOf(span.end) }
  if (times !== null) return { in: formatClock(times.startMs), out: formatClock(times.endMs) }
  return frames === null ? { in: null, out: null } : { in: `frame ${frames.start}`, out: `frame ${frames.end}` }
}

/** Times of frames on a film's grid in ms of film time; `zeroMs`: when its first frame begins. */
export const gridTimes = ({ media }: LinkableFilm, start: number, end: number, zeroMs: number) => {
  const at = (frame: number): number => {
    const { num, den } = timeOfFrame(frame, media.rate)
    return zeroMs + Number(num * 1000n) / Number(den)
  }
  return { startMs: at(start), endMs: at(end) }
}
