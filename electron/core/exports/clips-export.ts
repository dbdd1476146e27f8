import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { clipFileNames, type Problem } from '../../contract/index.ts'
import { wallClockLimitMs } from '../../domain/jobs/wall-clock.ts'
import type { MediaPort, StorePort, VideoDetailsRecord, WrittenClip } from '../../domain/ports/index.ts'
import { freeBytes } from '../library/free-space.ts'
import type { Locations } from '../library/locations.ts'
import type { LibraryPaths } from '../library-paths.ts'
import {
  type ClipsRequest,
  clipBytes,
  clipCall,
  clipsRequestSchema,
  conformOf,
  type ExportedClip,
} from './clip-calls.ts'
import { namePartsOf, timedRange } from './clip-ranges.ts'
import { type SaidClip, subtitlesOfClips } from './clip-subtitles.ts'
import { cutReport } from './cut-report.ts'
import { ExportError, type ExportRun, exportDiskFull } from './export-run.ts'
import { type MadeFile, publishOnce } from './publish-once.ts'

/** What clips are cut with. */
export interface ClipParts {
  readonly store: Pick<StorePort, 'videos' | 'library' | 'captions'>
  readonly media: Pick<MediaPort, 'cutClip' | 'joinClips' | 'clipOutput' | 'frameTimes'>
  readonly locations: Pick<Locations, 'verified'>
  readonly paths: Pick<LibraryPaths, 'content'>
}

