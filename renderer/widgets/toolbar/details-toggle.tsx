import { PanelRight } from 'lucide-react'
import { useStores } from '../../stores/use-stores.tsx'
import { IconButton } from '../../ui/button.tsx'
import { shownShortcut } from '../actions/shortcuts.ts'
import { useDetailsShown } from '../details/use-details-shown.ts'

/** Folds the details panel in and out. */
export const DetailsToggle = () => {
  const { open } = useDetailsShown()
  const { actions } = useStores()
  return (
    <IconButton
      label="Details panel"
      keys={shownShortcut('view.toggleDetails')}
      pressed={open}
      onClick={() => actions.getState().run('view.toggleDetails')}
    >
      <PanelRight size={16} aria-hidden />
    </IconButton>
  )
}
