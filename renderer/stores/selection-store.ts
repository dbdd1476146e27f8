import { createStore } from 'zustand/vanilla'
import {
  emptySelection,
  listedSelection,
  pointAtRow,
  type Selection,
  type SelectMode,
  selectMarquee,
  selectRow,
  selectThese,
  withoutIds,
} from './selection-logic.ts'

/** Lists that keep a selection of their own. `scenes` is the scene list of the video page. */
export type SelectionScope = 'library' | 'search' | 'scenes'

/** Selections of all lists. */
export interface SelectionState {
  readonly scopes: Readonly<Record<SelectionScope, Selection>>
  readonly select: (scope: SelectionScope, order: readonly string[], id: string, mode: SelectMode) => void
  readonly selectAll: (scope: SelectionScope, order: readonly string[]) => void
  readonly marquee: (scope: SelectionScope, before: Selection, covered: readonly string[], additive: boolean) => void
  readonly clear: (scope: SelectionScope) => void
  /** Right click, or the menu key: the row becomes the object of the menu. */
  readonly pointAt: (scope: SelectionScope, order: readonly string[], id: string) => void
  readonly selectThese: (scope: SelectionScope, order: readonly string[], ids: readonly string[]) => void
  /** The list changed: what is not in it any more is not selected. */
  readonly keepListed: (scope: SelectionScope, order: readonly string[]) => void
  /** Nothing is selected, and the keyboard begins at the first row. */
  readonly reset: (scope: SelectionScope) => void
  readonly forget: (scope: SelectionScope, gone: ReadonlySet<string>) => void
}

/** Makes the selection store. */
export const createSelectionStore = () =>
  createStore<SelectionState>()((set) => {
    const change = (scope: SelectionScope, next: (before: Selection) => Selection): void =>
      set((state) => {
        const after = next(state.scopes[scope])
        return after === state.scopes[scope] ? state : { scopes: { ...state.scopes, [scope]: after } }
      })
    return {
      scopes: { library: emptySelection, search: emptySelection, scenes: emptySelection },
      select: (scope, order, id, mode) => change(scope, (before) => selectRow(before, order, id, mode)),
      selectAll: (scope, order) =>
        change(scope, (before) => ({
          ids: new Set(order),
          anchor: order[0] ?? null,
          active: before.active ?? order[0] ?? null,
        })),
      marquee: (scope, before, covered, additive) => change(scope, () => selectMarquee(before, covered, additive)),
      clear: (scope) =>
        change(scope, (before) =>
          before.ids.size === 0 ? before : { ...before, ids: new Set(), anchor: before.active },
        ),
      pointAt: (scope, order, id) => change(scope, (before) => pointAtRow(before, order, id)),
      selectThese: (scope, order, ids) => change(scope, () => selectThese(order, ids)),
      keepListed: (scope, order) => change(scope, (before) => listedSelection(before, order)),
      reset: (scope) => change(scope, () => emptySelection),
      forget: (scope, gone) => change(scope, (before) => withoutIds(before, gone)),
    }
  })
