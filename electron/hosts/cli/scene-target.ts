import { type Anchor, frameStartMs, idSchema, parseTimecode, type VideoDetails } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { CliBackend } from './backend.ts'
import { findVideo, refuseArgument } from './find-video.ts'

/**
 * A moment in milliseconds as a person writes it: seconds (`12.5`), a clock (`00:01:02.500`, `01:02`), or a timecode
 * (`00:01:02:12`) at the video's rate. Null when it is none of them.
 */
export const parseMoment = (text: string, { frameRate }: Pick<VideoDetails, 'frameRate'>): number | null => {
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

const example = (name: string): string => `Give VIDEO@TIME, for example "${name}@00:01:30:00".`

/** Why a target without a time, which is the id of no scene, says too little: it names a video. Null when it does not. */
export const missingTime = async (backend: CliBackend, target: string): Promise<ApiFailure | null> => {
  if (target.includes('@')) return null
  const video = await findVideo(backend, target)
  if (!video.ok && video.error.code !== 'bad_request') return null
  return {
    code: 'bad_request',
    message: `"${target}" is a video; the time is missing.`,
    remedy: example(target),
  }
}

/** The scene that a person names: `VIDEO@TIME`, where VIDEO is an id or a part of a title, or the id of a scene. */
export const parseSceneTarget = async (backend: CliBackend, target: string): Promise<Result<Anchor, ApiFailure>> => {
  const at = target.lastIndexOf('@')
  if (at < 0) {
    if (idSchema.safeParse(target).success) return ok({ sceneId: target })
    const named = await missingTime(backend, target)
    return named === null ? refuseArgument('bad_request', `"${target}" is no scene.`, example('Holiday')) : err(named)
  }
  const video = await findVideo(backend, target.slice(0, at).trim())
  if (!video.ok) return video
  const time = target.slice(at + 1).trim()
  const timeMs = parseMoment(time, video.value)
  if (timeMs === null) {
    const forms = 'Give HH:MM:SS:FF, HH:MM:SS.mmm or seconds.'
    return refuseArgument('bad_request', `"${time}" is no time of "${video.value.title}".`, forms)
  }
  return ok({ videoId: video.value.id, timeMs })
}
