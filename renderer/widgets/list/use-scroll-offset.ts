import { useCallback, useMemo } from 'react'
import { useStores } from '../../stores/use-stores.tsx'

/** Tells the step of the browser's history that is on show from every other; empty where the browser cannot. */
const historyStep = (): string => ('navigation' in globalThis ? (globalThis.navigation.currentEntry?.key ?? '') : '')

/**
 * The scroll place of a list: where it was left when Back or Forward returns to it, else its top. `key` tells its contents
 * from others of the same step of the history.
 */
export const useScrollOffset = (
  key: string,
): { readonly initialOffset: number; readonly onOffset: (offset: number) => void } => {
  const { window } = useStores()
  const { scrollOffsets } = window.getState()
  const place = useMemo(() => `${historyStep()} ${key}`, [key])
  const onOffset = useCallback((offset: number) => void scrollOffsets.set(place, offset), [scrollOffsets, place])
  return useMemo(
    () => ({ initialOffset: window.getState().isReturning ? (scrollOffsets.get(place) ?? 0) : 0, onOffset }),
    [window, scrollOffsets, place, onOffset],
  )
}
