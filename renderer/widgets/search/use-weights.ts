import { useEffect, useMemo, useRef } from 'react'
import { useLocation } from 'wouter'
import type { Modality } from '../../../electron/contract/index.ts'
import { searchPath } from '../../stores/search/search-address.ts'
import type { SliderValues } from '../../stores/search/weights.ts'
import { useStores } from '../../stores/use-stores.tsx'

/** Browsers slow down pages that change their address with every step of a slider. */
const addressAfterMs = 300

/** Ways to move the sliders: results follow at once, the address once they rest. */
export const useWeights = (): {
  readonly set: (values: SliderValues) => void
  readonly move: (modality: Modality, value: number) => void
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
    const set = (values: SliderValues): void => {
      search.getState().weigh(values)
      if (timer.current !== null) clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        if (latest.current.onSearch) latest.current.navigate(searchPath(search.getState().query), { replace: true })
      }, addressAfterMs)
    }
    return { set, move: (modality, value) => set({ ...search.getState().query.weights, [modality]: value }) }
  }, [search])
}
