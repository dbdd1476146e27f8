import { useEffect, useRef } from 'react'
import type { ActionId } from '../../../electron/contract/actions.ts'
import { useStores } from '../../stores/use-stores.tsx'

/**
 * While this component is on show, `handler` is what the action does: from its key, the menu and the command palette.
 * `null` means that it cannot be done now. `checked` puts a mark beside it in menus.
 */
export const useAction = (id: ActionId, handler: (() => void) | null, checked = false): void => {
  const { actions } = useStores()
  const latest = useRef(handler)
  latest.current = handler
  const enabled = handler !== null
  useEffect(
    () => (enabled ? actions.getState().provide(id, { run: () => latest.current?.(), checked }) : undefined),
    [actions, id, enabled, checked],
  )
}
