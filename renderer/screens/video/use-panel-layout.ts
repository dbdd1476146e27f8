import { useState } from 'react'
import { useStores } from '../../stores/use-stores.tsx'

type Layout = Readonly<Record<string, number>>

/** Remembers the sizes of a group of panels that is always whole. */
export const usePanelLayout = (
  name: string,
  panels: readonly string[],
): { readonly defaultLayout?: Record<string, number>; readonly onLayoutChanged: (layout: Layout) => void } => {
  const { preferences } = useStores()
  const [saved] = useState(() => preferences.getState().layouts[name])
  const fits = saved !== undefined && panels.every((panel) => panel in saved)
  return {
    ...(fits ? { defaultLayout: saved } : {}),
    onLayoutChanged: (layout) => {
      if (!panels.every((panel) => panel in layout)) return
      const { layouts, change } = preferences.getState()
      change({ layouts: { ...layouts, [name]: { ...layout } } })
    },
  }
}
