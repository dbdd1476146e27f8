import type { LibraryQuery } from '../../stores/library-store.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'

/** What the library can be sorted by. */
export type LibrarySort = LibraryQuery['sort']

/** What each way to sort is called. */
export const sortNames: Readonly<Record<LibrarySort, string>> = {
  added: 'Date added',
  recorded: 'Date recorded',
  title: 'Title',
  duration: 'Length',
  scenes: 'Number of scenes',
  rating: 'Rating',
  flag: 'Flag',
  label: 'Label',
}

/** The order of the library, and the one way to change it. */
export const useLibrarySort = () => {
  const { library, preferences } = useStores()
  const sort = useApp('library', ({ query }) => query.sort)
  const order = useApp('library', ({ query }) => query.order)
  const go = (change: Partial<Pick<LibraryQuery, 'sort' | 'order'>>): void => {
    const next = { ...library.getState().query, ...change }
    library.getState().setQuery(next)
    preferences.getState().change({ sort: next.sort, order: next.order })
  }
  const reverse = (): void => go({ order: order === 'asc' ? 'desc' : 'asc' })
  return {
    sort,
    order,
    /** Sorts by something, in the direction that is usual for it; what it is sorted by already stays as it is. */
    sortBy: (by: LibrarySort): void => {
      if (by !== sort) go({ sort: by, order: by === 'title' ? 'asc' : 'desc' })
    },
    reverse,
  }
}
