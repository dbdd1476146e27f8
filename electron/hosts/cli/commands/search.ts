import type { CaptionHit, VideoDetails } from '../../../contract/index.ts'
import { frameAt } from '../../../contract/index.ts'
import type { CliBackend } from '../backend.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import { describeFailure, oneLine, printable } from '../terminal.ts'
import type { Command } from './run.ts'
import { timecodeOf } from './scenes.ts'

type Rate = Pick<VideoDetails, 'frameRate' | 'variableFrameRate'>

const unknownRate: Rate = { frameRate: null, variableFrameRate: false }

const rateFinder = (backend: CliBackend) => {
  const known = new Map<string, Rate>()
  return async (videoId: string): Promise<Rate> => {
    const found = known.get(videoId)
    if (found !== undefined) return found
    const video = await backend.video(videoId)
    const rate = video.ok ? video.value : unknownRate
    known.set(videoId, rate)
    return rate
  }
}

const hitLine = (hit: CaptionHit, rate: Rate): string => {
  const { startMs, videoId } = hit.caption
  const frame = rate.frameRate === null ? 0 : frameAt(startMs, rate.frameRate)
  return [videoId, timecodeOf(rate, frame, startMs), printable(hit.videoTitle), oneLine(hit.excerpt)].join('  ')
}

/** `goodclips search TEXT`: captions that hold the words, best first. */
export const searchCommand: Command<{ readonly query: string; readonly limit: number }> = async (
  { backend, terminal, signal },
  { query, limit },
) => {
  const rateOf = rateFinder(backend)
  let left = limit
  let cursor: string | undefined
  do {
    const page = await backend.search({
      query,
      typing: false,
      limit: Math.min(left, 500),
      ...(cursor === undefined ? {} : { cursor }),
    })
    if (!page.ok) {
      terminal.note(describeFailure(page.error))
      return exitCodeOf(page.error)
    }
    for (const hit of page.value.items) {
      if (signal.aborted) return exitCodes.interrupted
      const rate = terminal.json ? unknownRate : await rateOf(hit.caption.videoId)
      terminal.result(hit, () => hitLine(hit, rate))
    }
    left -= page.value.items.length
    cursor = page.value.nextCursor ?? undefined
  } while (left > 0 && cursor !== undefined)
  return exitCodes.ok
}
