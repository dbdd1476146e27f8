import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { savedSearchesQuery, searchHistoryQuery } from '../../queries/search-queries.ts'
import { crumbLabel } from '../../stores/search/breadcrumbs.ts'
import { asksNothing, type SearchQuery } from '../../stores/search/search-query.ts'
import { queryOfRequest } from '../../stores/search/search-request.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { IconButton } from '../../ui/button.tsx'
import { useAnchorText } from './anchor-text.ts'
import { useSearchControl } from './use-search-control.ts'
import './recent-menu.css'

const shownHistory = 10

/** Recent and saved searches, under the field. */
export const RecentMenu = ({
  open,
  onOpen,
  onDone,
}: {
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
  /** Gives the focus back to the field. */
  readonly onDone: () => void
}) => {
  const stores = useStores()
  const control = useSearchControl()
  const history = useQuery({ ...searchHistoryQuery(stores.client), enabled: open }).data
  const saved = useQuery({ ...savedSearchesQuery(stores.client), enabled: open }).data
  const canSave = useApp('search', (search) => !asksNothing(search.query))
  const anchorText = useAnchorText()
  const line = (key: string, label: string, query: SearchQuery, note = '') => (
    <DropdownMenu.Item key={key} className="menu__item" onSelect={() => control.go(query)}>
      <span className="recent__words">{label}</span>
      {note === '' ? null : <span className="menu__keys tabular">{note}</span>}
    </DropdownMenu.Item>
  )
  return (
    <DropdownMenu.Root open={open} onOpenChange={onOpen} modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton label="Recent and saved searches">
          <History size={15} aria-hidden />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu recent"
          align="end"
          sideOffset={6}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            onDone()
          }}
        >
          <DropdownMenu.Group>
            <DropdownMenu.Label className="recent__label">Saved</DropdownMenu.Label>
            {saved?.map((search) => line(search.id, search.name, queryOfRequest(search.request)))}
            {saved?.length === 0 ? <p className="recent__none">No search is saved yet.</p> : null}
            <DropdownMenu.Item
              className="menu__item"
              disabled={!canSave}
              onSelect={() => stores.actions.getState().run('search.save')}
            >
              Save this search…
            </DropdownMenu.Item>
            {saved === undefined || saved.length === 0 ? null : (
              <DropdownMenu.Item className="menu__item" onSelect={() => stores.actions.getState().run('search.saved')}>
                Rename or remove…
              </DropdownMenu.Item>
            )}
          </DropdownMenu.Group>
          <DropdownMenu.Separator className="menu__line" />
          <DropdownMenu.Group>
            <DropdownMenu.Label className="recent__label">Recent</DropdownMenu.Label>
            {history?.slice(0, shownHistory).map((entry) => {
              const query = queryOfRequest(entry.request)
              return line(entry.id, crumbLabel(query, anchorText), query, entry.relevant.toLocaleString())
            })}
            {history?.length === 0 ? <p className="recent__none">Searches you make are kept here.</p> : null}
            {history === undefined || history.length === 0 ? null : (
              <DropdownMenu.Item className="menu__item" onSelect={() => void stores.searchHistory.clearHistory()}>
                Clear recent searches
              </DropdownMenu.Item>
            )}
          </DropdownMenu.Group>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
