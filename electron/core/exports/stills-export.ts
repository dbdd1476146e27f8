import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import {
  clipFileNames,
  type Problem,
  stillFormatSchema,
  stillFormats,
  stillFrameSchema,
  stillHdrSchema,
} from '../../contract/index.ts'
import { namePartsOf } from './clip-ranges.ts'
import { ExportError, type ExportRun, exportedRangeSchema } from './export-run.ts'
import { filmFrame, type PictureParts, throwIfFatal } from './film-of-range.ts'
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

/** Writes a frame of each range at full resolution. */
export const runStillsExport = async (parts: PictureParts, run: ExportRun): Promise<readonly Problem[]> => {
  const { format, frame, hdr, nameTemplate, folder, ranges } = stillsRequestSchema.parse(run.request)
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
        const { path, probe, timeMs, limits } = found
        const taken = await parts.media.still({
          path,
          probe,
          timeMs,
          limits,
          format,
          hdr,
          longestSide: null,
          outputPath: partial,
          signal: run.signal,
        })
        run.signal.throwIfAborted()
        if (taken.ok) file = await publishFile(partial, target)
        else {
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
