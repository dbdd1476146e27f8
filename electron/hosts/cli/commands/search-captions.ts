import type { CaptionHit } from '../../../contract/index.ts'
import { frameAt } from '../../../contract/index.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import { type Rate, rateFinder, unknownRate } from '../rates.ts'
import { describeFailure, oneLine, printable } from '../terminal.ts'
import type { Command } from './run.ts'
import { timecodeOf } from './scenes.ts'

const hitLine = (hit: CaptionHit, rate: Rate): string => {
  const { startMs, videoId } = hit.caption
  const frame = rate.frameRate === null ? 0 : frameAt(startMs, rate.frameRate)
  return [videoId, timecodeOf(rate, frame, startMs), printable(hit.videoTitle), oneLine(hit.excerpt)].join('  ')
}

/** What `goodclips search` looks for word for word. */
export interface CaptionWordsOptions {
  readonly query: string
  readonly limit: number
  /** Only in these videos; without any, in all. */
  readonly videoIds: readonly string[]
}

/** `goodclips search TEXT --words`: captions that hold the words, best first. */
export const searchCaptions: Command<CaptionWordsOptions> = async (
  { backend, terminal, signal },
  { query, limit, videoIds },
) => {
  const rateOf = rateFinder(backend)
  let left = limit
  let cursor: string | undefined
  do {
    const page = await backend.search({
      query,
      typing: false,
      ...(videoIds.length === 0 ? {} : { videoIds: [...videoIds] }),
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
