import { writeFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { type CaptionExportFormat, captionExportFormatSchema } from '../../../contract/index.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import { findVideo } from '../find-video.ts'
import { describeFailure, printable } from '../terminal.ts'
import type { Command } from './run.ts'

/** What `goodclips captions export` is asked for. */
export interface ExportCaptionsOptions {
  readonly name: string
  readonly out: string
  /** Told by the ending of the file where it is not named. */
  readonly format?: CaptionExportFormat | undefined
  /** The first track that can be read where it is not named. */
  readonly track?: number | undefined
  readonly workingFolder: string
}

/** `goodclips captions export VIDEO --out FILE`: one caption track as a file. */
export const exportCaptionsCommand: Command<ExportCaptionsOptions> = async ({ backend, terminal }, options) => {
  const { name, out, track, workingFolder } = options
  const format = captionExportFormatSchema.safeParse(options.format ?? extname(out).slice(1).toLowerCase())
  if (!format.success) {
    const endings = captionExportFormatSchema.options.map((id) => `.${id}`).join(', ')
    terminal.note(`${printable(out)} must end in one of ${endings}, or --format must name the format.`)
    return exitCodes.usage
  }
  const found = await findVideo(backend, name)
  const file = found.ok ? await backend.captionFile(found.value.id, track ?? null, format.data) : found
  if (!file.ok) {
    terminal.note(describeFailure(file.error))
    return exitCodeOf(file.error)
  }
  const path = resolve(workingFolder, out)
  await writeFile(path, file.value)
  terminal.result({ path, format: format.data }, () => path)
  return exitCodes.ok
}
