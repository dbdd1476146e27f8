import { ChevronDown, Combine, Layers2, SquareStack, WholeWord } from 'lucide-react'
import { markSortSchema, type SearchSort, searchSortSchema } from '../../../electron/contract/index.ts'
import { listsByFilter, type SearchQuery } from '../../stores/search/search-query.ts'
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

const sortNames: Readonly<Record<SearchSort, string>> = {
  relevance: 'Relevance',
  time: 'Time',
  rating: 'Rating',
  flag: 'Flag',
  label: 'Label',
}

/** How results are found, ordered and shown. */
export const SearchToolbar = ({ answered }: { readonly answered: Answered | null }) => {
  const stores = useStores()
  const control = useSearchControl()
  const query = useApp('search', (search) => search.query)
  const canMean = useSearchStatus(takesWords)
  const cardWidth = useCardWidth('resultCardWidth')
  const byMeaning = answered === null || answered.kind === 'semantic'
  // Words in captions have no order by time.
  const all: readonly SearchSort[] = byMeaning ? searchSortSchema.options : ['relevance', ...markSortSchema.options]
  // What a filter alone leaves is not more or less relevant.
  const isList = listsByFilter(query)
  const sorts = isList ? all.filter((sort) => sort !== 'relevance') : all
  const sorted = sorts.includes(query.sort) ? query.sort : isList ? 'time' : 'relevance'
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
      <DropMenu
        entries={sorts.map((sort) => ({
          kind: 'choice',
          label: sortNames[sort],
          checked: sorted === sort,
          onSelect: () => adjust({ sort }),
        }))}
      >
        <Button tone="quiet" aria-label={`Sort by ${sortNames[sorted]}`}>
          {sortNames[sorted]}
          <ChevronDown size={14} aria-hidden />
        </Button>
      </DropMenu>
      <IconButton
        label="Fold duplicates"
        pressed={query.foldAlike}
        onClick={() => adjust({ foldAlike: !query.foldAlike })}
      >
        <SquareStack size={16} aria-hidden />
      </IconButton>
      {byMeaning ? (
        <>
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
