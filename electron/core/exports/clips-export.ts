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
import { type SaidClip, subtitleWriter } from './clip-subtitles.ts'
import { ExportError, type ExportRun, exportDiskFull } from './export-run.ts'
import { publishedBefore, publishFile } from './publish-file.ts'

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

const frames = (count: number): string => (count === 1 ? '1 frame' : `${count} frames`)

/** What is told of the cut of a clip whose packets were copied. */
const cutReport = (name: string, { cut }: WrittenClip): readonly Problem[] => {
  if (cut === null) return []
  const before = -cut.firstFrame
  const after = cut.endFrame - cut.wanted.frames
  if (before === 0 && after === 0) return []
  const parts = [
    ...(before > 0 ? [`begins ${frames(before)} before the range`] : []),
    ...(after > 0 ? [`ends ${frames(after)} behind it`] : []),
  ]
  const hidden = cut.hiddenFrames > 0 ? ` The film's own edit list hides ${frames(cut.hiddenFrames)} of it.` : ''
  return [
    {
      code: 'wider_cut',
      message: `${name} ${parts.join(' and ')}, as packets are copied from key frame on.${hidden}`,
    },
  ]
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

  const cut = async (clip: ExportedClip, outputPath: string): Promise<WrittenClip | null> => {
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
      report.push(...written.value.report.map(({ code, message }) => ({ code, message: `${clip.name}: ${message}` })))
      if (request.mode === 'lossless') report.push(...cutReport(clip.name, written.value))
      return written.value
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
  const partialOf = (what: string | number): string => join(folder, `.goodclips-${run.id}-${what}.partial`)

  const subtitlesOf =
    request.subtitles === null
      ? async () => null
      : subtitleWriter(parts.store, request.subtitles, (problem) => report.push(problem))
  /** What of its film is in a clip: of copied packets more than was asked for. */
  const said = async ({ name, video, timed }: ExportedClip, written: WrittenClip | null): Promise<SaidClip> => {
    const cut = request.mode === 'lossless' ? (written?.cut ?? null) : null
    const zero = video.probe?.startTimeMs ?? 0
    const part = cut === null ? timed : { startMs: cut.start * 1000 - zero, endMs: cut.end * 1000 - zero }
    return { name, video, part }
  }

  const each = async (clip: ExportedClip): Promise<void> => {
    const partial = partialOf(clip.item)
    const target = join(folder, `${clip.name}.${extensionOf(clip)}`)
    try {
      let file = await publishedBefore(partial, target)
      const isRecovered = file !== null
      const written = isRecovered ? null : await cut(clip, partial)
      if (written !== null) file = await publishFile(partial, target)
      const words = file === null ? null : await subtitlesOf(file.path, [await said(clip, written)], isRecovered)
      writtenMs += lengthOf(clip)
      if (file !== null) {
        const share = (totalMs - leftMs + writtenMs) / totalMs
        if (words !== null) await run.wrote(words, share, report)
        await run.wrote({ ...file, item: clip.item }, share, report)
      }
    } finally {
      // Only after the file is noted: until then it tells that the file has its name.
      await rm(partial, { force: true })
    }
  }

  const joined = async (): Promise<void> => {
    const [first] = left
    if (first === undefined) return
    const partial = partialOf('joined')
    const extension = extensionOf(first)
    const target = join(folder, `${first.name}.${extension}`)
    const pieces: string[] = []
    const told: SaidClip[] = []
    try {
      let file = await publishedBefore(partial, target)
      if (file === null) {
        for (const clip of left) {
          const piece = partialOf(`piece-${clip.item}`)
          pieces.push(piece)
          const written = await cut(clip, piece)
          writtenMs += lengthOf(clip)
          if (written === null) pieces.pop()
          else told.push(await said(clip, written))
        }
        if (pieces.length === 0) return
        const answer = await parts.media.joinClips({
          paths: pieces,
          extension,
          outputPath: partial,
          limits: { ...limits, wallClockMs: wallClockLimitMs(limits, totalMs) * encodingFactor },
          signal: run.signal,
        })
        run.signal.throwIfAborted()
        if (!answer.ok) throw new ExportError(answer.error.code === 'disk_full' ? exportDiskFull : answer.error)
        file = await publishFile(partial, target)
      }
      const words = await subtitlesOf(file.path, told, false)
      await run.wrote(file, 1, report)
      if (words !== null) await run.wrote(words, 1, report)
    } finally {
      await Promise.all(
        [partial, ...left.map(({ item }) => partialOf(`piece-${item}`))].map((path) => rm(path, { force: true })),
      )
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
