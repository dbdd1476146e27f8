import { useQuery } from '@tanstack/react-query'
import { AudioLines, Image, Search } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { savedSearchesQuery, searchHistoryQuery } from '../../queries/search-queries.ts'
import { searchKey } from '../../stores/search/search-address.ts'
import { asksNothing, listsByFilter, type SearchQuery } from '../../stores/search/search-query.ts'
import { queryOfRequest } from '../../stores/search/search-request.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { useQueryLabel } from './query-label.ts'
import { QueryPicture } from './query-picture.tsx'
import { useSearchControl } from './use-search-control.ts'

const shownHistory = 10

/** Stands where a search has no picture of its own. */
const iconOf = ({ pictures, sounds }: SearchQuery) =>
  pictures.length > 0 ? Image : sounds.length > 0 ? AudioLines : Search

/** One search that can be made again: its picture, what it looks for, and a short note. */
const SearchLine = ({
  name,
  query,
  note,
  isGone,
}: {
  /** Given by a person; otherwise the search tells what it is itself. */
  readonly name?: string
  readonly query: SearchQuery
  readonly note: string
  /** The file it compares with is not kept any more. */
  readonly isGone: boolean
}) => {
  const control = useSearchControl()
  const label = useQueryLabel()(query)
  const Icon = iconOf(query)
  return (
    <DropdownMenu.Item
      className="menu__item search-menu__item"
      disabled={isGone}
      title={name === undefined ? label : `${name}: ${label}`}
      onSelect={() => control.go(query)}
    >
      <span className="search-menu__picture frame-box">
        <QueryPicture query={query}>
          <Icon size={14} aria-hidden />
        </QueryPicture>
      </span>
      <span className="search-menu__words">{name ?? label}</span>
      <span className="menu__keys tabular">{isGone ? 'Its file is no longer kept' : note}</span>
    </DropdownMenu.Item>
  )
}

/** Searches that a person kept, and what can be done with them. */
export const SavedLines = () => {
  const stores = useStores()
  const saved = useQuery(savedSearchesQuery(stores.client)).data
  const canSave = useApp('search', ({ query }) => !asksNothing(query) || listsByFilter(query))
  const run = (id: 'search.save' | 'search.saved') => (): void => {
    stores.actions.getState().run(id)
  }
  return (
    <>
      {saved?.map(({ id, name, request, examplesGone = 0 }) => (
        <SearchLine key={id} name={name} query={queryOfRequest(request)} note="" isGone={examplesGone > 0} />
      ))}
      {saved?.length === 0 ? <p className="search-menu__none">No search is saved yet.</p> : null}
      <DropdownMenu.Separator className="menu__line" />
      <DropdownMenu.Item className="menu__item" disabled={!canSave} onSelect={run('search.save')}>
        Save this search…
      </DropdownMenu.Item>
      {saved === undefined || saved.length === 0 ? null : (
        <DropdownMenu.Item className="menu__item" onSelect={run('search.saved')}>
          Rename or remove…
        </DropdownMenu.Item>
      )}
    </>
  )
}

/** The newest searches; those that look for the same are one line. */
export const RecentLines = () => {
  const stores = useStores()
  const history = useQuery(searchHistoryQuery(stores.client)).data
  const lines = new Map(
    (history ?? [])
      .map((entry) => ({ ...entry, query: queryOfRequest(entry.request) }))
      // The newest of those that are equal is the one that stays.
      .toReversed()
      .map((entry) => [searchKey(entry.query), entry] as const),
  )
  const shown = (history ?? []).flatMap(({ id }) => [...lines.values()].filter((line) => line.id === id))
  return (
    <>
      {shown.slice(0, shownHistory).map(({ id, query, relevant, examplesGone = 0 }) => (
        <SearchLine key={id} query={query} note={relevant.toLocaleString()} isGone={examplesGone > 0} />
      ))}
      {history?.length === 0 ? <p className="search-menu__none">Searches you make are kept here.</p> : null}
      {history === undefined || history.length === 0 ? null : (
        <>
          <DropdownMenu.Separator className="menu__line" />
          <DropdownMenu.Item className="menu__item" onSelect={() => void stores.searchHistory.clearHistory()}>
            Clear recent searches
          </DropdownMenu.Item>
        </>
      )}
    </>
  )
}
