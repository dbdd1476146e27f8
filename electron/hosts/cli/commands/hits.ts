import {
  type ClipSpan,
  type SearchHit,
  type SearchResponse,
  spanOfHit,
  timecodeText,
  type VideoDetails,
} from '../../../contract/index.ts'
import type { Reply } from '../backend.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.ts'
import { describeFailure, oneLine, printable } from '../terminal.ts'
import { videoFinder } from '../video-files.ts'
import { writeClip, writeClipHeading } from './clips.ts'
import type { CommandContext } from './run.ts'

const scoreOf = ({ score }: SearchHit): string => (score === null ? '–' : score.toFixed(4)).padStart(7)

/** What each modality has to do with it, the one that speaks most for the scene first. */
const sharesOf = ({ shares }: SearchHit): string =>
  Object.entries(shares)
    .toSorted(([, a], [, b]) => b - a)
    .map(([modality, share]) => `${modality} ${Math.round(share * 100)}%`)
    .join(' ')

const spanOf = (hit: SearchHit): ClipSpan => {
  const { scene } = hit
  const { startMs, endMs } = spanOfHit(hit)
  const isScene = startMs === scene.startMs && endMs === scene.endMs
  return {
    videoId: hit.videoId,
    title: hit.videoTitle,
    sceneId: hit.sceneId,
    sceneIndex: scene.index,
    startMs,
    endMs,
    ...(isScene ? { startFrame: scene.startFrame, endFrame: scene.endFrame } : {}),
    score: hit.score,
    words: hit.cue?.text ?? scene.captionExcerpt ?? '',
  }
}

const hitLine = (hit: SearchHit, rank: number, span: ClipSpan, video: VideoDetails | null): string => {
  const { followedBy } = hit
  const at = (timeMs: number): string => timecodeText(timeMs, video?.frameRate ?? null)
  return [
    String(rank).padStart(4),
    scoreOf(hit),
    sharesOf(hit).padEnd(24),
    hit.sceneId,
    at(span.startMs),
    at(span.endMs),
    printable(hit.videoTitle),
    printable(video?.path ?? ''),
    ...(followedBy === undefined ? [] : [`then ${at(followedBy.startMs)}`]),
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
  const videoOf = videoFinder(backend)
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
      writeClipHeading(terminal)
      for (const notice of notices) terminal.note(describeFailure(notice))
      if (verdict.kind === 'no_good_match') {
        const message = items.length === 0 ? nothingStandsOut : verdict.message
        terminal.note(printable([message, ...verdict.suggestions].join(' ')))
      }
    }
    for (const hit of items) {
      if (signal.aborted) return exitCodes.interrupted
      rank += 1
      const video = await videoOf(hit.videoId)
      const span = spanOf(hit)
      writeClip(terminal, { span, file: video, answered: hit }, () => hitLine(hit, rank, span, video))
    }
    cursor = items.length === 0 ? undefined : (nextCursor ?? undefined)
  } while (rank < limit && cursor !== undefined)
  return exitCodes.ok
}
