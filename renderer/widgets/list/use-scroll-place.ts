import { useCallback, useMemo } from 'react'
import { useStores } from '../../stores/use-stores.tsx'

/** The scroll place of the address on show: where it was left, and how to remember a new one. */
export const useScrollPlace = (
  key: string,
): { readonly initialOffset: number; readonly onOffset: (offset: number) => void } => {
  const { window } = useStores()
  const { scrollPlaces } = window.getState()
  const onOffset = useCallback((offset: number) => void scrollPlaces.set(key, offset), [scrollPlaces, key])
  return useMemo(() => ({ initialOffset: scrollPlaces.get(key) ?? 0, onOffset }), [scrollPlaces, key, onOffset])
}
