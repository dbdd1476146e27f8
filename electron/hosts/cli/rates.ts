import type { VideoDetails } from '../../contract/index.ts'
import type { CliBackend } from './backend.ts'

/** What a video's timecodes are counted by. */
export type Rate = Pick<VideoDetails, 'frameRate' | 'variableFrameRate'>

/** For a video without a stated rate: timecodes follow the clock. */
export const unknownRate: Rate = { frameRate: null, variableFrameRate: false }

/** Asks for the rate of each video once. */
export const rateFinder = (backend: CliBackend): ((videoId: string) => Promise<Rate>) => {
  const known = new Map<string, Rate>()
  return async (videoId) => {
    const found = known.get(videoId)
    if (found !== undefined) return found
    const video = await backend.video(videoId)
    const rate = video.ok ? video.value : unknownRate
    known.set(videoId, rate)
    return rate
  }
}
