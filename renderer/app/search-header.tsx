import { type RefObject, useEffect } from 'react'
import { useLocation, useSearch } from 'wouter'
import { addressText, queryOfAddress } from '../stores/search/search-address.ts'
import { useStores } from '../stores/use-stores.tsx'
import { ModalitySliders } from '../widgets/search/modality-sliders.tsx'
import { SearchField } from '../widgets/search/search-field.tsx'
import { ThenButton } from '../widgets/search/then-button.tsx'
import '../widgets/search/search-header.css'

/** The search field and the sliders: on every screen, always at the same place. */
export const SearchHeader = ({ fieldRef }: { readonly fieldRef: RefObject<HTMLInputElement | null> }) => {
  const { search } = useStores()
  const [location] = useLocation()
  const address = useSearch()
  const linked = location === '/search' ? address : null
  useEffect(() => {
    if (linked === null) return
    // A link, a reload, back or forward: the address says what is searched. Without a word, sliders stay where they are.
    const { query } = search.getState()
    const asked = queryOfAddress(linked)
    const next = linked === '' ? { ...asked, weights: query.weights, sources: query.sources } : asked
    if (addressText(next) !== addressText(query)) search.getState().submit(next)
  }, [linked, search])
  return (
    <header className="search-header">
      <div className="search-header__row">
        <SearchField fieldRef={fieldRef} />
        <ThenButton />
      </div>
      <ModalitySliders />
    </header>
  )
}
