import { useEffect } from 'react'
import { useStores } from '../../stores/use-stores.tsx'

const none: readonly string[] = []

/** Tells the core which videos this screen shows. Memoise the list. */
export const useAttention = (visible: readonly string[], open: string | null): void => {
  const { attention } = useStores()
  useEffect(() => attention.show({ visible, open }), [attention, visible, open])
  useEffect(() => () => attention.show({ visible: none, open: null }), [attention])
}
