import { resolve } from 'node:path'
import type { WatchFolder, WhenReplaced } from '../../../contract/index.ts'
import type { ApiFailure } from '../../../domain/failure.ts'
import { ok, type Result } from '../../../domain/result.ts'
import type { CliBackend } from '../backend.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.ts'
import { refuseArgument } from '../find-video.ts'
import { describeFailure, printable } from '../terminal.ts'
import type { Command, CommandContext } from './run.ts'

/** What `goodclips watch-folders` is asked to do. */
export type WatchFoldersOptions =
  | { readonly act: 'list' }
  | {
      readonly act: 'add'
      readonly path: string
      readonly workingFolder: string
      readonly recursive: boolean
      readonly include: readonly string[]
      readonly exclude: readonly string[]
      readonly whenReplaced: WhenReplaced
    }
  | { readonly act: 'pause' | 'resume' | 'remove'; readonly folder: string; readonly workingFolder: string }

const refuse = ({ terminal }: CommandContext, failure: ApiFailure): ExitCode => {
  terminal.note(describeFailure(failure))
  return exitCodeOf(failure)
}

const folderLine = ({ id, state, videoCount, path, recursive, include, exclude, whenReplaced }: WatchFolder): string =>
  [
    id,
    state.padEnd(8),
    `${String(videoCount).padStart(5)} videos`,
    printable(path),
    ...(recursive ? [] : ['(this folder only)']),
    ...(include.length === 0 ? [] : [`include ${printable(include.join(' '))}`]),
    ...(whenReplaced === 'ask' ? [] : ['(renews replaced films)']),
    ...(exclude.length === 0 ? [] : [`exclude ${printable(exclude.join(' '))}`]),
  ].join('  ')

/** The watched folder of an id or a path. */
const findFolder = async (
  backend: CliBackend,
  name: string,
  workingFolder: string,
): Promise<Result<WatchFolder, ApiFailure>> => {
  const folders = await backend.watchFolders.list()
  if (!folders.ok) return folders
  const path = resolve(workingFolder, name)
  const found = folders.value.find((folder) => folder.id === name || folder.path === path)
  if (found !== undefined) return ok(found)
  return refuseArgument(
    'not_found',
    `“${name}” is not watched.`,
    '"goodclips watch-folders" lists the folders with their ids.',
  )
}

/** `goodclips watch-folders …`: lists, adds, pauses and removes watched folders. */
export const watchFoldersCommand: Command<WatchFoldersOptions> = async (context, options) => {
  const { backend, terminal } = context
  if (options.act === 'list') {
    const folders = await backend.watchFolders.list()
    if (!folders.ok) return refuse(context, folders.error)
    for (const folder of folders.value) {
      terminal.result(folder, () => folderLine(folder))
      if (!terminal.json && (folder.state === 'offline' || folder.state === 'error'))
        terminal.note(`${folder.id}: ${folder.message} ${folder.remedy ?? ''}`.trimEnd())
    }
    return exitCodes.ok
  }
  if (options.act === 'add') {
    const { path, workingFolder, recursive, include, exclude, whenReplaced } = options
    const made = await backend.watchFolders.create({
      path: resolve(workingFolder, path),
      recursive,
      include: [...include],
      exclude: [...exclude],
      enabled: true,
      whenReplaced,
    })
    if (!made.ok) return refuse(context, made.error)
    terminal.result(made.value, () => folderLine(made.value))
    if (made.value.state === 'paused') terminal.note(made.value.message)
    return exitCodes.ok
  }
  const found = await findFolder(backend, options.folder, options.workingFolder)
  if (!found.ok) return refuse(context, found.error)
  const { id } = found.value
  if (options.act === 'remove') {
    const gone = await backend.watchFolders.delete(id)
    if (!gone.ok) return refuse(context, gone.error)
    terminal.result({ ...found.value, deleted: true }, () => `removed  ${folderLine(found.value)}`)
    return exitCodes.ok
  }
  const changed = await backend.watchFolders.patch(id, { enabled: options.act === 'resume' })
  if (!changed.ok) return refuse(context, changed.error)
  terminal.result(changed.value, () => folderLine(changed.value))
  return exitCodes.ok
}
