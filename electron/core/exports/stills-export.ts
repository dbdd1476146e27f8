import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import {
  clipFileNames,
  isAnimated,
  type Problem,
  stillFormatSchema,
  stillFormats,
  stillFrameSchema,
  stillHdrSchema,
} from '../../contract/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import { namePartsOf, timedRange } from './clip-ranges.ts'
import { ExportError, type ExportedRange, type ExportRun, exportedRangeSchema } from './export-run.ts'
import { type FilmFrame, filmFrame, type PictureParts, throwIfFatal } from './film-of-range.ts'
import { publishedBefore, publishFile } from './publish-file.ts'

/** What a stills export needs to run, as it is kept with it. */
export const stillsRequestSchema = z.object({
  format: stillFormatSchema,
  frame: stillFrameSchema,
  hdr: stillHdrSchema,
  nameTemplate: z.string(),
  folder: z.string(),
  ranges: z.array(exportedRangeSchema),
})
export type StillsRequest = z.infer<typeof stillsRequestSchema>

/** Longer previews are cut off: they are to be looked at at once. */
const mostPreviewMs = 20_000
const previewSide = 480
const previewRate = 12

/** Writes the picture of a range: a frame of it, or all of it in motion. */
const writePicture = async (
  parts: PictureParts,
  range: ExportedRange,
  { video, path, probe, timeMs, limits }: FilmFrame,
  { format, hdr }: StillsRequest,
  rest: { readonly outputPath: string; readonly signal: AbortSignal },
): Promise<Result<Problem | null>> => {
  const common = { path, probe, limits, ...rest }
  if (!isAnimated(format)) {
    const taken = await parts.media.still({ ...common, timeMs, format, hdr, longestSide: null })
    return taken.ok ? ok(null) : taken
  }
  const { startMs, endMs } = await timedRange(range, 0, video, parts)
  const shown = Math.min(endMs, startMs + mostPreviewMs)
  const moved = await parts.media.animate({
    ...common,
    ...{ startMs, endMs: shown, format, longestSide: previewSide, framesPerSecond: previewRate },
  })
  if (!moved.ok) return moved
  if (shown === endMs) return ok(null)
  return ok({ code: 'preview_cut_off', message: `shows the first ${mostPreviewMs / 1000} seconds of the range.` })
}

/** Writes each range as a picture: a frame at full resolution, or all of it in motion. */
export const runStillsExport = async (parts: PictureParts, run: ExportRun): Promise<readonly Problem[]> => {
  const request = stillsRequestSchema.parse(run.request)
  const { format, nameTemplate, folder, ranges } = request
  const frame = isAnimated(format) ? 'first' : request.frame
  await mkdir(folder, { recursive: true })
  const videos = new Map(
    await Promise.all(
      [...new Set(ranges.map(({ contentId }) => contentId))].map(
        async (contentId) => [contentId, (await parts.store.videos.findByContent(contentId)) ?? undefined] as const,
      ),
    ),
  )
  const frames = await Promise.all(ranges.map(async (range) => await filmFrame(parts, range, frame, run.signal)))
  const names = clipFileNames(
    nameTemplate,
    ranges.map((range, index) => {
      const found = frames[index]
      const at = found !== undefined && 'frame' in found ? { ...range, startFrame: found.frame } : range
      return namePartsOf(run.name, index + 1, at, videos.get(range.contentId))
    }),
  )
  const done = new Set(run.written.flatMap(({ item }) => (item === undefined ? [] : [item])))
  const report: Problem[] = [...run.report]
  for (const [item, found] of frames.entries()) {
    if (done.has(item) || found === undefined) continue
    if ('code' in found) {
      report.push(found)
      continue
    }
    const partial = join(folder, `.goodclips-${run.id}-${item}.partial`)
    const target = join(folder, `${names[item] ?? run.name}.${stillFormats[format].extension}`)
    try {
      let file = await publishedBefore(partial, target)
      if (file === null) {
        const range = ranges[item]
        if (range === undefined) continue
        const taken = await writePicture(parts, range, found, request, { outputPath: partial, signal: run.signal })
        run.signal.throwIfAborted()
        if (taken.ok) {
          if (taken.value !== null)
            report.push({ ...taken.value, message: `${names[item] ?? ''} ${taken.value.message}` })
          file = await publishFile(partial, target)
        } else {
          throwIfFatal(taken.error)
          report.push({ code: 'still_failed', message: `${names[item] ?? ''}: ${taken.error.message}` })
        }
      }
      if (file !== null) await run.wrote({ ...file, item }, (item + 1) / frames.length, report)
    } finally {
      await rm(partial, { force: true })
    }
  }
  if (
    report.filter(({ code }) => code === 'still_failed' || code === 'removed' || code === 'offline').length >=
    ranges.length
  )
    throw new ExportError({
      code: 'export_failed',
      message: report[0]?.message ?? 'No still could be written.',
      remedy: 'Check that the films are where they were and play, and export again.',
    })
  return report
}
