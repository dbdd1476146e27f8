import { useApp, useStores } from '../../stores/use-stores.tsx'
import { useWindowMatches } from '../../ui/use-window-matches.ts'

/** Narrower windows have no room for a panel beside the stage. */
const narrowWindow = '(width < 1000px)'

/** Whether the details are on show, where, and the way to fold them in and out. */
export interface DetailsShown {
  readonly open: boolean
  /** Over the stage instead of beside it: it then begins folded, and the person's choice for wide windows stays. */
  readonly isDrawer: boolean
  readonly toggle: () => void
}

/** Reads and changes whether the details are on show. */
export const useDetailsShown = (): DetailsShown => {
  const { preferences, window: windowStore } = useStores()
  const isDrawer = useWindowMatches(narrowWindow)
  const wanted = useApp('preferences', (state) => state.detailsOpen)
  const drawerOpen = useApp('window', (state) => state.drawerOpen)
  return {
    open: isDrawer ? drawerOpen : wanted,
    isDrawer,
    toggle: () => {
      if (isDrawer) windowStore.getState().setDrawer(!drawerOpen)
      else preferences.getState().change({ detailsOpen: !wanted })
    },
  }
}
