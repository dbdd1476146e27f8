import { mkdir } from 'node:fs/promises'
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
import { type MadeFile, publishOnce } from './publish-once.ts'

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
    const range = ranges[item]
    if (range === undefined) continue
    const name = names[item] ?? run.name
    const make = async (outputPath: string): Promise<MadeFile | null> => {
      const taken = await writePicture(parts, range, found, request, { outputPath, signal: run.signal })
      run.signal.throwIfAborted()
      if (taken.ok) {
        const told = taken.value === null ? [] : [{ ...taken.value, message: `${name} ${taken.value.message}` }]
        return { report: told, beside: null }
      }
      throwIfFatal(taken.error)
      report.push({ code: 'still_failed', message: `${name}: ${taken.error.message}` })
      return null
    }
    await publishOnce(run, { folder, name, extension: stillFormats[format].extension, item }, make, (made) => {
      report.push(...made.report)
      return { progress: (item + 1) / frames.length, report }
    })
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
