import { type ClipFile, type ClipSpan, clipCsvHeading, clipCsvLine } from '../../../electron/contract/clip-row.ts'
import { timecodeText } from '../../../electron/contract/timecode.ts'
import type { SearchResult } from '../../stores/search/search-result.ts'

/** What is known of a video's file; null while nothing is. */
export type FileOf = (videoId: string) => ClipFile

/** One line a result: from, to, title; as editors paste it. */
export const timecodeLines = (results: readonly SearchResult[], fileOf: FileOf): string =>
  results
    .map(({ scene, videoId, videoTitle }) => {
      const rate = fileOf(videoId)?.frameRate ?? null
      return `${timecodeText(scene.startMs, rate)} - ${timecodeText(scene.endMs, rate)}\t${videoTitle}`
    })
    .join('\n')

const spanOf = ({ scene, cut, videoId, videoTitle, hit, excerpt }: SearchResult): ClipSpan => {
  const isScene = cut !== null && cut.startMs === scene.startMs && cut.endMs === scene.endMs
  return {
    videoId,
    title: videoTitle,
    sceneId: cut?.id ?? null,
    sceneIndex: cut?.index ?? null,
    startMs: scene.startMs,
    endMs: scene.endMs,
    ...(isScene ? { startFrame: cut.startFrame, endFrame: cut.endFrame } : {}),
    score: hit?.score ?? null,
    words: excerpt?.text ?? scene.captionExcerpt ?? '',
  }
}

/** Results as a table for spreadsheets and editing programs, with a line of headings (`clipColumns`). */
export const csvText = (results: readonly SearchResult[], fileOf: FileOf): string =>
  [clipCsvHeading, ...results.map((result) => clipCsvLine(spanOf(result), fileOf(result.videoId)))].join('\r\n')
