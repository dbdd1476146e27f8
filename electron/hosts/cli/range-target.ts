import { type BinEntry, idSchema, nearFrameAt, parseTimecode, type VideoDetails } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { CliBackend } from './backend.ts'
import { findVideo, refuseArgument } from './find-video.ts'
import { parseMoment } from './scene-target.ts'

const forms = 'Give HH:MM:SS:FF, HH:MM:SS.mmm or seconds.'

const frameOf = (text: string, video: VideoDetails): number | null => {
  if (video.frameRate === null) return null
  const timeMs = parseMoment(text, video)
  return parseTimecode(text, video.frameRate) ?? (timeMs === null ? null : nearFrameAt(timeMs, video.frameRate))
}

/** Pages through the scenes of a video to the one that shows a frame. */
const sceneAt = async (
  backend: CliBackend,
  video: VideoDetails,
  frame: number,
): Promise<Result<BinEntry, ApiFailure>> => {
  let cursor: string | undefined
  do {
    const page = await backend.scenes(video.id, { limit: 500, ...(cursor === undefined ? {} : { cursor }) })
    if (!page.ok) return page
    const scene = page.value.items.find(({ startFrame, endFrame }) => startFrame <= frame && frame < endFrame)
    if (scene !== undefined) return ok({ sceneId: scene.id })
    cursor = page.value.nextCursor ?? undefined
  } while (cursor !== undefined)
  return refuseArgument('not_found', `"${video.title}" has no scene there.`, '"goodclips scenes VIDEO" lists them.')
}

/**
 * What a person puts into a bin: the id of a scene, `VIDEO@TIME` for the scene at that time, or `VIDEO@IN..OUT` for a range
 * of frames (out exclusive).
 */
export const parseRangeTarget = async (backend: CliBackend, target: string): Promise<Result<BinEntry, ApiFailure>> => {
  const at = target.lastIndexOf('@')
  if (at < 0) {
    if (idSchema.safeParse(target).success) return ok({ sceneId: target })
    return refuseArgument(
      'bad_request',
      `"${target}" is no scene.`,
      'Give the id of a scene, VIDEO@TIME or VIDEO@IN..OUT.',
    )
  }
  const video = await findVideo(backend, target.slice(0, at).trim())
  if (!video.ok) return video
  const [inText = '', outText, more] = target.slice(at + 1).split('..')
  const startFrame = more === undefined ? frameOf(inText.trim(), video.value) : null
  if (startFrame === null)
    return refuseArgument('bad_request', `"${inText}" is no time of "${video.value.title}".`, forms)
  if (outText === undefined) return sceneAt(backend, video.value, startFrame)
  const endFrame = frameOf(outText.trim(), video.value)
  if (endFrame === null || endFrame <= startFrame)
    return refuseArgument('bad_request', `"${outText}" is no time behind "${inText}".`, forms)
  return ok({ videoId: video.value.id, startFrame, endFrame })
}
