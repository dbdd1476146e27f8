import { useMemo } from 'react'
import { useLocation } from 'wouter'
import type { Anchor } from '../../../electron/contract/index.ts'
import { similarTo } from '../../stores/search/breadcrumbs.ts'
import { searchPath } from '../../stores/search/search-address.ts'
import { asksNothing, type SearchQuery, withAnchor } from '../../stores/search/search-query.ts'
import { useStores } from '../../stores/use-stores.tsx'

/** Ways to change what is searched; the address always follows. */
export interface SearchControl {
  /** While typing: the search waits for a rest, the address keeps its step of the history. */
  readonly type: (query: SearchQuery) => void
  /** A step of its own, to which “back” returns. */
  readonly go: (query: SearchQuery) => void
  /** Now, on the same step of the history: order, grouping, filters that are being tried. */
  readonly adjust: (query: SearchQuery) => void
  /** Where it will be searched: a step of its own where something is looked for already, else the screen stays as it is. */
  readonly stay: (query: SearchQuery) => void
  /** Scenes like one, or like several at once. */
  readonly similar: (first?: Anchor, ...others: readonly Anchor[]) => void
  /** More to be like, or unlike. */
  readonly add: (anchors: Anchor | readonly Anchor[], side: 'anchors' | 'lessLike') => void
  /** Pictures and sounds to search by. */
  readonly addFiles: (files: readonly File[]) => void
}

const withAll = (query: SearchQuery, anchors: readonly Anchor[], side: 'anchors' | 'lessLike'): SearchQuery =>
  anchors.reduce((joined, anchor) => withAnchor(joined, anchor, side), query)

/** Changes the search and the address together, from any screen. */
export const useSearchControl = (): SearchControl => {
  const stores = useStores()
  const [location, navigate] = useLocation()
  const onSearch = location === '/search'
  return useMemo(() => {
    const { search, queryFiles } = stores
    const go = (query: SearchQuery): void => {
      const path = searchPath(query)
      search.getState().submit(query, true)
      const isShown = onSearch && path === `/search${globalThis.location.search}`
      navigate(path, { replace: isShown })
    }
    return {
      type: (query) => {
        search.getState().type(query)
        navigate(searchPath(query), { replace: onSearch })
      },
      go,
      adjust: (query) => {
        search.getState().submit(query)
        navigate(searchPath(query), { replace: onSearch })
      },
      stay: (query) => {
        if (onSearch || !asksNothing(query)) go(query)
        else search.getState().submit(query)
      },
      similar: (first, ...others) => {
        if (first !== undefined) go(withAll(similarTo(search.getState().query, first), others, 'anchors'))
      },
      add: (anchors, side) => go(withAll(search.getState().query, [anchors].flat(), side)),
      addFiles: (files) => {
        void queryFiles
          .getState()
          .send(files)
          .then((sent) => {
            if (sent.length === 0) return
            const { query } = search.getState()
            const pictures = sent.flatMap(({ kind, reference }) => (kind === 'picture' ? { reference } : []))
            const sounds = sent.flatMap(({ kind, reference }) => (kind === 'sound' ? { reference } : []))
            go({
              ...query,
              exact: false,
              pictures: [...query.pictures, ...pictures],
              sounds: [...query.sounds, ...sounds],
            })
          })
      },
    }
  }, [stores, navigate, onSearch])
}
