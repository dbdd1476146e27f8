import { X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { useLocation } from 'wouter'
import { isFiltered } from '../stores/library-store.ts'
import { useApp, useStores } from '../stores/use-stores.tsx'
import { IconButton } from '../ui/button.tsx'
import { shownShortcut } from '../widgets/actions/shortcuts.ts'
import { BinsPanel } from '../widgets/bins/bins-panel.tsx'
import { DetailsPanel } from '../widgets/details/details-panel.tsx'
import { useDetailsShown } from '../widgets/details/use-details-shown.ts'
import { usePagePart } from '../widgets/page-parts/page-parts.ts'

/** Screens beside which details make sense. */
const hasDetails = (location: string): boolean =>
  location === '/library' || location === '/search' || location.startsWith('/video/')

/** Player and scene list side by side, each as narrow as it goes. */
const leastVideoPx = 600
const leastListPx = 360

/** The screen on show with the details panel, which folds away; its width is remembered. In narrow windows they lie over it. */
export const ScreenArea = ({ children }: { readonly children: ReactNode }) => {
  const { preferences } = useStores()
  const [location] = useLocation()
  const stage = useRef<HTMLElement>(null)
  usePagePart('stage', stage)
  // With nothing in the library there is nothing to tell of: the invitation has the whole stage.
  const isEmpty = useApp(
    'library',
    ({ complete, order, query }) => complete && order.length === 0 && !isFiltered(query),
  )
  const { open: wanted, isDrawer, toggle } = useDetailsShown()
  const open = wanted && hasDetails(location) && !(isEmpty && location === '/library')
  const binsOpen = useApp('preferences', (state) => state.binsOpen)
  const saved = preferences.getState().layouts['stage']
  return (
    <main ref={stage} className="stage" tabIndex={-1}>
      <Group
        id="stage"
        orientation="horizontal"
        {...(open && !isDrawer && saved !== undefined ? { defaultLayout: saved } : {})}
        onLayoutChanged={(layout) => {
          if (!('details' in layout)) return
          const { layouts, change } = preferences.getState()
          change({ layouts: { ...layouts, stage: layout } })
        }}
      >
        {binsOpen ? (
          <>
            <Panel id="bins" defaultSize={220} minSize={160} maxSize={400} groupResizeBehavior="preserve-pixel-size">
              <BinsPanel />
            </Panel>
            <Separator className="stage__separator" aria-label="Width of the bins panel" />
          </>
        ) : null}
        <Panel id="main" minSize={isDrawer ? 0 : location.startsWith('/video/') ? leastVideoPx : leastListPx}>
          <div className="stage__main">{children}</div>
        </Panel>
        {open && !isDrawer ? (
          <>
            <Separator className="stage__separator" aria-label="Width of the details panel" />
            <Panel id="details" defaultSize={280} minSize={220} maxSize={520} groupResizeBehavior="preserve-pixel-size">
              <aside className="stage__details" aria-label="Details">
                <DetailsPanel />
              </aside>
            </Panel>
          </>
        ) : null}
      </Group>
      {open && isDrawer ? (
        <aside className="stage__details stage__drawer" aria-label="Details">
          <div className="stage__drawer-bar">
            <IconButton label="Close the details" keys={shownShortcut('view.toggleDetails')} onClick={toggle}>
              <X size={16} aria-hidden />
            </IconButton>
          </div>
          <DetailsPanel />
        </aside>
      ) : null}
    </main>
  )
}
