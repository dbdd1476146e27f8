import { ChevronDown, Combine, Layers2, WholeWord } from 'lucide-react'
import type { SearchQuery } from '../../stores/search/search-query.ts'
import { takesWords } from '../../stores/search/search-request.ts'
import type { Answered } from '../../stores/search/search-store.ts'
import { useSearchStatus } from '../../stores/use-server.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { DropMenu } from '../../ui/menu.tsx'
import { Slider } from '../../ui/slider.tsx'
import { useAction } from '../../widgets/actions/use-action.ts'
import { useCardWidth } from '../../widgets/list/use-card-width.ts'
import { useSearchControl } from '../../widgets/search/use-search-control.ts'
import { DetailsToggle } from '../../widgets/toolbar/details-toggle.tsx'

const sortNames = { relevance: 'Relevance', time: 'Time' } as const

/** How results are found, ordered and shown. */
export const SearchToolbar = ({ answered }: { readonly answered: Answered | null }) => {
  const stores = useStores()
  const control = useSearchControl()
  const query = useApp('search', (search) => search.query)
  const canMean = useSearchStatus(takesWords)
  const cardWidth = useCardWidth('resultCardWidth')
  const byMeaning = answered === null || answered.kind === 'semantic'
  const adjust = (patch: Partial<SearchQuery>): void => control.adjust({ ...stores.search.getState().query, ...patch })
  const toggleExact = (): void => adjust({ exact: !stores.search.getState().query.exact })
  useAction('search.exactWords', canMean ? toggleExact : null, query.exact || !canMean)
  return (
    <div className="toolbar">
      <h1>Search</h1>
      <span className="toolbar__space" />
      <Button
        tone="quiet"
        aria-pressed={query.exact || !canMean}
        disabled={!canMean}
        className="search-toolbar__toggle"
        title={
          canMean ? 'Captions that have these very words' : 'Only words in captions can be searched without a model'
        }
        onClick={toggleExact}
      >
        <WholeWord size={15} aria-hidden />
        Exact words
      </Button>
      {byMeaning ? (
        <>
          <DropMenu
            entries={(['relevance', 'time'] as const).map((sort) => ({
              kind: 'choice',
              label: sortNames[sort],
              checked: query.sort === sort,
              onSelect: () => adjust({ sort }),
            }))}
          >
            <Button tone="quiet" aria-label={`Sort by ${sortNames[query.sort]}`}>
              {sortNames[query.sort]}
              <ChevronDown size={14} aria-hidden />
            </Button>
          </DropMenu>
          <IconButton
            label="Group by video"
            pressed={query.groupByVideo}
            onClick={() => adjust({ groupByVideo: !query.groupByVideo })}
          >
            <Layers2 size={16} aria-hidden />
          </IconButton>
          <IconButton
            label="Merge neighbours"
            pressed={query.mergeNeighbours}
            onClick={() => adjust({ mergeNeighbours: !query.mergeNeighbours })}
          >
            <Combine size={16} aria-hidden />
          </IconButton>
        </>
      ) : null}
      <Slider
        className="library-toolbar__size"
        aria-label="Size of results"
        title="Size of results"
        min={160}
        max={480}
        step={4}
        value={cardWidth}
        onChange={(event) => stores.preferences.getState().change({ resultCardWidth: event.target.valueAsNumber })}
      />
      <DetailsToggle />
    </div>
  )
}
