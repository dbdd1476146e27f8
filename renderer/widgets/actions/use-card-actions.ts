import { useEffect, useRef } from 'react'
import type { FocusRegion } from '../../../electron/contract/action-row.ts'
import { actions as actionTable } from '../../../electron/contract/actions.ts'
import { useStores } from '../../stores/use-stores.tsx'
import type { CardRuns } from './card-menu.ts'

/**
 * While this component is on show, these are what the actions do, from their keys, the menus and the palette; `region` as
 * for `useAction`.
 */
export const useCardActions = (runs: CardRuns, region?: FocusRegion): void => {
  const { actions } = useStores()
  const latest = useRef(runs)
  latest.current = runs
  const enabled = actionTable
    .filter(({ id }) => runs[id] != null)
    .map(({ id }) => id)
    .join(' ')
  useEffect(() => {
    const takeOuts = actionTable
      .filter(({ id }) => enabled.split(' ').includes(id))
      .map(({ id }) =>
        actions.getState().provide(id, {
          run: () => latest.current[id]?.(),
          checked: false,
          ...(region === undefined ? {} : { region }),
        }),
      )
    return () => {
      for (const takeOut of takeOuts) takeOut()
    }
  }, [actions, enabled, region])
}
