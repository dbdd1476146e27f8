import type { BinEntry } from '../../../electron/contract/index.ts'
import type { SearchResult } from '../../stores/search/search-result.ts'

/** What is put into a bin for each of some scenes; words of videos that are not cut yet have none. */
export const entriesOf = (results: readonly SearchResult[]): readonly BinEntry[] => [
  ...new Map(results.flatMap(({ cut }) => (cut === null ? [] : [[cut.id, { sceneId: cut.id }] as const]))).values(),
]

/** Type of dragged ranges: a JSON list of `BinEntry`. */
export const rangesType = 'application/x-goodclips-ranges'
