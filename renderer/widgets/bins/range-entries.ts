import type { BinEntry } from '../../../electron/contract/index.ts'
import type { SearchResult } from '../../stores/search/search-result.ts'

/** What is put into a bin for each of some scenes; words of videos that are not cut yet have none. */
export const entriesOf = (results: readonly SearchResult[]): readonly BinEntry[] => [
  ...new Map(results.flatMap(({ cut }) => (cut === null ? [] : [[cut.id, { sceneId: cut.id }] as const]))).values(),
]

/** Type of dragged ranges: a JSON list of `BinEntry`. */
export const rangesType = 'application/x-goodclips-ranges'

/** Lets a bin take ranges that are dragged. */
export const putEntries = (transfer: Pick<DataTransfer, 'setData'>, entries: readonly BinEntry[]): void =>
  transfer.setData(rangesType, JSON.stringify(entries))

/** Lets a bin take what is dragged: the card itself, or all that are selected when it is one of them. */
export const putRanges = (
  transfer: Pick<DataTransfer, 'setData'>,
  dragged: SearchResult,
  selected: readonly SearchResult[],
): void => {
  const together = selected.some(({ id }) => id === dragged.id) ? selected : [dragged]
  putEntries(transfer, entriesOf(together))
}
