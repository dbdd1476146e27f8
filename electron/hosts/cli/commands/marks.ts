import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  frameStartMs,
  idSchema,
  type Mark,
  type MarkChange,
  type MarkTarget,
  marksFileSchema,
  type Rational,
  timecodeText,
} from '../../../contract/index.ts'
import type { ApiFailure } from '../../../domain/failure.ts'
import { ok, type Result } from '../../../domain/result.ts'
import type { CliBackend } from '../backend.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.ts'
import { findVideo, refuseArgument } from '../find-video.ts'
import { parseRangeTarget } from '../range-target.ts'
import { describeFailure, oneLine, printable } from '../terminal.ts'
import type { Command, CommandContext } from './run.ts'

/** What `goodclips marks` is asked to do. */
export type MarksOptions =
  | { readonly act: 'list'; readonly video: string }
  | { readonly act: 'set'; readonly targets: readonly string[]; readonly change: MarkChange }
  | { readonly act: 'export' | 'import'; readonly file: string; readonly workingFolder: string }

const refuse = ({ terminal }: CommandContext, failure: ApiFailure): ExitCode => {
  terminal.note(describeFailure(failure))
  return exitCodeOf(failure)
}

const placeText = ({ kind, startFrame, endFrame }: Mark, rate: Rational | null): string => {
  if (startFrame === undefined || endFrame === undefined) return kind
  const at = (frame: number): string =>
    rate === null ? `frame ${frame}` : timecodeText(frameStartMs(frame, rate), rate)
  return `${kind}  ${at(startFrame)}  ${at(endFrame)}`
}

const markLine = (mark: Mark, rate: Rational | null): string =>
  [
    placeText(mark, rate).padEnd(34),
    mark.rating === null ? '' : `${mark.rating} of 5`,
    mark.flag ?? '',
    mark.label ?? '',
    mark.tags.map((tag) => `#${printable(tag)}`).join(' '),
    oneLine(mark.note ?? ''),
  ]
    .filter((part) => part !== '')
    .join('  ')
    .trimEnd()

/** What is marked: a scene by its id, `VIDEO@TIME` or `VIDEO@IN..OUT`, or a whole video by id or title. */
const targetOf = async (backend: CliBackend, text: string): Promise<Result<MarkTarget, ApiFailure>> => {
  if (text.includes('@')) {
    const entry = await parseRangeTarget(backend, text)
    if (!entry.ok) return entry
    const { note: _, ...target } = entry.value
    return ok(target)
  }
  const scene = idSchema.safeParse(text).success ? await backend.scene(text) : null
  if (scene?.ok === true) return ok({ sceneId: text })
  const video = await findVideo(backend, text)
  return video.ok ? ok({ videoId: video.value.id }) : video
}

const fileFailure = (message: string): ApiFailure => ({
  code: 'bad_request',
  message,
  remedy: '"goodclips marks export --out FILE" writes one.',
})

const readMarks = async (path: string) => {
  try {
    return marksFileSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

/** `goodclips marks …`: lists, sets, exports and imports ratings, flags, labels, tags and notes. */
export const marksCommand: Command<MarksOptions> = async (context, options) => {
  const { backend, terminal } = context
  switch (options.act) {
    case 'list': {
      const video = await findVideo(backend, options.video)
      if (!video.ok) return refuse(context, video.error)
      const marks = await backend.marks.list(video.value.id)
      if (!marks.ok) return refuse(context, marks.error)
      for (const mark of marks.value) terminal.result(mark, () => markLine(mark, video.value.frameRate))
      return exitCodes.ok
    }
    case 'set': {
      if (Object.keys(options.change).length === 0) {
        const nothing = refuseArgument(
          'bad_request',
          'Say what to set.',
          'Give --rating, --flag, --label, --tag, --untag or --note.',
        )
        return nothing.ok ? exitCodes.usage : refuse(context, nothing.error)
      }
      const targets: MarkTarget[] = []
      for (const text of options.targets) {
        const target = await targetOf(backend, text)
        if (!target.ok) return refuse(context, target.error)
        targets.push(target.value)
      }
      const marks = await backend.marks.put({ targets, ...options.change })
      if (!marks.ok) return refuse(context, marks.error)
      for (const mark of marks.value) terminal.result(mark, () => markLine(mark, null))
      return exitCodes.ok
    }
    case 'export': {
      const file = await backend.marks.exportAll()
      if (!file.ok) return refuse(context, file.error)
      const path = resolve(options.workingFolder, options.file)
      // Marks that somebody has there already may be the only ones: a file is never replaced.
      const written = await writeFile(path, `${JSON.stringify(file.value, null, 1)}\n`, { flag: 'wx' }).then(
        () => null,
        (cause: unknown) => cause,
      )
      if (written !== null) {
        const reason = written instanceof Error ? written.message : String(written)
        return refuse(context, {
          code: 'bad_request',
          message: `${path} cannot be written: ${reason}.`,
          remedy: 'Give another file.',
        })
      }
      const count = file.value.marks.length
      terminal.result({ path, marks: count }, () => `${printable(path)}  ${count} marks`)
      return exitCodes.ok
    }
    case 'import': {
      const path = resolve(options.workingFolder, options.file)
      const file = await readMarks(path)
      if (file === null) return refuse(context, fileFailure(`${path} cannot be read as JSON.`))
      if (!file.success) {
        const [issue] = file.error.issues
        return refuse(
          context,
          fileFailure(
            `${path} is no file of marks (${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}).`,
          ),
        )
      }
      const taken = await backend.marks.importAll(file.data)
      if (!taken.ok) return refuse(context, taken.error)
      const { imported, kept, waiting } = taken.value
      terminal.result(
        taken.value,
        () => `${imported} taken over, ${kept} as new here or newer, ${waiting} wait for their films`,
      )
      return exitCodes.ok
    }
  }
}