/** Failures after which no further clip can be written. */
const endsAll: ReadonlySet<string> = new Set(['cancelled', 'ffmpeg_missing', 'codec_not_writable'])
/** Encoding goes on as long as it gets anywhere. */
const encodingFactor = 20
const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`

const checkRoom = async (folder: string, needed: number): Promise<void> => {
  const free = await freeBytes([folder])
  if (free === null || free >= needed) return
  throw new ExportError({
    code: 'disk_full',
    message: `The clips need about ${megabytes(needed)}, and ${megabytes(free)} are free in the folder.`,
    remedy: 'Make room or choose another folder, and resume the export.',
  })
}

/** A clip that was cut: what is told of it, and what of its film is in it. */
interface CutClip {
  readonly report: readonly Problem[]
  readonly said: SaidClip
}

/** What of its film is in a clip, in ms of film time: of copied packets (with a `cut`) more than was asked for. */
const partOf = ({ video, timed }: ExportedClip, cut: WrittenClip['cut']): SaidClip['part'] => {
  const zero = video.probe?.startTimeMs ?? 0
  return cut === null ? timed : { startMs: cut.start * 1000 - zero, endMs: cut.end * 1000 - zero }
}

const clipsOf = async (parts: ClipParts, run: ExportRun, request: ClipsRequest) => {
  const videos = new Map<string, VideoDetailsRecord>()
  for (const contentId of new Set(request.ranges.map((range) => range.contentId))) {
    const video = await parts.store.videos.findByContent(contentId)
    if (video !== null && video.removedAt === null && video.probe !== null) videos.set(contentId, video)
  }
  const names = clipFileNames(
    request.nameTemplate,
    request.ranges.map((range, index) => namePartsOf(run.name, index + 1, range, videos.get(range.contentId))),
  )
  const clips: ExportedClip[] = []
  const gone: Problem[] = []
  for (const [item, range] of request.ranges.entries()) {
    const video = videos.get(range.contentId)
    const name = names[item] ?? run.name
    if (video === undefined)
      gone.push({ code: 'removed', message: `${name}: the film is not in the library any more; it was left out.` })
    else clips.push({ item, name, range, video, timed: await timedRange(range, request.handlesFrames, video, parts) })
  }
  return { clips, gone }
}

/** Writes ranges as files of their own, or joined as one. */
export const runClipsExport = async (parts: ClipParts, run: ExportRun): Promise<readonly Problem[]> => {
  const request = clipsRequestSchema.parse(run.request)
  const { folder } = request
  const { clips, gone } = await clipsOf(parts, run, request)
  const done = new Set(run.written.flatMap(({ item }) => (item === undefined ? [] : [item])))
  const left = request.join && run.written.length > 0 ? [] : clips.filter(({ item }) => !done.has(item))
  const report: Problem[] = [...(run.report.length > 0 ? run.report : gone)]
  const conform = conformOf(request, clips)
  await mkdir(folder, { recursive: true })
  await checkRoom(folder, left.reduce((sum, clip) => sum + clipBytes(request, clip), 0) * (request.join ? 2 : 1))
  const { limits } = await parts.store.library.settings()

  const lengthOf = ({ timed }: ExportedClip): number => timed.endMs - timed.startMs
  const totalMs = Math.max(
    1,
    clips.reduce((sum, clip) => sum + lengthOf(clip), 0),
  )
  const leftMs = left.reduce((sum, clip) => sum + lengthOf(clip), 0)
  const beganAt = performance.now()
  let writtenMs = 0
  const tell = (withinMs: number): void => {
    const doneMs = Math.min(leftMs, writtenMs + withinMs)
    run.progressed((totalMs - leftMs + doneMs) / totalMs, doneMs / Math.max(1, performance.now() - beganAt))
  }

  /** Cuts a clip; null when it could not be, which is reported. */
  const cut = async (clip: ExportedClip, outputPath: string): Promise<CutClip | null> => {
    const path = await parts.locations.verified(clip.video, run.signal)
    const call = path.ok
      ? clipCall(
          clip,
          request,
          path.value,
          {
            ...limits,
            wallClockMs: wallClockLimitMs(limits, clip.video.durationMs) * encodingFactor,
          },
          { conform, outputPath, signal: run.signal, onProgress: ({ positionMs }) => tell(positionMs) },
        )
      : null
    const written = path.ok ? (call === null ? null : await parts.media.cutClip(call)) : path
    run.signal.throwIfAborted()
    if (written === null) return null
    if (written.ok) {
      const told = written.value.report.map(({ code, message }) => ({ code, message: `${clip.name}: ${message}` }))
      const isCopied = request.mode === 'lossless'
      return {
        report: isCopied ? [...told, ...cutReport(clip.name, written.value)] : told,
        said: { video: clip.video, part: partOf(clip, isCopied ? written.value.cut : null) },
      }
    }
    if (written.error.code === 'disk_full') throw new ExportError({ ...exportDiskFull, cause: written.error.cause })
    if (endsAll.has(written.error.code)) throw new ExportError(written.error)
    report.push({ code: 'clip_failed', message: `${clip.name}: ${written.error.message} ${written.error.remedy}` })
    return null
  }

  const extensionOf = ({ video }: ExportedClip): string =>
    video.probe === null
      ? 'mkv'
      : parts.media.clipOutput({ ...request, probe: video.probe, path: video.path, conform }).extension

  const { subtitles } = request
  const subtitlesOf = subtitles === null ? null : subtitlesOfClips(parts.store, subtitles)
  const madeOf = async (name: string, cuts: readonly CutClip[]): Promise<MadeFile> => {
    const told = cuts.flatMap((one) => one.report)
    if (subtitles === null || subtitlesOf === null) return { report: told, beside: null }
    const text = await subtitlesOf(cuts.map(({ said }) => said))
    if (text !== null) return { report: told, beside: { extension: subtitles, text } }
    return {
      report: [...told, { code: 'no_words', message: `${name}: nothing is said in it; it has no subtitles.` }],
      beside: null,
    }
  }

  const each = async (clip: ExportedClip): Promise<void> => {
    const { name, item } = clip
    const make = async (partial: string): Promise<MadeFile | null> => {
      const written = await cut(clip, partial)
      return written === null ? null : madeOf(name, [written])
    }
    const isThere = await publishOnce(run, { folder, name, extension: extensionOf(clip), item }, make, (made) => {
      writtenMs += lengthOf(clip)
      report.push(...made.report)
      return { progress: (totalMs - leftMs + writtenMs) / totalMs, report }
    })
    if (!isThere) writtenMs += lengthOf(clip)
  }

  const joined = async (): Promise<void> => {
    const [first] = left
    if (first === undefined) return
    const extension = extensionOf(first)
    const pieceOf = ({ item }: ExportedClip): string => join(folder, `.goodclips-${run.id}-piece-${item}.partial`)
    const make = async (partial: string): Promise<MadeFile | null> => {
      const pieces: string[] = []
      const cuts: CutClip[] = []
      for (const clip of left) {
        const written = await cut(clip, pieceOf(clip))
        writtenMs += lengthOf(clip)
        if (written === null) continue
        pieces.push(pieceOf(clip))
        cuts.push(written)
      }
      if (pieces.length === 0) return null
      const answer = await parts.media.joinClips({
        paths: pieces,
        extension,
        outputPath: partial,
        limits: { ...limits, wallClockMs: wallClockLimitMs(limits, totalMs) * encodingFactor },
        signal: run.signal,
      })
      run.signal.throwIfAborted()
      if (!answer.ok) throw new ExportError(answer.error.code === 'disk_full' ? exportDiskFull : answer.error)
      return madeOf(first.name, cuts)
    }
    try {
      await publishOnce(run, { folder, name: first.name, extension, item: first.item }, make, (made) => {
        report.push(...made.report)
        return { progress: 1, report }
      })
    } finally {
      await Promise.all(left.map((clip) => rm(pieceOf(clip), { force: true })))
    }
  }

  if (request.join) await joined()
  else for (const clip of left) await each(clip)
  const failed = report.find(({ code }) => code === 'clip_failed')
  const isNothing = clips.length > 0 && report.filter(({ code }) => code === 'clip_failed').length >= clips.length
  if (failed !== undefined && isNothing)
    throw new ExportError({
      code: 'export_failed',
      message: failed.message,
      remedy: 'No clip could be written. Check that the films play, and export again.',
    })
  if (gone.length > 0 && clips.length === 0)
    throw new ExportError({
      code: 'export_failed',
      message: 'None of the films is in the library any more.',
      remedy: 'Import them again.',
    })
  return report
}
