import { type VideoDetails, type VideoSpeech, videoSpeechSchema } from '../../../contract/index.ts'
import type { ApiFailure } from '../../../domain/failure.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.ts'
import { findVideo } from '../find-video.ts'
import { describeFailure, printable } from '../terminal.ts'
import type { Command, CommandContext } from './run.ts'

/** What `goodclips speech` is asked to do with one video: choices to make, or all to be taken back first. */
export interface SpeechOptions {
  readonly name: string
  readonly choices: Readonly<Partial<Record<keyof VideoSpeech, string | boolean>>>
  readonly reset: boolean
}

const refuse = ({ terminal }: CommandContext, failure: ApiFailure): ExitCode => {
  terminal.note(describeFailure(failure))
  return exitCodeOf(failure)
}

const tell = ({ terminal }: CommandContext, { id, title, speech = {} }: VideoDetails): ExitCode => {
  terminal.result({ id, title, speech }, () => {
    const own = Object.entries(speech).map(([choice, value]) => `${choice}: ${printable(String(value))}`)
    return [id, printable(title), own.length === 0 ? 'as the library says' : own.join(', ')].join('  ')
  })
  return exitCodes.ok
}

/** `goodclips speech VIDEO`: what a video says of its own speech; with choices, says it. Others stay as they were. */
export const speechCommand: Command<SpeechOptions> = async (context, { name, choices, reset }) => {
  const asked = videoSpeechSchema.safeParse(choices)
  if (!asked.success) {
    const [issue] = asked.error.issues
    context.terminal.note(`${printable(String(issue?.path[0] ?? 'speech'))}: ${issue?.message ?? 'not a choice'}`)
    return exitCodes.usage
  }
  const found = await findVideo(context.backend, name)
  if (!found.ok) return refuse(context, found.error)
  if (!reset && Object.keys(asked.data).length === 0) return tell(context, found.value)
  const speech = { ...(reset ? {} : found.value.speech), ...asked.data }
  const changed = await context.backend.patch(found.value.id, { speech })
  return changed.ok ? tell(context, changed.value) : refuse(context, changed.error)
}
