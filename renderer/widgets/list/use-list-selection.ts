import { useCallback, useLayoutEffect, useMemo, useRef } from 'react'
import { listedSelection, modeOf, type Selection, stepOverBreak } from '../../stores/selection-logic.ts'
import type { SelectionScope } from '../../stores/selection-store.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { useAction } from '../actions/use-action.ts'
import type { VirtualGridProps } from '../virtual-grid/grid-props.ts'

/** The part of a virtual grid that selects. */
export type GridSelection = Pick<
  VirtualGridProps,
  'isSelected' | 'activeIndex' | 'onPress' | 'onStep' | 'onClear' | 'onMarqueeStart' | 'onMarquee' | 'onContextMenu'
>

/** Selection of one list, as a file manager does it; `order` is the list as shown, `breakAt` where a new section begins. Also provides “Select All”. */
export const useListSelection = (
  scope: SelectionScope,
  order: readonly string[],
  breakAt = order.length,
): GridSelection & { readonly selection: Selection } => {
  const stores = useStores()
  const kept = useApp('selection', (state) => state.scopes[scope])
  const selection = useMemo(() => listedSelection(kept, order), [kept, order])
  useLayoutEffect(() => stores.selection.getState().keepListed(scope, order), [stores, scope, order])
  const beforeMarquee = useRef<Selection>(selection)
  const activeIndex = useMemo(
    () => (selection.active === null ? -1 : order.indexOf(selection.active)),
    [order, selection.active],
  )
  useAction('list.selectAll', order.length === 0 ? null : () => stores.selection.getState().selectAll(scope, order))
  const onClear = useCallback(() => stores.selection.getState().clear(scope), [stores, scope])
  return {
    selection,
    activeIndex,
    onClear,
    isSelected: (index) => {
      const id = order[index]
      return id !== undefined && selection.ids.has(id)
    },
    onPress: (index, event) => {
      const id = order[index]
      if (id !== undefined) stores.selection.getState().select(scope, order, id, modeOf(event))
    },
    onStep: (step, columns, rowsPerPage, event) => {
      // From nothing the keyboard begins at the first card, or at the last where it asks for that.
      const first = step === 'last' ? order.length - 1 : 0
      const target =
        activeIndex < 0 ? first : stepOverBreak(activeIndex, step, columns, order.length, rowsPerPage, breakAt)
      const id = order[target]
      if (id !== undefined) stores.selection.getState().select(scope, order, id, event.shiftKey ? 'range' : 'only')
    },
    onMarqueeStart: () => {
      beforeMarquee.current = stores.selection.getState().scopes[scope]
    },
    onMarquee: (indices, additive) => {
      const covered = indices.flatMap((index) => order[index] ?? [])
      stores.selection.getState().marquee(scope, beforeMarquee.current, covered, additive)
    },
    onContextMenu: (index) => {
      const id = order[index]
      if (id !== undefined) stores.selection.getState().pointAt(scope, order, id)
    },
  }
}
