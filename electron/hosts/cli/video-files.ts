import type { VideoDetails } from '../../contract/index.ts'
import type { CliBackend } from './backend.ts'

/** Asks for each video once; null for one that is gone. */
export const videoFinder = (backend: CliBackend): ((videoId: string) => Promise<VideoDetails | null>) => {
  const known = new Map<string, VideoDetails | null>()
  return async (videoId) => {
    const found = known.get(videoId)
    if (found !== undefined) return found
    const video = await backend.video(videoId)
    const details = video.ok ? video.value : null
    known.set(videoId, details)
    return details
  }
}
