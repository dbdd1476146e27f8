import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type {
  Arrangement,
  ClipMode,
  ClipPreset,
  ContactSheetFormat,
  CreateExportInput,
  ExportSource,
  StillFormat,
  SubtitleFormat,
  TimelineFormat,
} from '../../../contract/index.ts'
import { createExportSchema } from '../../../contract/index.ts'
import type { ApiFailure } from '../../../domain/failure.ts'
import type { Result } from '../../../domain/result.ts'
import type { CliBackend } from '../backend.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.ts'
import { findBin } from '../find-bin.ts'
import { findVideo, refuseArgument } from '../find-video.ts'
import { parsePathMap } from '../path-map.ts'
import { describeFailure, printable } from '../terminal.ts'
import type { Command } from './run.ts'

const pollMs = 100

/** What `goodclips export` is asked for. */
export interface ExportOptions {
  readonly bin?: string | undefined
  readonly scenes?: readonly string[] | undefined
  readonly video?: string | undefined
  readonly format?: TimelineFormat | undefined
  readonly clips?: ClipMode | undefined
  readonly stills?: StillFormat | undefined
  readonly contactSheet?: ContactSheetFormat | undefined
  readonly preset?: ClipPreset | undefined
  readonly handles?: number | undefined
  readonly join?: boolean | undefined
  readonly nameTemplate?: string | undefined
  readonly subtitles?: SubtitleFormat | undefined
  readonly as: Arrangement
  readonly name?: string | undefined
  readonly map: readonly string[]
  readonly out: string
  readonly workingFolder: string
}

const sourceOf = async (
  backend: CliBackend,
  { bin, scenes, video }: ExportOptions,
): Promise<Result<ExportSource, ApiFailure>> => {
  const named = [bin, scenes, video].filter((each) => each !== undefined).length
  if (named !== 1)
    return refuseArgument(
      'bad_request',
      'Say what to export.',
      'Give one of --bin NAME, --scenes ID… and --video VIDEO.',
    )
  if (bin !== undefined) {
    const found = await findBin(backend, bin)
    return found.ok ? { ok: true, value: { binId: found.value.id } } : found
  }
  if (video !== undefined) {
    const found = await findVideo(backend, video)
    return found.ok ? { ok: true, value: { videoId: found.value.id } } : found
  }
  return { ok: true, value: { sceneIds: [...(scenes ?? [])] } }
}

/** What is written, as a request without its source; a text says what is missing. */
const wishOf = (
  options: ExportOptions,
  pathMap: readonly { readonly from: string; readonly to: string }[],
): DistributedOmit<CreateExportInput, 'source'> | string => {
  const { format, clips, stills, contactSheet, preset, handles, join, nameTemplate, as, name, out, workingFolder } =
    options
  const wishes = [format, clips, stills, contactSheet].filter((wish) => wish !== undefined)
  if (wishes.length !== 1) return 'Say what to write: one of --format, --clips, --stills and --contact-sheet.'
  const common = {
    destination: resolve(workingFolder, out),
    ...(name === undefined ? {} : { name }),
  }
  const names = nameTemplate === undefined ? {} : { nameTemplate }
  if (format !== undefined)
    return { ...common, kind: 'timeline', format, as, ...(pathMap.length === 0 ? {} : { pathMap: [...pathMap] }) }
  if (stills !== undefined) return { ...common, ...names, kind: 'stills', format: stills }
  if (contactSheet !== undefined) return { ...common, kind: 'contact-sheet', format: contactSheet }
  if (clips === undefined) return 'Say which clips: --clips lossless, exact or preset.'
  if (clips === 'preset' && preset === undefined) return '--clips preset needs --preset.'
  return {
    ...common,
    kind: 'clips',
    mode: clips,
    ...(preset === undefined ? {} : { preset }),
    ...(handles === undefined ? {} : { handlesFrames: handles }),
    ...(join === undefined ? {} : { join }),
    ...(options.subtitles === undefined ? {} : { subtitles: options.subtitles }),
    ...names,
  }
}

type DistributedOmit<Value, Key extends string> = Value extends unknown ? Omit<Value, Key> : never

/** `goodclips export`: writes ranges in the format of an editor, and waits for it. */
export const exportCommand: Command<ExportOptions> = async ({ backend, terminal, signal }, options) => {
  const refuse = (failure: ApiFailure): ExitCode => {
    terminal.note(describeFailure(failure))
    return exitCodeOf(failure)
  }
  const source = await sourceOf(backend, options)
  if (!source.ok) return refuse(source.error)
  const pathMap = parsePathMap(options.map)
  if (!pathMap.ok) return refuse(pathMap.error)
  const wish = wishOf(options, pathMap.value)
  if (typeof wish === 'string')
    return refuse({ code: 'bad_request', message: wish, remedy: 'See goodclips export --help.' })
  const checked = createExportSchema.safeParse({ ...wish, source: source.value })
  if (!checked.success)
    return refuse({
      code: 'bad_request',
      message: checked.error.issues.map(({ message }) => message).join(' '),
      remedy: 'See goodclips export --help.',
    })
  if (wish.destination !== undefined) await mkdir(wish.destination, { recursive: true })
  const made = await backend.exports.create(checked.data)
  if (!made.ok) return refuse(made.error)
  for (;;) {
    const now = await backend.exports.get(made.value.id)
    if (!now.ok) return refuse(now.error)
    const { state, files, report, error } = now.value
    if (state === 'done' || state === 'failed' || state === 'cancelled') {
      for (const { message } of report) terminal.note(printable(message))
      if (terminal.json) terminal.result(now.value, () => '')
      else for (const file of files) terminal.result(file, () => printable(file.path))
      if (state === 'cancelled') return exitCodes.interrupted
      if (error === undefined) return exitCodes.ok
      terminal.note(describeFailure(error))
      return exitCodes.someFailed
    }
    if (signal.aborted) {
      await backend.exports.cancel(made.value.id)
      return exitCodes.interrupted
    }
    await delay(pollMs)
  }
}
