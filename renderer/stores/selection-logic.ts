/** What is selected in one list, as a file manager keeps it. Ids, not places, so it survives sorting and new rows. */
export interface Selection {
  readonly ids: ReadonlySet<string>
  /** Where a Shift range starts. */
  readonly anchor: string | null
  /** The row the keyboard is on. */
  readonly active: string | null
}

/** How a click or key changes the selection: alone, as a range from the anchor, or one row in or out. */
export type SelectMode = 'only' | 'range' | 'toggle'

/** Nothing selected. */
export const emptySelection: Selection = { ids: new Set(), anchor: null, active: null }

/** The mode a pointer or key event asks for; ⌘ on Apple, Ctrl elsewhere. */
export const modeOf = (event: {
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}): SelectMode => (event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only')

const rangeOf = (order: readonly string[], from: string | null, to: string): readonly string[] => {
  const end = order.indexOf(to)
  const start = from === null ? end : order.indexOf(from)
  if (end < 0) return []
  if (start < 0) return [to]
  return order.slice(Math.min(start, end), Math.max(start, end) + 1)
}

/** Selects the row with `id`; `order` is the list as shown. */
export const selectRow = (selection: Selection, order: readonly string[], id: string, mode: SelectMode): Selection => {
  switch (mode) {
    case 'only':
      return { ids: new Set([id]), anchor: id, active: id }
    case 'toggle': {
      const ids = new Set(selection.ids)
      if (!ids.delete(id)) ids.add(id)
      return { ids, anchor: id, active: id }
    }
    case 'range':
      return {
        ids: new Set(rangeOf(order, selection.anchor ?? selection.active, id)),
        anchor: selection.anchor ?? selection.active ?? id,
        active: id,
      }
  }
}

/** Where the keyboard goes: a step by rows or columns, or to an end of the list. */
export type Step = 'left' | 'right' | 'up' | 'down' | 'first' | 'last' | 'page-up' | 'page-down'

/** Index after a step in a grid of `columns`; stays inside `count` and keeps the column where it can. */
export const stepIndex = (index: number, step: Step, columns: number, count: number, rowsPerPage: number): number => {
  const last = count - 1
  const clamp = (value: number): number => Math.max(0, Math.min(last, value))
  const down = (rows: number): number => {
    const target = index + rows * columns
    if (target <= last) return target
    // The last row may be short: go to its end, but never sideways within the same row.
    return Math.floor(index / columns) < Math.floor(last / columns) ? last : index
  }
  const up = (rows: number): number => {
    const target = index - rows * columns
    return target >= 0 ? target : index % columns
  }
  switch (step) {
    case 'left':
      return clamp(index - 1)
    case 'right':
      return clamp(index + 1)
    case 'up':
      return index >= columns ? up(1) : index
    case 'down':
      return down(1)
    case 'first':
      return 0
    case 'last':
      return clamp(last)
    case 'page-up':
      return up(Math.max(1, rowsPerPage))
    case 'page-down':
      return down(Math.max(1, rowsPerPage))
  }
}

/** Selects what a marquee covers; with `additive` the rows selected before the drag stay. */
export const selectMarquee = (before: Selection, covered: readonly string[], additive: boolean): Selection => {
  const last = covered.at(-1)
  return {
    ids: new Set(additive ? [...before.ids, ...covered] : covered),
    anchor: covered[0] ?? before.anchor,
    active: last ?? before.active,
  }
}

/** Drops rows that no longer exist; answers the same object when nothing changed. */
export const withoutIds = (selection: Selection, gone: ReadonlySet<string>): Selection => {
  const touches =
    [...selection.ids].some((id) => gone.has(id)) ||
    (selection.active !== null && gone.has(selection.active)) ||
    (selection.anchor !== null && gone.has(selection.anchor))
  if (!touches) return selection
  return {
    ids: new Set([...selection.ids].filter((id) => !gone.has(id))),
    anchor: selection.anchor !== null && gone.has(selection.anchor) ? null : selection.anchor,
    active: selection.active !== null && gone.has(selection.active) ? null : selection.active,
  }
}

/**
 * What of a selection is in a list as it is shown: what a filter hides is not selected. Answers the same object when all
 * of it is there.
 */
export const listedSelection = (selection: Selection, order: readonly string[]): Selection => {
  if (selection.ids.size === 0 && selection.active === null && selection.anchor === null) return selection
  const listed = new Set(order)
  const kept = [...selection.ids, selection.active, selection.anchor]
  return withoutIds(selection, new Set(kept.filter((id): id is string => id !== null && !listed.has(id))))
}

/** The row under the pointer becomes the object of its menu; the others stay selected only when it is one of them. */
export const pointAtRow = (selection: Selection, order: readonly string[], id: string): Selection =>
  selection.ids.has(id) ? { ...selection, active: id } : selectRow(selection, order, id, 'only')

/** Selects exactly these rows, as far as they are listed. */
export const selectThese = (order: readonly string[], ids: readonly string[]): Selection => {
  const wanted = new Set(ids)
  const listed = order.filter((id) => wanted.has(id))
  return { ids: new Set(listed), anchor: listed[0] ?? null, active: listed[0] ?? null }
}

/**
 * The same in a grid whose cells from `breakAt` on begin a new row: steps by rows keep the column across the break, and a
 * step into the empty end of the row above it goes to its last cell.
 */
export const stepOverBreak = (
  index: number,
  step: Step,
  columns: number,
  count: number,
  rowsPerPage: number,
  breakAt: number,
): number => {
  const empty = breakAt >= count ? 0 : (columns - (breakAt % columns)) % columns
  if (empty === 0 || step === 'left' || step === 'right' || step === 'first') {
    return stepIndex(index, step, columns, count, rowsPerPage)
  }
  const slot = stepIndex(index < breakAt ? index : index + empty, step, columns, count + empty, rowsPerPage)
  return slot < breakAt ? slot : Math.max(breakAt - 1, slot - empty)
}
