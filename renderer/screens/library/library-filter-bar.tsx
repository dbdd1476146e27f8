import { ListFilterPlus } from 'lucide-react'
import { useState } from 'react'
import { type LibraryFilter, type LibraryFilterId, libraryFilters } from '../../../electron/contract/index.ts'
import type { LibraryView } from '../../stores/library-address.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { DropMenu } from '../../ui/menu.tsx'
import { chipTitle, FilterChip } from '../../widgets/filters/filter-chip.tsx'
import { LibraryFilterEditor } from './library-filter-editor.tsx'
import { filterRow, filtersSet, libraryFilterText, turnedFilter, withFilter } from './library-filter-text.ts'
import './library-filter-bar.css'

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
export const AddLibraryFilter = ({ go }: Filtering) => {
  const filter = useApp('library', (library) => library.query.filter)
  const put = usePut(go)
  const [editing, setEditing] = useState<LibraryFilterId | null>(null)
  const button = (
    <IconButton label="Add filter">
      <ListFilterPlus size={16} aria-hidden />
    </IconButton>
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

/** The filters that are set, as chips; nothing while there are none. */
export const LibraryFilterBar = ({ go }: Filtering) => {
  const filter = useApp('library', (library) => library.query.filter)
  const put = usePut(go)
  const [editing, setEditing] = useState<LibraryFilterId | null>(null)
  const rows = filtersSet(filter)
  if (rows.length === 0) return null
  return (
    <div className="library-filters">
      <ul className="library-filters__chips" aria-label="Filters">
        {rows.map(({ id, label }) => (
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
      <Button tone="quiet" onClick={() => go({ filter: {} })}>
        Clear filters
      </Button>
    </div>
  )
}
