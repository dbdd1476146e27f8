import { ArrowDownNarrowWide, ArrowUpNarrowWide, ChevronDown, List } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { LibraryView } from '../../stores/library-address.ts'
import { isFiltered } from '../../stores/library-store.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import { DropMenu } from '../../ui/menu.tsx'
import { Slider } from '../../ui/slider.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { shownShortcut } from '../../widgets/actions/shortcuts.ts'
import { useAction } from '../../widgets/actions/use-action.ts'
import { useCardWidth } from '../../widgets/list/use-card-width.ts'
import { DetailsToggle } from '../../widgets/toolbar/details-toggle.tsx'
import { ImportMenu } from '../../widgets/toolbar/import-menu.tsx'
import { sortNames, useLibrarySort } from './use-library-sort.ts'
import './library-toolbar.css'

const sorts = ['added', 'recorded', 'title', 'duration', 'scenes', 'rating', 'flag', 'label'] as const

/** What the library holds and how it is shown. */
export const LibraryToolbar = ({
  selectedCount,
  go,
}: {
  readonly selectedCount: number
  /** Goes to another view of the library. */
  readonly go: (change: Partial<LibraryView>, how?: 'replace' | 'push') => void
}) => {
  const stores = useStores()
  const query = useApp('library', (library) => library.query)
  const stats = useApp('status', (status) => status.stats)
  const found = useApp('library', (library) => library.order.length)
  const total = useApp('library', (library) => library.total)
  const cardWidth = useCardWidth('libraryCardWidth')
  const [words, setWords] = useState(query.q)
  useEffect(() => setWords(query.q), [query.q])
  useEffect(() => {
    const before = stores.library.getState().query.q
    if (words === before) return
    // Back leads to the list before the words, not through each letter of them.
    const timer = setTimeout(() => go({ q: words }, before === '' || words === '' ? 'push' : 'replace'), 150)
    return () => clearTimeout(timer)
  }, [words, stores, go])
  const { sort: sorted, order, sortBy, reverse } = useLibrarySort()
  const isList = useApp('preferences', ({ libraryView }) => libraryView === 'list')
  const toggleList = (): void => stores.preferences.getState().change({ libraryView: isList ? 'grid' : 'list' })
  useAction('view.toggleList', toggleList, isList)
  const counts = isFiltered(query)
    ? `${(total ?? found).toLocaleString()} of ${formatCount(stats?.videos ?? found, 'video')}`
    : stats === null
      ? ''
      : `${formatCount(stats.videos, 'video')} · ${formatCount(stats.scenes, 'scene')}`
  return (
    <div className="library-toolbar">
      <div className="toolbar">
        <h1>Library</h1>
        <span className="toolbar__count tabular">
          {counts}
          {selectedCount > 0 ? ` · ${selectedCount.toLocaleString()} selected` : ''}
        </span>
        <span className="toolbar__space" />
        <TextField
          type="search"
          className="library-toolbar__filter"
          placeholder="Filter by name, folder, tag"
          aria-label="Filter by name, folder, tag"
          title="Words of title, file name, folder and tags"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setWords('')
          }}
        />
        <DropMenu
          entries={sorts.map((sort) => ({
            kind: 'choice',
            label: sortNames[sort],
            checked: sorted === sort,
            onSelect: () => sortBy(sort),
          }))}
        >
          <Button tone="quiet" aria-label={`Sort by ${sortNames[sorted]}`}>
            {sortNames[sorted]}
            <ChevronDown size={14} aria-hidden />
          </Button>
        </DropMenu>
        <IconButton label={order === 'asc' ? 'Ascending' : 'Descending'} onClick={reverse}>
          {order === 'asc' ? (
            <ArrowUpNarrowWide size={16} aria-hidden />
          ) : (
            <ArrowDownNarrowWide size={16} aria-hidden />
          )}
        </IconButton>
        <IconButton label="List" keys={shownShortcut('view.toggleList')} pressed={isList} onClick={toggleList}>
          <List size={16} aria-hidden />
        </IconButton>
        <Slider
          className="library-toolbar__size"
          aria-label="Size of posters"
          title="Size of posters"
          min={120}
          max={420}
          step={4}
          value={cardWidth}
          disabled={isList}
          onChange={(event) => stores.preferences.getState().change({ libraryCardWidth: event.target.valueAsNumber })}
        />
        <ImportMenu />
        <DetailsToggle />
      </div>
    </div>
  )
}
