import {
  type Bin,
  binLimit,
  frameAt,
  type ImportBin,
  type ImportedBins,
  type Problem,
  type Rational,
  type UnlinkedRange,
} from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { gridRate } from '../../domain/interchange/grid-rate.ts'
import { mapPath, nameInPath } from '../../domain/interchange/paths.ts'
import { type RangeList, type ReadClip, UnreadableList } from '../../domain/interchange/read/read-list.ts'
import { type ReadTimeline, readTimeline } from '../../domain/interchange/read/read-timeline.ts'
import {
  canCount,
  chooseFilm,
  gridTimes,
  type LinkedSpan,
  likelyRate,
  timesOf,
  type Unlinked,
} from '../../domain/interchange/read/relink.ts'
import type { NewBinItem, StorePort } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import { refuse } from '../failures.ts'
import type { Ranges } from '../ranges.ts'
import { createFilmIndex, type FilmIndex, type FilmIndexParts, type FoundFilm } from './film-index.ts'

/** What lists of editors are made into bins with. */
export interface ImportBinsParts extends FilmIndexParts {
  readonly store: Pick<StorePort, 'videos' | 'scenes' | 'bins'>
  readonly ranges: Ranges
  readonly create: (input: {
    readonly name: string
    readonly parentId: string | null
  }) => Promise<Result<Bin, ApiFailure>>
  readonly fill: (id: string, items: readonly NewBinItem[]) => Promise<Result<Bin, ApiFailure>>
}

/** Longest name of a bin. */
const longestName = 200
const longestNote = 10_000

type Frames = { readonly startFrame: number; readonly endFrame: number }

/** First film that a range may be of, whatever its frames are. */
const firstFilm = async (clip: ReadClip, path: string | null, index: FilmIndex): Promise<FoundFilm | undefined> => {
  for await (const candidates of index.candidates(clip, path)) if (candidates[0] !== undefined) return candidates[0]
  return undefined
}

const link = async (
  clip: ReadClip,
  path: string | null,
  index: FilmIndex,
  rate: Rational | null,
): Promise<{ readonly film: FoundFilm; readonly span: LinkedSpan } | Unlinked> => {
  let first: Unlinked | null = null
  for await (const candidates of index.candidates(clip, path)) {
    if (candidates.length === 0) continue
    const chosen = chooseFilm(clip, candidates, rate)
    if ('film' in chosen) {
      const film = candidates.find(({ videoId }) => videoId === chosen.film.videoId)
      if (film !== undefined) return { film, span: chosen.span }
    } else {
      first ??= chosen
      if (chosen.code === 'ambiguous') break
    }
  }
  return (
    first ?? { code: 'no_film', message: 'The library has no film of this content, file name, or reel and timecode.' }
  )
}

/** The frame of a film that begins nearest to a time, by what its scenes know of the times of a variable rate. */
const frameOfTime = async (
  { scenes }: Pick<StorePort, 'scenes'>,
  { video, media }: FoundFilm,
  timeMs: number,
): Promise<number> => {
  const scene = await scenes.at(video.id, timeMs)
  if (scene === null || scene.endMs <= scene.startMs) return frameAt(timeMs, video.frameRate ?? media.rate)
  const share = (timeMs - scene.startMs) / (scene.endMs - scene.startMs)
  return Math.round(scene.startFrame + Math.min(1, Math.max(0, share)) * (scene.endFrame - scene.startFrame))
}

const framesOf = async (store: Pick<StorePort, 'scenes'>, film: FoundFilm, span: LinkedSpan): Promise<Frames> => {
  const { video, variableRate } = film
  const bounded = (start: number, end: number): Frames => {
    const startFrame = Math.min(Math.max(0, start), Math.max(0, video.frameCount - 1))
    return { startFrame, endFrame: Math.min(Math.max(end, startFrame + 1), video.frameCount) }
  }
  if (span.kind === 'frames' || (span.kind === 'grid' && !variableRate)) return bounded(span.start, span.end)
  const picture = video.probe?.streams.find(({ index }) => index === video.probe?.videoStreamIndex)
  const { startMs, endMs } =
    span.kind === 'times' ? span : gridTimes(film, span.start, span.end, Math.max(0, picture?.startMs ?? 0))
  return bounded(await frameOfTime(store, film, startMs), await frameOfTime(store, film, endMs))
}

const unreadable = (message: string) =>
  refuse(
    'bad_request',
    `The file cannot be read. ${message}`,
    'Give an EDL (CMX 3600), FCPXML, Final Cut Pro 7 XML, OpenTimelineIO, Avid Log Exchange, or CSV with the columns that docs/cli.md lists.',
  )

