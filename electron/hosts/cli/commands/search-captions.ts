import {
  type CaptionHit,
  type ClipSpan,
  type Sources,
  timecodeText,
  type VideoDetails,
} from '../../../contract/index.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import { describeFailure, oneLine, printable } from '../terminal.ts'
import { videoFinder } from '../video-files.ts'
import { writeClip, writeClipHeading } from './clips.ts'
import type { Command } from './run.ts'

const spanOf = ({ caption, scene, videoTitle, excerpt, score }: CaptionHit): ClipSpan => ({
  videoId: caption.videoId,
  title: videoTitle,
  sceneId: scene?.id ?? null,
  sceneIndex: scene?.index ?? null,
  startMs: caption.startMs,
  endMs: caption.endMs,
  score,
  words: excerpt,
})

const hitLine = ({ caption, videoTitle, excerpt }: CaptionHit, video: VideoDetails | null): string => {
  const at = (timeMs: number): string => timecodeText(timeMs, video?.frameRate ?? null)
  const times = [at(caption.startMs), at(caption.endMs)]
  return [caption.videoId, ...times, printable(videoTitle), printable(video?.path ?? ''), oneLine(excerpt)].join('  ')
}

/** What `goodclips search` looks for word for word. */
export interface CaptionWordsOptions {
  readonly query: string
  readonly limit: number
  /** Only in these videos; without any, in all. */
  readonly videoIds: readonly string[]
  /** Whose words; without any, those of every source. */
  readonly sources: Sources
}

/** `goodclips search TEXT --words`: captions that hold the words, best first. */
export const searchCaptions: Command<CaptionWordsOptions> = async (
  { backend, terminal, signal },
  { query, limit, videoIds, sources },
) => {
  const videoOf = videoFinder(backend)
  let left = limit
  let cursor: string | undefined
  do {
    const page = await backend.search({
      query,
      typing: false,
      ...(videoIds.length === 0 ? {} : { videoIds: [...videoIds] }),
      ...(sources.length === 0 ? {} : { sources: [...sources] }),
      limit: Math.min(left, 500),
      ...(cursor === undefined ? {} : { cursor }),
    })
    if (!page.ok) {
      terminal.note(describeFailure(page.error))
      return exitCodeOf(page.error)
    }
    if (cursor === undefined) writeClipHeading(terminal)
    for (const hit of page.value.items) {
      if (signal.aborted) return exitCodes.interrupted
      const video = await videoOf(hit.caption.videoId)
      writeClip(terminal, { span: spanOf(hit), file: video, answered: hit }, () => hitLine(hit, video))
    }
    left -= page.value.items.length
    cursor = page.value.nextCursor ?? undefined
  } while (left > 0 && cursor !== undefined)
  return exitCodes.ok
}
