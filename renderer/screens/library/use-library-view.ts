import { useCallback, useEffect } from 'react'
import { useLocation, useSearch } from 'wouter'
import { type LibraryView, libraryAddress, viewOfAddress } from '../../stores/library-address.ts'
import { useStores } from '../../stores/use-stores.tsx'

/** Lists what the address names. Answers how to go to another view, in place of the one on show or so that Back returns to it. */
export const useLibraryView = (): ((change: Partial<LibraryView>, how?: 'replace' | 'push') => void) => {
  const { library } = useStores()
  const address = useSearch()
  const [, navigate] = useLocation()
  useEffect(() => {
    library.getState().setQuery({ ...library.getState().query, ...viewOfAddress(address) })
  }, [library, address])
  return useCallback(
    (change, how = 'push') => {
      const { q, filter } = library.getState().query
      navigate(libraryAddress({ q, filter, ...change }), { replace: how === 'replace' })
    },
    [library, navigate],
  )
}