const read = (text: string): Result<ReadTimeline, ApiFailure> => {
  try {
    return ok(readTimeline(text))
  } catch (cause) {
    if (cause instanceof UnreadableList) return unreadable(cause.message)
    throw cause
  }
}

/** Name of a bin: as asked, else of the list, else of the file. */
const nameOf = (input: ImportBin, list: RangeList, count: number): string => {
  const file = nameInPath(input.fileName ?? '').replace(/\.[^.]{1,8}$/, '')
  const [asked = '', own] = [input.name, list.name.trim()]
  const name = asked === '' ? own || file || 'Imported' : count > 1 && own !== '' ? `${asked} – ${own}` : asked
  return name.slice(0, longestName)
}

interface LinkedList {
  readonly entries: readonly { readonly film: FoundFilm; readonly frames: Frames; readonly note: string }[]
  readonly unlinked: readonly UnlinkedRange[]
}

/** Makes bins of lists of editors: every range that has a film here; the rest is told by name. */
export const createImportBins =
  ({ store, media, ranges, create, fill }: ImportBinsParts) =>
  async (input: ImportBin, signal: AbortSignal): Promise<Result<ImportedBins, ApiFailure>> => {
    const parsed = read(input.text)
    if (!parsed.ok) return parsed
    const { format, lists } = parsed.value
    const total = lists.reduce((sum, { clips }) => sum + clips.length, 0)
    if (total === 0 && lists.every(({ report }) => report.length === 0))
      return unreadable('There is not one range of a film in it.')
    if (lists.some(({ clips }) => clips.length > binLimit))
      return refuse(
        'conflict',
        'A bin holds at most 10,000 ranges.',
        'Split the list, and import the parts one by one.',
      )
    const index = await createFilmIndex({ store, media }, signal)
    const pathOf = ({ path }: ReadClip): string | null => (path === null ? null : mapPath(path, input.pathMap ?? []))

    const rateOf = async ({ rate, clips }: RangeList): Promise<Rational | null> => {
      if (input.frameRate !== undefined) return gridRate(input.frameRate, false)
      const labelled = clips.flatMap((clip) => (clip.span.labels === null ? [] : [{ clip, span: clip.span.labels }]))
      if (rate !== null || labelled.length === 0) return rate
      const seen = []
      for (const { clip, span } of labelled) seen.push({ span, film: await firstFilm(clip, pathOf(clip), index) })
      return likelyRate(seen)
    }

    const linkList = async (list: RangeList, name: string): Promise<LinkedList> => {
      const rate = await rateOf(list)
      const entries: LinkedList['entries'][number][] = []
      const unlinked: UnlinkedRange[] = []
      for (const [at, clip] of list.clips.entries()) {
        signal.throwIfAborted()
        const found = await link(clip, pathOf(clip), index, rate)
        if ('film' in found) {
          const frames = await framesOf(store, found.film, found.span)
          entries.push({ film: found.film, frames, note: clip.note.slice(0, longestNote) })
        } else {
          const { fileName, path, reel } = clip
          unlinked.push({
            list: name,
            number: at + 1,
            name: clip.name,
            fileName,
            path,
            reel,
            ...timesOf(clip.span),
            ...found,
          })
        }
      }
      return { entries, unlinked }
    }

    const bins: Bin[] = []
    const unlinked: UnlinkedRange[] = []
    const report = new Map<string, Problem>()
    let linked = 0
    for (const list of lists) {
      const name = nameOf(input, list, lists.length)
      for (const problem of list.report)
        report.set(
          `${name} ${problem.code}`,
          lists.length > 1 ? { ...problem, message: `${name}: ${problem.message}` } : problem,
        )
      const result = await linkList(list, name)
      unlinked.push(...result.unlinked)
      if (result.entries.length === 0) continue
      const resolved = await ranges.resolve(
        result.entries.map(({ film, frames, note }) => ({ videoId: film.videoId, ...frames, note })),
      )
      if (!resolved.ok) return resolved
      const made = await create({ name, parentId: input.parentId ?? null })
      if (!made.ok) return made
      const filled = await fill(made.value.id, resolved.value)
      if (!filled.ok) return filled
      bins.push(filled.value)
      linked += result.entries.length
    }
    if (
      input.frameRate !== undefined &&
      !lists.every(({ clips }) =>
        canCount(
          clips.flatMap(({ span }) => (span.labels === null ? [] : [span.labels])),
          input.frameRate ?? { num: 25, den: 1 },
        ),
      )
    )
      report.set('rate', {
        code: 'rate_does_not_fit',
        message: 'Some timecodes of the list do not exist at the frame rate that was given.',
      })
    return ok({ format, bins, linked, unlinked, report: [...report.values()] })
  }
