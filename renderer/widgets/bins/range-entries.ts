import type { BinEntry } from '../../../electron/contract/index.ts'
import type { DragOutActions } from '../../stores/drag-out.ts'
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

/** What is dragged: the card itself, or all that are selected when it is one of them. */
const draggedOf = (dragged: SearchResult, selected: readonly SearchResult[]): readonly SearchResult[] =>
  selected.some(({ id }) => id === dragged.id) ? selected : [dragged]

/** Lets a bin take what is dragged. */
export const putRanges = (
  transfer: Pick<DataTransfer, 'setData'>,
  dragged: SearchResult,
  selected: readonly SearchResult[],
): void => putEntries(transfer, entriesOf(draggedOf(dragged, selected)))

/** Drags the files of the same out of the window; false where that cannot be. */
export const beginOut = (
  dragOut: DragOutActions,
  dragged: SearchResult,
  selected: readonly SearchResult[],
): boolean => {
  const together = draggedOf(dragged, selected).filter(({ cut }) => cut !== null)
  const sceneIds = [...new Set(together.flatMap(({ cut }) => (cut === null ? [] : [cut.id])))]
  if (sceneIds.length === 0) return false
  return dragOut.begin({ source: { sceneIds }, videoIds: together.map(({ videoId }) => videoId) })
}
