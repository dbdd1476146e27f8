import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { searchKey } from '../../stores/search/search-address.ts'
import { anchorOf } from '../../stores/search/search-query.ts'
import { type SearchResult, wasCompared, weakFrom } from '../../stores/search/search-result.ts'
import type { Answered } from '../../stores/search/search-store.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { PointMenu } from '../../ui/menu.tsx'
import type { PopoverAnchor } from '../../ui/popover.tsx'
import { cardMenu } from '../../widgets/actions/card-menu.ts'
import { beginOut, putRanges } from '../../widgets/bins/range-entries.ts'
import { useCardWidth } from '../../widgets/list/use-card-width.ts'
import { useListSelection } from '../../widgets/list/use-list-selection.ts'
import { useScrollOffset } from '../../widgets/list/use-scroll-offset.ts'
import { usePageParts } from '../../widgets/page-parts/page-parts.ts'
import { sceneCardTextHeight } from '../../widgets/scene-card/scene-card.tsx'
import { putScene } from '../../widgets/search/scene-transfer.ts'
import { VirtualGrid } from '../../widgets/virtual-grid/virtual-grid.tsx'
import { type CardAct, ResultCard } from './result-card.tsx'
import { useResultActions } from './use-result-actions.ts'
import { WhyPopover } from './why-popover.tsx'

const cellHeight = (width: number): number => ((width - 8) * 9) / 16 + sceneCardTextHeight(true, true) + 8
const breakHeight = 34
/** Places kept for what is still to be read. */
const placeholders = 12
/** Results left below those on show when more are read. */
const readAhead = 24

const cardActs: readonly string[] = [
  'similar',
  'alike',
  'why',
  'more',
  'less',
  'video',
  'then',
] satisfies readonly CardAct[]
const isCardAct = (act: string): act is CardAct => cardActs.includes(act)

/** The results of a search, those that stand out first, as cards that glide when the order changes. */
export const SearchResults = ({
  answered,
  label,
  emptyMessage,
}: {
  readonly answered: Answered
  readonly label: string
  /** On show instead when there is no result. */
  readonly emptyMessage: ReactNode
}) => {
  const stores = useStores()
  const parts = usePageParts()
  const isStale = useApp('search', (search) => search.status === 'searching')
  const cardWidth = useCardWidth('resultCardWidth')
  const { results, query, verdict } = answered
  const order = useMemo(() => results.map(({ id }) => id), [results])
  // Where none stands out there is no line to draw: the one above the results says so.
  const breakAt = useMemo(() => weakFrom(results) || null, [results])
  const { selection, ...grid } = useListSelection('search', order, breakAt ?? order.length)
  const key = searchKey(query)
  const scroll = useScrollOffset(`/search?${key}`)
  const [why, setWhy] = useState<{ readonly result: SearchResult; readonly anchor: PopoverAnchor } | null>(null)
  const openWhy = useCallback(
    (index: number): void => {
      const result = stores.search.getState().answered?.results[index]
      const cell = parts?.list?.querySelector<HTMLElement>(`[data-grid-index="${index}"]`)
      if (result?.hit == null || !wasCompared(result.hit) || cell == null) return
      stores.selection.getState().select('search', order, result.id, 'only')
      setWhy({ result, anchor: cell })
    },
    [stores, order, parts],
  )
  const actions = useResultActions(results, grid.activeIndex, selection.ids, openWhy)
  const onRange = useCallback(
    (_first: number, last: number) => {
      const count = stores.search.getState().answered?.results.length ?? 0
      if (last >= count - readAhead) stores.search.getState().loadMore()
    },
    [stores],
  )
  if (results.length === 0) return emptyMessage
  return (
    <>
      <PointMenu entries={cardMenu(actions.runs, selection.ids.size)}>
        <div className="search-grid" data-stale={isStale}>
          <VirtualGrid
            key={key}
            label={`Results for ${label}`}
            count={results.length + (answered.nextCursor === null ? 0 : placeholders)}
            cellWidth={cardWidth}
            cellHeight={cellHeight}
            gap={10}
            keyed={{ keyOf: (index) => order[index] ?? `place ${index - order.length}`, version: results }}
            sectionBreak={
              breakAt === null
                ? null
                : {
                    index: breakAt,
                    height: breakHeight,
                    content: <div className="search-grid__weak">Weaker matches</div>,
                  }
            }
            cell={(index) => {
              const result = results[index]
              return result === undefined ? (
                <div className="search-grid__place" />
              ) : (
                <ResultCard result={result} selected={selection.ids.has(result.id)} />
              )
            }}
            {...grid}
            onOpen={actions.open}
            onAct={(act, index) => {
              if (isCardAct(act)) actions.act(act, index)
            }}
            onDragCell={(index, transfer, out) => {
              const result = results[index]
              if (result !== undefined) {
                const chosen = results.filter(({ id }) => selection.ids.has(id))
                if (out && beginOut(stores.dragOut, result, chosen)) return true
                putRanges(transfer, result, chosen)
                putScene(transfer, anchorOf({ videoId: result.videoId, startMs: result.scene.startMs }))
              }
              return false
            }}
            onRange={onRange}
            initialOffset={scroll.initialOffset}
            onOffset={scroll.onOffset}
          />
        </div>
      </PointMenu>
      {why?.result.hit == null ? null : (
        <WhyPopover
          hit={why.result.hit}
          verdict={verdict}
          anchor={why.anchor}
          onClose={() => setWhy(null)}
          onClosed={() => parts?.list?.focus()}
        />
      )}
    </>
  )
}
