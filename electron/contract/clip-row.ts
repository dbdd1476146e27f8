import type { Rational } from './rational.ts'
import { momentText, type SourceTimecode } from './source-timecode.ts'
import { formatClock, nearFrameAt } from './timecode.ts'
import type { Video, VideoDetails } from './video.ts'

/** What a row says of the file, so that another program can find it again. `null` where the video is not known. */
export type ClipFile =
  | (Pick<Video, 'path' | 'frameRate'> &
      Partial<Pick<VideoDetails, 'variableFrameRate'>> & {
        /** What the timecodes count from; absent or null: the beginning of the film. */
        readonly timesFrom?: SourceTimecode | null
      })
  | null

/** A piece of a film that was found. */
export interface ClipSpan {
  readonly videoId: string
  readonly title: string
  readonly sceneId: string | null
  /** From 0; null for words of a video that is not cut yet. */
  readonly sceneIndex: number | null
  readonly startMs: number
  readonly endMs: number
  /** Of the scene, where the span is exactly a scene. */
  readonly startFrame?: number | undefined
  /** Exclusive. */
  readonly endFrame?: number | undefined
  readonly score: number | null
  readonly words: string
}

type Cell = string | number | null

const fileNameOf = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== '') ?? path

const rateOf = (file: ClipFile): Rational | null => {
  const rate = file?.frameRate ?? null
  return rate === null || rate.num <= 0 ? null : rate
}

/** The frame of a time, by number where it is known, else by the rate; null where the rate varies or is unknown. */
const frameOf = (known: number | undefined, timeMs: number, file: ClipFile): number | null => {
  if (known !== undefined) return known
  const rate = rateOf(file)
  if (rate === null || file?.variableFrameRate === true) return null
  return nearFrameAt(timeMs, rate)
}

const ratioOf = (rate: Rational | null): string | null => (rate === null ? null : `${rate.num}/${rate.den}`)

const decimalRateOf = (rate: Rational | null): number | null =>
  rate === null ? null : Number((rate.num / rate.den).toFixed(6))

/**
 * Every column of rows about pieces of films, in their order: what the page copies as CSV, and what `goodclips search`,
 * `similar` and `scenes` print with `--csv` and add to each line of `--json`. `id` is the name in JSON and the heading in
 * CSV: programs may rely on it.
 */
export const clipColumns = [
  { id: 'title', of: (span) => span.title },
  { id: 'fileName', of: (_, file) => (file === null ? null : fileNameOf(file.path)) },
  { id: 'path', of: (_, file) => file?.path ?? null },
  { id: 'frameRate', of: (_, file) => ratioOf(rateOf(file)) },
  { id: 'framesPerSecond', of: (_, file) => decimalRateOf(rateOf(file)) },
  { id: 'sceneNumber', of: (span) => (span.sceneIndex === null ? null : span.sceneIndex + 1) },
  { id: 'startTimecode', of: (span, file) => momentText(span.startMs, rateOf(file), file?.timesFrom, span.startFrame) },
  { id: 'endTimecode', of: (span, file) => momentText(span.endMs, rateOf(file), file?.timesFrom, span.endFrame) },
  { id: 'startFrame', of: (span, file) => frameOf(span.startFrame, span.startMs, file) },
  { id: 'endFrame', of: (span, file) => frameOf(span.endFrame, span.endMs, file) },
  { id: 'startMs', of: (span) => span.startMs },
  { id: 'endMs', of: (span) => span.endMs },
  { id: 'startTime', of: (span) => formatClock(span.startMs) },
  { id: 'endTime', of: (span) => formatClock(span.endMs) },
  { id: 'score', of: (span) => (span.score === null ? null : Number(span.score.toFixed(4))) },
  { id: 'words', of: (span) => span.words },
  { id: 'videoId', of: (span) => span.videoId },
  { id: 'sceneId', of: (span) => span.sceneId },
] as const satisfies readonly { readonly id: string; readonly of: (span: ClipSpan, file: ClipFile) => Cell }[]

/** Name of a column. */
export type ClipColumn = (typeof clipColumns)[number]['id']

/** A row as JSON. */
export const clipRow = (span: ClipSpan, file: ClipFile): Readonly<Record<ClipColumn, Cell>> =>
  // Built from the columns, so every id is a key.
  Object.fromEntries(clipColumns.map(({ id, of }) => [id, of(span, file)])) as Record<ClipColumn, Cell>

/**
 * Text of one cell (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front, which
 * spreadsheets do not show; numbers are left as they are.
 */
export const csvCell = (value: Cell): string => {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The line of headings, without its end (CR LF). */
export const clipCsvHeading: string = clipColumns.map(({ id }) => id).join(',')

/** One row, without its end (CR LF). */
export const clipCsvLine = (span: ClipSpan, file: ClipFile): string =>
  clipColumns.map(({ of }) => csvCell(of(span, file))).join(',')
