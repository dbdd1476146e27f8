import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { savedSearchesQuery } from '../../queries/search-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TextField } from '../../ui/text-field.tsx'
import './saved-searches-sheet.css'

/** Saved searches, to rename and to forget. */
export const SavedSearchesSheet = () => {
  const stores = useStores()
  const saved = useQuery(savedSearchesQuery(stores.client)).data
  const { close } = stores.window.getState()
  const rename = (id: string, before: string, name: string): void => {
    if (name.trim() !== '' && name.trim() !== before) void stores.searchHistory.rename(id, name.trim())
  }
  return (
    <Sheet title="Saved searches" size="medium" onClose={close}>
      {saved?.length === 0 ? <p className="saved-searches__none">No search is saved yet.</p> : null}
      <ul className="saved-searches">
        {saved?.map((search) => (
          <li key={search.id + search.name}>
            <TextField
              aria-label={`Name of ${search.name}`}
              defaultValue={search.name}
              maxLength={200}
              onBlur={(event) => rename(search.id, search.name, event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') event.currentTarget.blur()
              }}
            />
            <IconButton label={`Remove ${search.name}`} onClick={() => void stores.searchHistory.remove(search.id)}>
              <Trash2 size={15} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
