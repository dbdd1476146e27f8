import type { CutPreview, PreviewCuts } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { MediaPort, NewBinItem, StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import { refuse } from '../failures.ts'
import type { Locations } from '../library/locations.ts'
import type { LibraryPaths } from '../library-paths.ts'
import { timedRange } from './clip-ranges.ts'
import { exportedRange } from './export-run.ts'
import { gatherRanges, type SourceParts } from './export-source.ts'

/** Most ranges of one preview: each reads packets of its film. */
const mostRanges = 200

/** What previews are made with. */
export interface PreviewParts extends SourceParts {
  readonly store: StorePort
  readonly media: Pick<MediaPort, 'planCut' | 'frameTimes'>
  readonly locations: Pick<Locations, 'verified'>
  readonly paths: Pick<LibraryPaths, 'content'>
}

const untold = ({ videoId, title, startFrame, endFrame }: NewBinItem, problem: string): CutPreview => ({
  videoId,
  title,
  frameRate: null,
  startFrame,
  endFrame,
  realStartFrame: startFrame,
  realEndFrame: endFrame,
  framesBefore: 0,
  framesAfter: 0,
  keyFrames: { beforeIn: null, afterIn: null, beforeOut: null, afterOut: null },
  problem,
})

const previewOf = async (
  parts: PreviewParts,
  item: NewBinItem,
  video: VideoDetailsRecord | null,
  handlesFrames: number,
  signal: AbortSignal,
): Promise<CutPreview> => {
  if (video === null || video.removedAt !== null || video.probe === null)
    return untold(item, 'The film is not in the library any more.')
  const path = await parts.locations.verified(video, signal)
  if (!path.ok) return untold(item, path.error.message)
  const { limits } = await parts.store.library.settings()
  const timed = await timedRange(exportedRange(item), handlesFrames, video, parts)
  const { startMs, endMs, startFrame, endFrame } = timed
  const wallClockMs = limits.minWallClockMs
  const cut = await parts.media.planCut({
    path: path.value,
    probe: video.probe,
    limits: { ...limits, wallClockMs },
    signal,
    startMs,
    endMs,
  })
  if (!cut.ok) return untold(item, cut.error.message)
  if (cut.value === null) return untold(item, 'No picture that can be decoded lies before the range.')
  const { firstFrame, endFrame: end, keyFrames } = cut.value
  const frame = (relative: number | null): number | null =>
    relative === null ? null : Math.max(0, startFrame + relative)
  return {
    videoId: item.videoId,
    title: item.title,
    frameRate: video.frameRate,
    startFrame,
    endFrame,
    realStartFrame: Math.max(0, startFrame + firstFrame),
    realEndFrame: startFrame + end,
    framesBefore: -firstFrame,
    framesAfter: Math.max(0, startFrame + end - endFrame),
    keyFrames: {
      beforeIn: frame(keyFrames.beforeIn),
      afterIn: frame(keyFrames.afterIn),
      beforeOut: frame(keyFrames.beforeOut),
      afterOut: frame(keyFrames.afterOut),
    },
    problem: null,
  }
}

/** What copying packets would really cut of ranges. */
export const previewCuts = async (
  parts: PreviewParts,
  { source, handlesFrames }: PreviewCuts,
  signal: AbortSignal,
): Promise<Result<{ readonly items: readonly CutPreview[] }, ApiFailure>> => {
  const gathered = await gatherRanges(parts, source)
  if (!gathered.ok) return gathered
  const { items } = gathered.value
  if (items.length > mostRanges)
    return refuse('bad_request', `A preview is of at most ${mostRanges} ranges.`, 'Ask for some of the ranges.')
  const previews: CutPreview[] = []
  for (const item of items)
    previews.push(
      await previewOf(parts, item, await parts.store.videos.findByContent(item.contentId), handlesFrames, signal),
    )
  return ok({ items: previews })
}
