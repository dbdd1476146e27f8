import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Model, roleOfModel } from '../../../contract/index.ts'
import type { ModelAction, Reply } from '../backend.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.ts'
import { describeFailure, printable } from '../terminal.ts'
import type { Command, CommandContext } from './run.ts'

const askAgainMs = 500

const stateOf = ({ state, active, progress }: Model): string => {
  if (state === 'installing') return `installing ${Math.floor((progress?.fraction ?? 0) * 100)}%`
  return active ? 'active' : state
}

const modelLine = (model: Model): string =>
  [
    printable(model.id).padEnd(32),
    stateOf(model).padEnd(14),
    roleOfModel(model).padEnd(10),
    `${(model.sizeBytes / 1e6).toFixed(0).padStart(6)} MB`,
    printable(model.title),
  ].join('  ')

const findModel = async (context: CommandContext, id: string): Promise<Model | ExitCode> => {
  const models = await context.backend.models()
  if (!models.ok) {
    context.terminal.note(describeFailure(models.error))
    return exitCodeOf(models.error)
  }
  const model = models.value.find((each) => each.id === id)
  if (model !== undefined) return model
  context.terminal.note(`There is no model "${printable(id)}". "goodclips models" lists them.`)
  return exitCodes.notFound
}

/** `goodclips models`: every model that can be or is installed. */
export const modelsCommand: Command<null> = async ({ backend, terminal }) => {
  const models = await backend.models()
  if (!models.ok) {
    terminal.note(describeFailure(models.error))
    return exitCodeOf(models.error)
  }
  for (const model of models.value) terminal.result(model, () => modelLine(model))
  return exitCodes.ok
}

/** Waits until an installation that has begun is over; a host that holds the library goes on with it all the same. */
const whenInstalled = async (context: CommandContext, begun: Model): Promise<Model | ExitCode> => {
  const { signal, terminal, backend } = context
  let model = begun
  let told = ''
  while (model.state === 'installing' && !signal.aborted) {
    const message = model.progress?.message ?? ''
    if (message !== told && terminal.interactive) terminal.note(printable(message))
    told = message
    await delay(askAgainMs, undefined, { signal }).catch(() => undefined)
    const next = await findModel(context, begun.id)
    if (typeof next === 'number') return next
    model = next
  }
  if (!signal.aborted) return model
  if (!backend.outlivesCommand) await backend.model('cancel', begun.id)
  terminal.note(
    backend.outlivesCommand
      ? 'Interrupted; the host goes on with the installation.'
      : 'Interrupted; what was fetched is kept for the next try.',
  )
  return exitCodes.interrupted
}

const tell = async (context: CommandContext, answer: Awaited<Reply<Model>>): Promise<ExitCode> => {
  const { terminal } = context
  if (!answer.ok) {
    terminal.note(describeFailure(answer.error))
    return exitCodeOf(answer.error)
  }
  const model = await whenInstalled(context, answer.value)
  if (typeof model === 'number') return model
  terminal.result(model, () => modelLine(model))
  if (answer.value.message !== undefined) terminal.note(describeFailure({ message: answer.value.message }))
  if (model.state !== 'failed') return exitCodes.ok
  if (model.error !== null) terminal.note(describeFailure(model.error))
  return exitCodes.someFailed
}

/** `goodclips models install | activate | deactivate | remove ID`. An installation is waited for. */
export const modelActionCommand: Command<{ readonly action: ModelAction; readonly id: string }> = async (
  context,
  { action, id },
) => {
  const found = await findModel(context, id)
  if (typeof found === 'number') return found
  const answer = await context.backend.model(action, id)
  const code = await tell(context, answer)
  if (code === exitCodes.ok && action === 'activate' && !context.backend.outlivesCommand) {
    context.terminal.note('What it needs is computed while the library is open: by "goodclips serve" or the app.')
  }
  return code
}

/** `goodclips models import ID FOLDER`: installs from a folder in the plain Hugging Face layout. */
export const importModelCommand: Command<{
  readonly id: string
  readonly folder: string
  readonly runCode: boolean
  readonly workingFolder: string
}> = async (context, { id, folder, runCode, workingFolder }) =>
  await tell(
    context,
    await context.backend.importModel(id, {
      path: resolve(workingFolder, folder),
      ...(runCode ? { consentToRunCode: true } : {}),
    }),
  )
