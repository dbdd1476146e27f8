import { describe, expect, it } from 'vitest'
import { coveredIndices, gridGeometry, keptOffset, recycledRows } from './grid-geometry.ts'

describe('grid', () => {
  const grid = gridGeometry({
    width: 320,
    cellWidth: 90,
    cellHeight: (width) => width / 2,
    gap: 10,
    count: 8,
    singleColumn: false,
  })
  it('fits as many columns as it can and shares the rest', () => {
    expect(grid).toMatchObject({ columns: 3, rows: 3, columnWidth: 100, rowHeight: 50 })
    expect(
      gridGeometry({ width: 0, cellWidth: 90, cellHeight: () => 50, gap: 10, count: 0, singleColumn: false }).columns,
    ).toBe(1)
  })
  it('knows which cells a marquee touches', () => {
    expect(coveredIndices(grid, { left: 50, top: 10, right: 150, bottom: 70 })).toEqual([0, 1, 3, 4])
    expect(coveredIndices(grid, { left: 101, top: 0, right: 109, bottom: 300 })).toEqual([])
    expect(coveredIndices(grid, { left: -40, top: 115, right: 900, bottom: 900 })).toEqual([6, 7])
  })
})

describe('scrolling when cells change their size', () => {
  const before = { pitch: 100, columns: 4 }
  const after = { pitch: 160, columns: 2 }
  it('keeps the active cell where it is on the screen', () => {
    // Index 13 lies in row 3 at 300, 50 below the top; then in row 6 at 960.
    expect(keptOffset(250, 400, before, after, 13)).toBe(910)
  })
  it('keeps the first cell in view when the active one is elsewhere', () => {
    expect(keptOffset(250, 400, before, after, 90)).toBe(4 * 160 + 50)
    expect(keptOffset(0, 400, before, after, -1)).toBe(0)
  })

  it('gives the elements of rows that left to the rows that came, and leaves the others where they are', () => {
    const shown = recycledRows([], 0, 3)
    expect(shown.map(({ row }) => row)).toEqual([0, 1, 2, 3])
    const scrolled = recycledRows(shown, 2, 6)
    expect(scrolled.map(({ row }) => row)).toEqual([4, 5, 2, 3, 6])
    expect(scrolled.slice(0, 4).map(({ element }) => element)).toEqual(shown.map(({ element }) => element))
    expect(new Set(scrolled.map(({ element }) => element)).size).toBe(5)
    expect(recycledRows(scrolled, 2, 6)).toBe(scrolled)
    expect(recycledRows(scrolled, 6, 6)).toEqual([scrolled[4]])
    expect(recycledRows(scrolled, 0, -1)).toEqual([])
  })
})
