import { useEffect, useRef } from 'react'
import type { FocusRegion } from '../../../electron/contract/action-row.ts'
import type { ActionId } from '../../../electron/contract/actions.ts'
import { useStores } from '../../stores/use-stores.tsx'

/**
 * While this component is on show, `handler` is what the action does: from its key, the menu and the command palette.
 * `null` means that it cannot be done now. `checked` puts a mark beside it in menus. `region` is the part of the window
 * that it is done for, where another part does something else by the same action.
 */
export const useAction = (id: ActionId, handler: (() => void) | null, checked = false, region?: FocusRegion): void => {
  const { actions } = useStores()
  const latest = useRef(handler)
  latest.current = handler
  const enabled = handler !== null
  useEffect(
    () =>
      enabled
        ? actions
            .getState()
            .provide(id, { run: () => latest.current?.(), checked, ...(region === undefined ? {} : { region }) })
        : undefined,
    [actions, id, enabled, checked, region],
  )
}
