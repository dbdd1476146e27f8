import { useEffect, useMemo, useRef } from 'react'
import { useLocation } from 'wouter'
import type { Modality } from '../../../electron/contract/index.ts'
import { searchPath } from '../../stores/search/search-address.ts'
import type { SearchQuery } from '../../stores/search/search-query.ts'
import type { SliderValues } from '../../stores/search/weights.ts'
import { useStores } from '../../stores/use-stores.tsx'

/** Browsers slow down pages that change their address with every step of a slider. */
const addressAfterMs = 300

/** Ways to move the sliders and to switch sources of words: results follow at once, the address once they rest. */
export const useWeights = (): {
  readonly set: (values: SliderValues) => void
  readonly move: (modality: Modality, value: number) => void
  readonly searchSources: (sources: SearchQuery['sources']) => void
} => {
  const { search } = useStores()
  const [location, navigate] = useLocation()
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const latest = useRef({ onSearch: location === '/search', navigate })
  latest.current = { onSearch: location === '/search', navigate }
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
    },
    [],
  )
  return useMemo(() => {
    const writeAddress = (): void => {
      if (timer.current !== null) clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        if (latest.current.onSearch) latest.current.navigate(searchPath(search.getState().query), { replace: true })
      }, addressAfterMs)
    }
    const set = (values: SliderValues): void => {
      search.getState().weigh(values)
      writeAddress()
    }
    const searchSources = (sources: SearchQuery['sources']): void => {
      search.getState().searchSources(sources)
      writeAddress()
    }
    return {
      set,
      searchSources,
      move: (modality, value) => set({ ...search.getState().query.weights, [modality]: value }),
    }
  }, [search])
}
