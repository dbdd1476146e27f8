import { idSchema, listVideosQuerySchema, type Video, type VideoDetails } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { CliBackend } from './backend.ts'

/** A refusal of what the command line says. */
export const refuseArgument = (
  code: 'bad_request' | 'not_found',
  message: string,
  remedy: string,
): Result<never, ApiFailure> => err({ code, message, remedy })

/** Why one of these is no id of a video; null when all are. */
export const unknownVideo = async (backend: CliBackend, ids: readonly string[]): Promise<ApiFailure | null> => {
  for (const id of ids) {
    const video = idSchema.safeParse(id).success ? await backend.video(id) : null
    if (video?.ok === true) continue
    if (video !== null && video.error.code !== 'not_found') return video.error
    return { code: 'not_found', message: `${id} is no id of a video.`, remedy: '"goodclips videos" lists them.' }
  }
  return null
}

const listed = 5

/** The video of an id, or the one whose title contains a text (or is that text, when several contain it). */
export const findVideo = async (backend: CliBackend, name: string): Promise<Result<VideoDetails, ApiFailure>> => {
  if (idSchema.safeParse(name).success) {
    const byId = await backend.video(name)
    if (byId.ok || byId.error.code !== 'not_found') return byId
  }
  const query = listVideosQuerySchema.safeParse({ name, limit: 500, sort: 'title', order: 'asc' })
  const page = query.success && name !== '' ? await backend.videos(query.data) : ok({ items: [] })
  if (!page.ok) return page
  const { items } = page.value
  const exact = items.filter(({ title }) => title.toLowerCase() === name.toLowerCase())
  const [video, another] = exact.length === 1 ? exact : items
  if (video === undefined) {
    return refuseArgument('not_found', `There is no video "${name}".`, '"goodclips videos" lists them with their ids.')
  }
  if (another === undefined) return await backend.video(video.id)
  const describe = ({ id, title }: Video): string => `${id} (${title})`
  const some = items.slice(0, listed).map(describe).join(', ')
  const more = items.length > listed ? ', …' : ''
  return refuseArgument(
    'bad_request',
    `Several videos are called "${name}": ${some}${more}.`,
    'Give the id of the one you mean.',
  )
}
