import {
  type Anchor,
  frameStartMs,
  idSchema,
  listVideosQuerySchema,
  parseTimecode,
  type Video,
  type VideoDetails,
} from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { CliBackend } from './backend.ts'
import type { Rate } from './rates.ts'

const refuse = (code: 'bad_request' | 'not_found', message: string, remedy: string): Result<never, ApiFailure> =>
  err({ code, message, remedy })

/**
 * A moment in milliseconds as a person writes it: seconds (`12.5`), a clock (`00:01:02.500`, `01:02`), or a timecode
 * (`00:01:02:12`) at the video's rate. Null when it is none of them.
 */
export const parseMoment = (text: string, { frameRate }: Rate): number | null => {
  if (/^\d{1,7}(\.\d{1,6})?$/.test(text)) return Math.round(Number(text) * 1000)
  const clock = /^(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(\.\d{1,6})?$/.exec(text)
  if (clock !== null) {
    const [, hours = '0', minutes = '0', seconds = '0', rest = '0'] = clock
    if (Number(minutes) > 59 || Number(seconds) > 59) return null
    return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Math.round(Number(rest) * 1000)
  }
  if (frameRate === null) return null
  const frame = parseTimecode(text, frameRate)
  return frame === null ? null : frameStartMs(frame, frameRate)
}

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
const findVideo = async (backend: CliBackend, name: string): Promise<Result<VideoDetails, ApiFailure>> => {
  if (idSchema.safeParse(name).success) {
    const byId = await backend.video(name)
    if (byId.ok || byId.error.code !== 'not_found') return byId
  }
  const page = await backend.videos(listVideosQuerySchema.parse({ name, limit: 500, sort: 'title', order: 'asc' }))
  if (!page.ok) return page
  const { items } = page.value
  const exact = items.filter(({ title }) => title.toLowerCase() === name.toLowerCase())
  const [video, another] = exact.length === 1 ? exact : items
  if (video === undefined) {
    return refuse('not_found', `There is no video "${name}".`, '"goodclips videos" lists them with their ids.')
  }
  if (another === undefined) return await backend.video(video.id)
  const describe = ({ id, title }: Video): string => `${id} (${title})`
  const some = items.slice(0, listed).map(describe).join(', ')
  const more = items.length > listed ? ', …' : ''
  return refuse(
    'bad_request',
    `Several videos are called "${name}": ${some}${more}.`,
    'Give the id of the one you mean.',
  )
}

/** The scene that a person names: `VIDEO@TIME`, where VIDEO is an id or a part of a title, or the id of a scene. */
export const parseSceneTarget = async (backend: CliBackend, target: string): Promise<Result<Anchor, ApiFailure>> => {
  const at = target.lastIndexOf('@')
  if (at < 0) {
    if (idSchema.safeParse(target).success) return ok({ sceneId: target })
    return refuse('bad_request', `"${target}" is no scene.`, 'Give VIDEO@TIME, for example "Holiday@00:01:30:00".')
  }
  const video = await findVideo(backend, target.slice(0, at).trim())
  if (!video.ok) return video
  const time = target.slice(at + 1).trim()
  const timeMs = parseMoment(time, video.value)
  if (timeMs === null) {
    const forms = 'Give HH:MM:SS:FF, HH:MM:SS.mmm or seconds.'
    return refuse('bad_request', `"${time}" is no time of "${video.value.title}".`, forms)
  }
  return ok({ videoId: video.value.id, timeMs })
}
