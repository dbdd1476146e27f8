import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import {
  contactSheetFormatSchema,
  contactSheetFormats,
  formatTimecode,
  orientationSchema,
  type Problem,
  pageSizeSchema,
  portableFileName,
} from '../../contract/index.ts'
import { sourceTimecodeAt } from './clip-ranges.ts'
import type { SheetCell } from './contact-sheet-pdf.ts'
import { ExportError, type ExportRun, exportedRangeSchema } from './export-run.ts'
import { filmFrame, type PictureParts, throwIfFatal } from './film-of-range.ts'
import { publishOnce } from './publish-once.ts'

/** What a contact sheet needs to be made, as it is kept with its export. */
export const contactSheetRequestSchema = z.object({
  format: contactSheetFormatSchema,
  columns: z.number(),
  rows: z.number(),
  pageSize: pageSizeSchema,
  orientation: orientationSchema,
  folder: z.string(),
  ranges: z.array(exportedRangeSchema),
})
export type ContactSheetRequest = z.infer<typeof contactSheetRequestSchema>

const box = { width: 480, height: 270 }
const gapPixels = 16

interface Cell {
  readonly path: string
  readonly lines: readonly string[]
}

/** Writes pictures of ranges with timecode, scene number and note on pages. */
export const runContactSheetExport = async (parts: PictureParts, run: ExportRun): Promise<readonly Problem[]> => {
  const request = contactSheetRequestSchema.parse(run.request)
  const { format, columns, rows, folder, ranges } = request
  const work = join(parts.paths.temporary, `sheet-${randomUUID()}`)
  const report: Problem[] = []
  await mkdir(folder, { recursive: true })
  await mkdir(work, { recursive: true })
  try {
    const cells: Cell[] = []
    for (const [index, range] of ranges.entries()) {
      const found = await filmFrame(parts, range, 'keyframe', run.signal)
      if ('code' in found) {
        report.push(found)
        continue
      }
      const { video, frame, path, probe, timeMs, limits } = found
      const scene = await parts.store.scenes.holding(video.id, frame)
      const timecode =
        sourceTimecodeAt(video, range.startFrame) ??
        formatTimecode(range.startFrame, video.frameRate ?? { num: 25, den: 1 })
      const lines = [
        `${index + 1}  ${timecode}`,
        `${video.title}${scene === null ? '' : `, scene ${scene.index + 1}`}`,
        range.note,
      ]
      const outputPath = join(work, `cell-${String(cells.length).padStart(5, '0')}.jpg`)
      const taken = await parts.media.still({
        path,
        probe,
        timeMs,
        limits,
        format: 'jpeg',
        hdr: 'tone-mapped',
        longestSide: box.width,
        ...(format === 'png' ? { box, lines } : {}),
        outputPath,
        signal: run.signal,
      })
      run.signal.throwIfAborted()
      if (taken.ok) cells.push({ path: outputPath, lines })
      else {
        throwIfFatal(taken.error)
        report.push({ code: 'still_failed', message: `${video.title}: ${taken.error.message}` })
      }
      run.progressed(((index + 1) / ranges.length) * 0.9, 0)
    }
    if (cells.length === 0)
      throw new ExportError({
        code: 'export_failed',
        message: report[0]?.message ?? 'There is no picture.',
        remedy: 'Check that the films are where they were and play, and export again.',
      })
    const publish = async (item: number, suffix: string, make: (partial: string) => Promise<void>): Promise<void> => {
      if (run.written.some((file) => file.item === item)) return
      const name = `${portableFileName(run.name)}${suffix}`
      const makeAlone = async (partial: string) => {
        await make(partial)
        return { report: [], beside: null }
      }
      await publishOnce(
        run,
        { folder, name, extension: contactSheetFormats[format].extension, item },
        makeAlone,
        () => ({
          progress: 1,
          report,
        }),
      )
    }
    if (format === 'pdf') {
      const held: SheetCell[] = []
      for (const { path, lines } of cells)
        held.push({ jpeg: await readFile(path), lines: lines.filter((line, index) => index < 2 || line !== '') })
      // The library that writes PDF is large, and a contact sheet is a rare wish.
      const { contactSheetPdf } = await import('./contact-sheet-pdf.ts')
      const { bytes, isWhole } = await contactSheetPdf(held, { ...request, title: run.name })
      if (!isWhole)
        report.push({
          code: 'letters_left_out',
          message: 'The font of the PDF has Latin letters only; others are written as “?”.',
        })
      await publish(0, '', (partial) => writeFile(partial, bytes))
      return report
    }
    const perPage = columns * rows
    const { limits } = await parts.store.library.settings()
    for (let page = 0; page * perPage < cells.length; page += 1) {
      const folderOfPage = join(work, `page-${page}`)
      await mkdir(folderOfPage)
      const own = cells.slice(page * perPage, (page + 1) * perPage)
      for (const [place, { path }] of own.entries())
        await writeFile(join(folderOfPage, `${String(place).padStart(5, '0')}.jpg`), await readFile(path))
      await publish(page, cells.length > perPage ? ` ${page + 1}` : '', async (partial) => {
        const tiled = await parts.media.tilePictures({
          pattern: join(folderOfPage, '%05d.jpg'),
          columns: Math.min(columns, own.length),
          rows: Math.ceil(own.length / columns),
          gap: gapPixels,
          outputPath: partial,
          limits: { ...limits, wallClockMs: limits.minWallClockMs },
          signal: run.signal,
        })
        run.signal.throwIfAborted()
        if (!tiled.ok) throw new ExportError(tiled.error)
      })
    }
    return report
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
