import type { Rational } from '../../../electron/contract/index.ts'
import type { SearchResult } from '../../stores/search/search-result.ts'
import { timecodeText } from '../../ui/timecode-text.ts'

/** Frame rate of a video; null while it is not known. */
export type RateOf = (videoId: string) => Rational | null

/** One line a result: from, to, title; as editors paste it. */
export const timecodeLines = (results: readonly SearchResult[], rateOf: RateOf): string =>
  results
    .map(({ scene, videoId, videoTitle }) => {
      const rate = rateOf(videoId)
      return `${timecodeText(scene.startMs, rate)} - ${timecodeText(scene.endMs, rate)}\t${videoTitle}`
    })
    .join('\n')

const columns = ['Video', 'Scene', 'Start', 'End', 'Start (ms)', 'End (ms)', 'Score', 'Words'] as const

/** Text of one cell (RFC 4180). What a spreadsheet would take for a formula is kept from being one. */
const cell = (value: string | number): string => {
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Results as a table for spreadsheets, with a line of headings. */
export const csvText = (results: readonly SearchResult[], rateOf: RateOf): string =>
  [
    columns.join(','),
    ...results.map(({ scene, videoId, videoTitle, hit, excerpt }) => {
      const rate = rateOf(videoId)
      return [
        videoTitle,
        scene.index + 1,
        timecodeText(scene.startMs, rate),
        timecodeText(scene.endMs, rate),
        scene.startMs,
        scene.endMs,
        hit?.score == null ? '' : Number(hit.score.toFixed(4)),
        excerpt?.text ?? scene.captionExcerpt ?? '',
      ]
        .map(cell)
        .join(',')
    }),
  ].join('\r\n')
