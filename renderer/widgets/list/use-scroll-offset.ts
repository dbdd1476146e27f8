import { useCallback, useMemo } from 'react'
import { useStores } from '../../stores/use-stores.tsx'

/** The scroll place of the address on show: where it was left, and how to remember a new one. */
export const useScrollOffset = (
  key: string,
): { readonly initialOffset: number; readonly onOffset: (offset: number) => void } => {
  const { window } = useStores()
  const { scrollOffsets } = window.getState()
  const onOffset = useCallback((offset: number) => void scrollOffsets.set(key, offset), [scrollOffsets, key])
  return useMemo(() => ({ initialOffset: scrollOffsets.get(key) ?? 0, onOffset }), [scrollOffsets, key, onOffset])
}
