import { type ClipFile, type ClipSpan, clipCsvHeading, clipCsvLine } from '../../../electron/contract/clip-row.ts'
import { ffmpegLine } from '../../../electron/contract/ffmpeg-line.ts'
import { momentLink } from '../../../electron/contract/moment-link.ts'
import { momentText } from '../../../electron/contract/source-timecode.ts'
import type { SearchResult } from '../../stores/search/search-result.ts'

/** What is known of a video's file; null while nothing is. */
export type FileOf = (videoId: string) => ClipFile

/** From when to when a result is copied: a cue that has the words as such, what was found by its words from them on. */
const timesOf = ({ caption, openAtMs, scene }: SearchResult): { readonly startMs: number; readonly endMs: number } =>
  caption ?? { startMs: openAtMs, endMs: scene.endMs }

/** One line a result: from, to, title; as editors paste it. */
export const timecodeLines = (results: readonly SearchResult[], fileOf: FileOf): string =>
  results
    .map((result) => {
      const { videoId, videoTitle } = result
      const { startMs, endMs } = timesOf(result)
      const file = fileOf(videoId)
      const text = (timeMs: number): string => momentText(timeMs, file?.frameRate ?? null, file?.timesFrom)
      return `${text(startMs)} - ${text(endMs)}\t${videoTitle}`
    })
    .join('\n')

const spanOf = (result: SearchResult): ClipSpan => {
  const { scene, cut, videoId, videoTitle, hit, excerpt } = result
  const { startMs, endMs } = timesOf(result)
  const isScene = cut !== null && cut.startMs === startMs && cut.endMs === endMs
  return {
    videoId,
    title: videoTitle,
    sceneId: cut?.id ?? null,
    sceneIndex: cut?.index ?? null,
    startMs,
    endMs,
    ...(isScene ? { startFrame: cut.startFrame, endFrame: cut.endFrame } : {}),
    score: hit?.score ?? null,
    words: excerpt?.text ?? scene.captionExcerpt ?? '',
  }
}

/** Results as a table for spreadsheets and editing programs, with a line of headings (`clipColumns`). */
export const csvText = (results: readonly SearchResult[], fileOf: FileOf): string =>
  [clipCsvHeading, ...results.map((result) => clipCsvLine(spanOf(result), fileOf(result.videoId)))].join('\r\n')

/** Links to where results begin, one a line; those of films that are not cut yet have none. */
export const momentLinks = (results: readonly SearchResult[]): string =>
  results
    .flatMap((result) => {
      const { cut, videoId } = result
      return cut === null ? [] : [momentLink({ sceneId: cut.id, videoId, timeMs: timesOf(result).startMs })]
    })
    .join('\n')

/** Commands that copy results into files, one a line. */
export const ffmpegLines = (results: readonly SearchResult[], fileOf: FileOf): string =>
  results
    .flatMap((result) => {
      const file = fileOf(result.videoId)
      return file === null ? [] : [ffmpegLine(file.path, timesOf(result))]
    })
    .join('\n')
