import { frameAt, type SearchHit, type SearchResponse } from '../../../contract/index.ts'
import type { Reply } from '../backend.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.ts'
import { type Rate, rateFinder, unknownRate } from '../rates.ts'
import { describeFailure, oneLine, printable } from '../terminal.ts'
import type { CommandContext } from './run.ts'
import { timecodeOf } from './scenes.ts'

const scoreOf = ({ score }: SearchHit): string => (score === null ? '–' : score.toFixed(4)).padStart(7)

/** What each modality has to do with it, the one that speaks most for the scene first. */
const sharesOf = ({ shares }: SearchHit): string =>
  Object.entries(shares)
    .toSorted(([, a], [, b]) => b - a)
    .map(([modality, share]) => `${modality} ${Math.round(share * 100)}%`)
    .join(' ')

const momentOf = (rate: Rate, timeMs: number): string =>
  timecodeOf(rate, rate.frameRate === null ? 0 : frameAt(timeMs, rate.frameRate), timeMs)

const hitLine = (hit: SearchHit, rank: number, rate: Rate): string => {
  const { followedBy, merged } = hit
  return [
    String(rank).padStart(4),
    scoreOf(hit),
    sharesOf(hit).padEnd(24),
    hit.sceneId,
    momentOf(rate, merged?.startMs ?? hit.startMs),
    printable(hit.videoTitle),
    ...(followedBy === undefined ? [] : [`then ${momentOf(rate, followedBy.startMs)}`]),
    oneLine(hit.cue?.text ?? ''),
  ]
    .join('  ')
    .trimEnd()
}

const nothingStandsOut = 'No good match. (--weak shows what comes nearest.)'

/**
 * Writes the hits of a search, page by page. What could not take part, and that nothing stands out, goes to stderr.
 * `load` gets how many hits are left to ask for, and where to go on.
 */
export const writeHits = async (
  { backend, terminal, signal }: CommandContext,
  limit: number,
  load: (limit: number, cursor: string | undefined) => Reply<SearchResponse>,
): Promise<ExitCode> => {
  const rateOf = rateFinder(backend)
  let rank = 0
  let cursor: string | undefined
  do {
    const answer = await load(limit - rank, cursor)
    if (signal.aborted) return exitCodes.interrupted
    if (!answer.ok) {
      terminal.note(describeFailure(answer.error))
      return exitCodeOf(answer.error)
    }
    const { items, nextCursor, notices, verdict } = answer.value
    if (cursor === undefined) {
      for (const notice of notices) terminal.note(describeFailure(notice))
      if (verdict.kind === 'no_good_match') {
        const message = items.length === 0 ? nothingStandsOut : verdict.message
        terminal.note(printable([message, ...verdict.suggestions].join(' ')))
      }
    }
    for (const hit of items) {
      if (signal.aborted) return exitCodes.interrupted
      rank += 1
      const rate = terminal.json ? unknownRate : await rateOf(hit.videoId)
      terminal.result(hit, () => hitLine(hit, rank, rate))
    }
    cursor = items.length === 0 ? undefined : (nextCursor ?? undefined)
  } while (rank < limit && cursor !== undefined)
  return exitCodes.ok
}
