import { ListFilterPlus } from 'lucide-react'
import { useState } from 'react'
import { type LibraryFilter, type LibraryFilterId, libraryFilters } from '../../../electron/contract/index.ts'
import type { LibraryView } from '../../stores/library-address.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { DropMenu } from '../../ui/menu.tsx'
import { chipTitle, FilterChip } from '../../widgets/filters/filter-chip.tsx'
import { isShownByStars, MarkFilterBar } from '../../widgets/filters/mark-filter-bar.tsx'
import { LibraryFilterEditor } from './library-filter-editor.tsx'
import { filterRow, filtersSet, libraryFilterText, turnedFilter, withFilter } from './library-filter-text.ts'

interface Filtering {
  /** Goes to another view of the library. */
  readonly go: (change: Partial<LibraryView>) => void
}

const isSwitch = (id: LibraryFilterId): boolean => filterRow(id).kind === 'yes-no'

const usePut = (go: Filtering['go']) => {
  const { library } = useStores()
  return (id: LibraryFilterId, values: LibraryFilter): void =>
    go({ filter: withFilter(library.getState().query.filter, id, values) })
}

/** The button that adds a filter; its form stands beside it. */
const AddLibraryFilter = ({ go }: Filtering) => {
  const filter = useApp('library', (library) => library.query.filter)
  const put = usePut(go)
  const [editing, setEditing] = useState<LibraryFilterId | null>(null)
  const button = (
    <Button tone="quiet" className="filter-bar__add">
      <ListFilterPlus size={14} aria-hidden />
      Add filter
    </Button>
  )
  if (editing !== null) {
    return (
      <LibraryFilterEditor id={editing} filter={filter} onPut={put} onClose={() => setEditing(null)}>
        {button}
      </LibraryFilterEditor>
    )
  }
  const set = new Set(filtersSet(filter).map(({ id }) => id))
  return (
    <DropMenu
      entries={libraryFilters.map(({ id, label }) => ({
        kind: 'item' as const,
        label,
        disabled: set.has(id),
        onSelect: () => (isSwitch(id) ? put(id, turnedFilter({}, id)) : setEditing(id)),
      }))}
    >
      {button}
    </DropMenu>
  )
}

/** Filters by marks, and the others that are set as chips; the button that adds one. */
export const LibraryFilterBar = ({ go }: Filtering) => {
  const { library } = useStores()
  const filter = useApp('library', (state) => state.query.filter)
  const put = usePut(go)
  const [editing, setEditing] = useState<LibraryFilterId | null>(null)
  const rows = filtersSet(filter)
  const { minRating, maxRating, flag, label: labels = [], tag: tags = [] } = filter
  const asked = { minRating, maxRating, flag, labels, tags }
  // What the bar shows by itself needs no chip.
  const chips = rows.filter(({ id }) => id !== 'flag' && id !== 'label' && (id !== 'rating' || !isShownByStars(asked)))
  return (
    <div className="filter-bar">
      <AddLibraryFilter go={go} />
      <MarkFilterBar
        asked={asked}
        onAsk={(next) => {
          const before = library.getState().query.filter
          const changes = [
            ['rating', { minRating: next.minRating, maxRating: next.maxRating }],
            ['flag', { flag: next.flag }],
            ['label', next.labels.length === 0 ? {} : { label: [...next.labels] }],
            ['tags', next.tags.length === 0 ? {} : { tag: [...next.tags] }],
          ] as const
          go({ filter: changes.reduce((all, [id, values]) => withFilter(all, id, values), before) })
        }}
      />
      {chips.length === 0 ? null : (
        <ul className="filter-bar__chips" aria-label="Filters">
          {chips.map(({ id, label }) => (
            <FilterChip
              key={id}
              text={libraryFilterText(filter, id)}
              title={chipTitle(isSwitch(id), label)}
              onPress={() => (isSwitch(id) ? put(id, turnedFilter(filter, id)) : setEditing(id))}
              onRemove={() => put(id, {})}
              editor={
                editing === id
                  ? (trigger) => (
                      <LibraryFilterEditor id={id} filter={filter} onPut={put} onClose={() => setEditing(null)}>
                        {trigger}
                      </LibraryFilterEditor>
                    )
                  : null
              }
            />
          ))}
        </ul>
      )}
      {rows.length === 0 ? null : (
        <Button tone="quiet" onClick={() => go({ filter: {} })}>
          Clear filters
        </Button>
      )}
    </div>
  )
}
