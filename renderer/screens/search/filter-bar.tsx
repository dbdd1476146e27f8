import { ListFilterPlus } from 'lucide-react'
import { useState } from 'react'
import { onlyFilmOf } from '../../stores/search/search-query.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { DropMenu } from '../../ui/menu.tsx'
import { chipTitle, FilterChip } from '../../widgets/filters/filter-chip.tsx'
import { isShownByStars, MarkFilterBar, type MarksAsked } from '../../widgets/filters/mark-filter-bar.tsx'
import { useSearchControl } from '../../widgets/search/use-search-control.ts'
import { FilterEditor } from './filter-editor.tsx'
import {
  type FilterName,
  filterName,
  filterNames,
  filterText,
  rangeOfTyped,
  setFilters,
  withoutFilter,
} from './filter-text.ts'
import { NotField, ThenFields } from './refine-fields.tsx'
import './filter-bar.css'

/** Filters that need no more than yes or no: a press on their chip turns them round. */
const isSwitch = (name: FilterName): name is 'hasAudio' | 'hasCaptions' => name === 'hasAudio' || name === 'hasCaptions'

/** Which scenes may be found: filters as chips, words to avoid, what must follow. */
export const FilterBar = () => {
  const stores = useStores()
  const control = useSearchControl()
  const query = useApp('search', (search) => search.query)
  useApp('library', (library) => library.revision)
  const [editing, setEditing] = useState<FilterName | null>(null)
  const [notOpen, setNotOpen] = useState(false)
  const { filter, followedBy } = query
  const { rating, flag, labels = [], tags = [] } = filter
  const asked: MarksAsked = { minRating: rating?.min, maxRating: rating?.max, flag, labels, tags }
  // One film is a chip of the search field; what the bar shows by itself needs none.
  const hidden: readonly FilterName[] = [
    ...(onlyFilmOf(query) === null ? [] : ['videoIds' as const]),
    'flag',
    'labels',
    ...(isShownByStars(asked) ? ['rating' as const] : []),
  ]
  const names = setFilters(filter).filter((name) => !hidden.includes(name))
  const titleOf = (id: string): string => stores.library.getState().videos.get(id)?.title ?? 'a video'
  const put = (name: FilterName, value: unknown): void => {
    const rest = withoutFilter(stores.search.getState().query.filter, name)
    const next = value === undefined ? rest : { ...rest, [name]: value }
    control.go({ ...stores.search.getState().query, filter: next })
  }
  const ask = (next: MarksAsked): void => {
    const { rating: _, flag: __, labels: ___, tags: ____, ...rest } = stores.search.getState().query.filter
    const range = rangeOfTyped(next.minRating, next.maxRating)
    control.go({
      ...stores.search.getState().query,
      filter: {
        ...rest,
        ...(range === undefined ? {} : { rating: range }),
        ...(next.flag === undefined ? {} : { flag: next.flag }),
        ...(next.labels.length === 0 ? {} : { labels: [...next.labels] }),
        ...(next.tags.length === 0 ? {} : { tags: [...next.tags] }),
      },
    })
  }
  const chip = (name: FilterName) => (
    <FilterChip
      key={name}
      text={filterText(filter, name, titleOf)}
      title={chipTitle(isSwitch(name), filterName(name))}
      onPress={() => (isSwitch(name) ? put(name, filter[name] === false) : setEditing(name))}
      onRemove={() => put(name, undefined)}
      editor={
        editing === name
          ? (trigger) => (
              <FilterEditor name={name} filter={filter} onPut={put} onClose={() => setEditing(null)}>
                {trigger}
              </FilterEditor>
            )
          : null
      }
    />
  )
  const addButton = (
    <Button tone="quiet" className="filter-bar__add">
      <ListFilterPlus size={14} aria-hidden />
      Add filter
    </Button>
  )
  const adding = editing !== null && !names.includes(editing)
  return (
    <div className="filter-bar" data-empty={names.length === 0 && followedBy === null && !notOpen}>
      {adding ? (
        <FilterEditor name={editing} filter={filter} onPut={put} onClose={() => setEditing(null)}>
          {addButton}
        </FilterEditor>
      ) : (
        <DropMenu
          entries={[
            ...filterNames.map(([name, label]) => ({
              kind: 'item' as const,
              label,
              disabled: filter[name] !== undefined,
              onSelect: () => (isSwitch(name) ? put(name, true) : setEditing(name)),
            })),
            { kind: 'line' as const },
            { kind: 'item' as const, label: 'Words to avoid', onSelect: () => setNotOpen(true) },
          ]}
        >
          {addButton}
        </DropMenu>
      )}
      <MarkFilterBar asked={asked} onAsk={ask} />
      {names.length === 0 ? null : (
        <ul className="filter-bar__chips" aria-label="Filters">
          {names.map(chip)}
        </ul>
      )}
      {notOpen ? <NotField onClose={() => setNotOpen(false)} /> : null}
      {followedBy === null ? null : <ThenFields followedBy={followedBy} />}
    </div>
  )
}
