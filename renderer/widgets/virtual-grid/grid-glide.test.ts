import { describe, expect, it } from 'vitest'
import { coveredIndices, firstOfRow, gridGeometry, placeOfCell, topOfRow } from './grid-geometry.ts'
import { type CellPlace, glidesOf } from './grid-glide.ts'

const places = (rows: Readonly<Record<string, readonly [number, number]>>): ReadonlyMap<string, CellPlace> =>
  new Map(Object.entries(rows).map(([key, [x, y]]) => [key, { x, y }]))

describe('glides', () => {
  it('move what changed its place, let in what is new, and leave the rest alone', () => {
    const before = places({ a: [0, 0], b: [100, 0], c: [0, 80] })
    expect(glidesOf(before, places({ b: [0, 0], a: [100, 0], c: [0, 80], d: [100, 80] }))).toEqual([
      { kind: 'move', key: 'b', from: { x: 100, y: 0 }, to: { x: 0, y: 0 } },
      { kind: 'move', key: 'a', from: { x: 0, y: 0 }, to: { x: 100, y: 0 } },
      { kind: 'enter', key: 'd' },
    ])
    expect(glidesOf(before, before)).toEqual([])
  })
  it('are none when the list is another one', () => {
    expect(glidesOf(places({ a: [0, 0] }), places({ x: [0, 0], y: [100, 0] }))).toEqual([])
    expect(glidesOf(places({}), places({ x: [0, 0] }))).toEqual([])
  })
})

describe('a grid with a break', () => {
  const grid = gridGeometry({
    width: 320,
    cellWidth: 100,
    cellHeight: () => 50,
    gap: 10,
    count: 8,
    singleColumn: false,
    sectionBreak: { index: 4, height: 30 },
  })
  it('begins a new row under the line', () => {
    expect(grid.columns).toBe(3)
    expect(grid.rows).toBe(4)
    expect(Array.from({ length: 5 }, (_, row) => firstOfRow(grid, row))).toEqual([0, 3, 4, 7, 8])
    expect([placeOfCell(grid, 3), placeOfCell(grid, 5)]).toMatchObject([
      { row: 1, column: 0, y: 60 },
      { row: 2, column: 1, x: 110, y: 150 },
    ])
    expect(topOfRow(grid, 4)).toBe(270)
  })
  it('finds what a frame covers on both sides', () => {
    expect(coveredIndices(grid, { left: 0, top: 70, right: 90, bottom: 160 })).toEqual([3, 4])
    expect(coveredIndices(grid, { left: 0, top: 112, right: 300, bottom: 148 })).toEqual([])
    expect(coveredIndices(grid, { left: 0, top: 155, right: 300, bottom: 156 })).toEqual([4, 5, 6])
  })
})
