import { describe, expect, it } from 'vitest'
import {
  emptySelection,
  listedSelection,
  modeOf,
  pointAtRow,
  selectMarquee,
  selectRow,
  selectThese,
  stepIndex,
  stepOverBreak,
  withoutIds,
} from './selection-logic.ts'

const order = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const ids = (selection: { readonly ids: ReadonlySet<string> }): string => [...selection.ids].sort().join('')

describe('selection', () => {
  it('reads the mode from the modifier keys', () => {
    const none = { shiftKey: false, ctrlKey: false, metaKey: false }
    expect(
      [none, { ...none, shiftKey: true }, { ...none, ctrlKey: true }, { ...none, metaKey: true }].map(modeOf),
    ).toEqual(['only', 'range', 'toggle', 'toggle'])
  })

  it('extends and shrinks a range from its anchor, in both directions', () => {
    let selection = selectRow(emptySelection, order, 'c', 'only')
    selection = selectRow(selection, order, 'f', 'range')
    expect(ids(selection)).toBe('cdef')
    selection = selectRow(selection, order, 'd', 'range')
    expect(ids(selection)).toBe('cd')
    selection = selectRow(selection, order, 'a', 'range')
    expect(ids(selection)).toBe('abc')
    expect(selection).toMatchObject({ anchor: 'c', active: 'a' })
  })

  it('adds and takes out one, and starts the next range there', () => {
    let selection = selectRow(emptySelection, order, 'a', 'only')
    selection = selectRow(selection, order, 'd', 'toggle')
    expect(ids(selection)).toBe('ad')
    selection = selectRow(selection, order, 'a', 'toggle')
    expect(ids(selection)).toBe('d')
    expect(ids(selectRow(selection, order, 'c', 'range'))).toBe('abc')
  })

  it('takes a range of one when the anchor is no longer in the list', () => {
    const selection = selectRow(emptySelection, order, 'c', 'only')
    expect(ids(selectRow(selection, ['x', 'y', 'z'], 'y', 'range'))).toBe('y')
  })

  it('selects what a marquee covers, with or without what was selected before', () => {
    const before = selectRow(emptySelection, order, 'a', 'only')
    expect(ids(selectMarquee(before, ['c', 'd'], false))).toBe('cd')
    expect(ids(selectMarquee(before, ['c', 'd'], true))).toBe('acd')
    expect(ids(selectMarquee(before, [], false))).toBe('')
  })

  it('is what is listed: what a filter hides is not selected', () => {
    const selection = selectRow(selectRow(emptySelection, order, 'b', 'only'), order, 'd', 'range')
    expect(listedSelection(selection, order)).toBe(selection)
    expect(listedSelection(selection, ['d', 'c', 'x'])).toEqual({ ids: new Set(['c', 'd']), anchor: null, active: 'd' })
    expect(listedSelection(selection, ['x'])).toEqual(emptySelection)
    expect(listedSelection(emptySelection, [])).toBe(emptySelection)
  })

  it('makes the row under the pointer the object of its menu, and keeps the others only when it is one of them', () => {
    const three = selectRow(selectRow(emptySelection, order, 'b', 'only'), order, 'd', 'range')
    expect(pointAtRow(three, order, 'b')).toEqual({ ...three, active: 'b' })
    expect(pointAtRow(three, order, 'f')).toEqual({ ids: new Set(['f']), anchor: 'f', active: 'f' })
  })

  it('selects what came back as far as it is listed, the first of the list first', () => {
    expect(selectThese(order, ['e', 'b', 'hidden'])).toEqual({ ids: new Set(['b', 'e']), anchor: 'b', active: 'b' })
    expect(selectThese(order, ['hidden'])).toEqual(emptySelection)
  })

  it('forgets rows that are gone and is the same object when none is', () => {
    const selection = selectRow(selectRow(emptySelection, order, 'a', 'only'), order, 'b', 'toggle')
    expect(withoutIds(selection, new Set(['z']))).toBe(selection)
    expect(withoutIds(selection, new Set(['b']))).toEqual({ ids: new Set(['a']), anchor: null, active: null })
  })
})

describe('keyboard steps', () => {
  // 3 columns: abc / def / g
  const step = (index: number, name: Parameters<typeof stepIndex>[1]): number => stepIndex(index, name, 3, 7, 2)
  it('moves by cells and rows and stops at the ends', () => {
    expect([step(0, 'left'), step(2, 'right'), step(6, 'right')]).toEqual([0, 3, 6])
    expect([step(1, 'up'), step(4, 'up'), step(0, 'down')]).toEqual([1, 1, 3])
    expect([step(4, 'first'), step(4, 'last')]).toEqual([0, 6])
  })
  it('goes to the end of a short last row, but never sideways', () => {
    expect(step(5, 'down')).toBe(6)
    expect(step(6, 'down')).toBe(6)
  })
  it('pages by whole rows and keeps the column', () => {
    expect([step(0, 'page-down'), step(1, 'page-down'), step(6, 'page-up'), step(4, 'page-up')]).toEqual([6, 6, 0, 1])
  })
})

describe('keyboard steps over a break', () => {
  // 3 columns, break at 4: abc / d.. | efg / h..
  const step = (index: number, name: Parameters<typeof stepIndex>[1]): number => stepOverBreak(index, name, 3, 8, 1, 4)
  it('keep the column, and end on the last cell of a short row', () => {
    expect([step(3, 'down'), step(1, 'down'), step(4, 'down')]).toEqual([4, 3, 7])
    expect([step(4, 'up'), step(5, 'up'), step(7, 'up')]).toEqual([3, 3, 4])
    expect([step(3, 'right'), step(4, 'left'), step(0, 'last')]).toEqual([4, 3, 7])
  })
})
