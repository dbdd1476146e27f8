import type { PatchVideo, Video } from '../../../contract/index.ts'
import type { ApiFailure } from '../../../domain/failure.ts'
import { everyPage } from '../backend.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.ts'
import { findVideo } from '../find-video.ts'
import { describeFailure, printable } from '../terminal.ts'
import { videoLine } from '../video-line.ts'
import type { Command, CommandContext } from './run.ts'

const refuse = ({ terminal }: CommandContext, failure: ApiFailure): ExitCode => {
  terminal.note(describeFailure(failure))
  return exitCodeOf(failure)
}

const tagsLine = ({ id, title, tags }: Video): string => [id, printable(title), printable(tags.join(', '))].join('  ')

const sameTag = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()

const change = async (context: CommandContext, id: string, patch: PatchVideo): Promise<Video | ExitCode> => {
  const changed = await context.backend.patch(id, patch)
  return changed.ok ? changed.value : refuse(context, changed.error)
}

/** `goodclips rename VIDEO TITLE`. The file keeps its name. */
export const renameCommand: Command<{ readonly name: string; readonly title: string }> = async (
  context,
  { name, title },
) => {
  const video = await findVideo(context.backend, name)
  if (!video.ok) return refuse(context, video.error)
  const changed = await change(context, video.value.id, { title })
  if (typeof changed === 'number') return changed
  context.terminal.result(changed, () => videoLine(changed))
  return exitCodes.ok
}

/** `goodclips remove VIDEO…`: takes videos out of the library; their files stay. `undo` brings them back. */
export const removeCommand: Command<{ readonly names: readonly string[]; readonly undo: boolean }> = async (
  context,
  { names, undo },
) => {
  const { backend, terminal, signal } = context
  const removed: string[] = []
  let code: ExitCode = exitCodes.ok
  for (const name of names) {
    if (signal.aborted) return exitCodes.interrupted
    if (undo) {
      const back = await change(context, name, { removed: false })
      if (typeof back === 'number') code = back
      else terminal.result(back, () => videoLine(back))
      continue
    }
    const video = await findVideo(backend, name)
    const gone = video.ok ? await backend.remove(video.value.id) : video
    if (!gone.ok || !video.ok) {
      code = refuse(context, gone.ok ? { code: 'internal', message: 'It is gone.' } : gone.error)
      continue
    }
    removed.push(video.value.id)
    terminal.result({ id: video.value.id, title: video.value.title, removed: true }, () =>
      ['removed', video.value.id, printable(video.value.title)].join('  '),
    )
  }
  if (removed.length > 0) {
    terminal.note(`The files were not touched. To undo it within an hour: goodclips remove --undo ${removed.join(' ')}`)
  }
  return code
}

/** What `goodclips tags` is asked to do. */
export type TagsOptions =
  | { readonly act: 'list'; readonly name?: string | undefined }
  | { readonly act: 'add' | 'remove'; readonly name: string; readonly tags: readonly string[] }
  | { readonly act: 'rename'; readonly from: string; readonly to: string }

const listTags = async (context: CommandContext): Promise<ExitCode> => {
  const { backend, terminal, signal } = context
  const counts = new Map<string, number>()
  for await (const video of everyPage((page) => backend.videos({ ...page, sort: 'title', order: 'asc' }))) {
    if (signal.aborted) return exitCodes.interrupted
    if (!video.ok) return refuse(context, video.error)
    for (const tag of video.value.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  }
  for (const [tag, videos] of [...counts].toSorted(([left], [right]) => left.localeCompare(right))) {
    terminal.result({ tag, videos }, () => `${String(videos).padStart(6)} videos  ${printable(tag)}`)
  }
  return exitCodes.ok
}

const renameTag = async (context: CommandContext, from: string, to: string): Promise<ExitCode> => {
  const { backend, terminal, signal } = context
  const tagged: Video[] = []
  for await (const video of everyPage((page) => backend.videos({ ...page, sort: 'title', order: 'asc' }))) {
    if (!video.ok) return refuse(context, video.error)
    if (video.value.tags.some((tag) => sameTag(tag, from))) tagged.push(video.value)
  }
  if (tagged.length === 0) {
    terminal.note(`No video has the tag "${printable(from)}". "goodclips tags" lists them.`)
    return exitCodes.notFound
  }
  for (const { id, tags } of tagged) {
    if (signal.aborted) return exitCodes.interrupted
    const changed = await change(context, id, { tags: tags.map((tag) => (sameTag(tag, from) ? to : tag)) })
    if (typeof changed === 'number') return changed
    terminal.result(changed, () => tagsLine(changed))
  }
  return exitCodes.ok
}

/** `goodclips tags`: every tag with how many videos have it, or those of one video; gives, takes and renames them. */
export const tagsCommand: Command<TagsOptions> = async (context, options) => {
  const { backend, terminal } = context
  if (options.act === 'rename') return await renameTag(context, options.from, options.to)
  if (options.name === undefined) return await listTags(context)
  const found = await findVideo(backend, options.name)
  if (!found.ok) return refuse(context, found.error)
  const video = found.value
  if (options.act === 'list') {
    terminal.result({ id: video.id, title: video.title, tags: video.tags }, () => tagsLine(video))
    return exitCodes.ok
  }
  const { act, tags } = options
  const others = video.tags.filter((tag) => !tags.some((one) => sameTag(tag, one)))
  const changed = await change(context, video.id, { tags: act === 'add' ? [...others, ...tags] : others })
  if (typeof changed === 'number') return changed
  terminal.result(changed, () => tagsLine(changed))
  return exitCodes.ok
}
