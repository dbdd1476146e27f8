/** Places of the cells of a grid, in pixels from the top left corner of its content. */
export interface GridGeometry {
  readonly columns: number
  readonly rows: number
  readonly columnWidth: number
  readonly rowHeight: number
  readonly gap: number
  readonly count: number
  /** Cells from this one on begin a new row under a line of `breakHeight`; without a break, `count` and 0. */
  readonly breakAt: number
  readonly breakHeight: number
}

/** A box in the grid's content. */
export interface Rectangle {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Divides `width` among as many columns of at least `cellWidth` as fit. */
export const gridGeometry = (input: {
  readonly width: number
  readonly cellWidth: number
  readonly cellHeight: (width: number) => number
  readonly gap: number
  readonly count: number
  readonly singleColumn: boolean
  readonly sectionBreak?: { readonly index: number; readonly height: number } | null
}): GridGeometry => {
  const { width, gap, count } = input
  const columns = input.singleColumn ? 1 : Math.max(1, Math.floor((width + gap) / (input.cellWidth + gap)))
  const columnWidth = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns))
  const breakAt = Math.min(count, input.sectionBreak?.index ?? count)
  return {
    columns,
    rows: Math.ceil(breakAt / columns) + Math.ceil((count - breakAt) / columns),
    columnWidth,
    rowHeight: Math.round(input.cellHeight(columnWidth)),
    gap,
    count,
    breakAt,
    breakHeight: input.sectionBreak?.height ?? 0,
  }
}

/** Rows above the break. */
export const rowsBeforeBreak = (grid: GridGeometry): number => Math.ceil(grid.breakAt / grid.columns)

/** The first cell of a row; `count` for rows beyond the last. */
export const firstOfRow = (grid: GridGeometry, row: number): number => {
  const above = rowsBeforeBreak(grid)
  return row < above ? row * grid.columns : Math.min(grid.count, grid.breakAt + (row - above) * grid.columns)
}

/** Top of a row. */
export const topOfRow = (grid: GridGeometry, row: number): number =>
  row * (grid.rowHeight + grid.gap) + (row >= rowsBeforeBreak(grid) ? grid.breakHeight : 0)

/** Row, column and top left corner of a cell. */
export const placeOfCell = (
  grid: GridGeometry,
  index: number,
): { readonly row: number; readonly column: number; readonly x: number; readonly y: number } => {
  const inSection = index < grid.breakAt ? index : index - grid.breakAt
  const row = Math.floor(inSection / grid.columns) + (index < grid.breakAt ? 0 : rowsBeforeBreak(grid))
  const column = inSection % grid.columns
  return { row, column, x: column * (grid.columnWidth + grid.gap), y: topOfRow(grid, row) }
}

/** Indices of the cells that a rectangle touches, ascending. */
export const coveredIndices = (grid: GridGeometry, box: Rectangle): readonly number[] => {
  if (grid.breakAt < grid.count && grid.breakAt > 0) {
    const top = topOfRow(grid, rowsBeforeBreak(grid))
    const above = coveredIndices({ ...grid, count: grid.breakAt, rows: rowsBeforeBreak(grid) }, box)
    if (box.bottom < top) return above
    const count = grid.count - grid.breakAt
    const under = { ...grid, count, breakAt: count, breakHeight: 0, rows: Math.ceil(count / grid.columns) }
    const shifted = { ...box, top: Math.max(0, box.top - top), bottom: box.bottom - top }
    return [...above, ...coveredIndices(under, shifted).map((index) => index + grid.breakAt)]
  }
  const pitchX = grid.columnWidth + grid.gap
  const pitchY = grid.rowHeight + grid.gap
  // A box that lies wholly in a gap touches neither neighbour.
  const first = (from: number, pitch: number, size: number): number =>
    Math.floor(from / pitch) + (from % pitch > size ? 1 : 0)
  const firstColumn = Math.max(0, first(Math.max(0, box.left), pitchX, grid.columnWidth))
  const lastColumn = Math.min(grid.columns - 1, Math.floor(box.right / pitchX))
  const firstRow = Math.max(0, first(Math.max(0, box.top), pitchY, grid.rowHeight))
  const lastRow = Math.min(grid.rows - 1, Math.floor(box.bottom / pitchY))
  const indices: number[] = []
  for (let row = firstRow; row <= lastRow; row += 1) {
    for (let column = firstColumn; column <= lastColumn; column += 1) {
      const index = row * grid.columns + column
      if (index < grid.count) indices.push(index)
    }
  }
  return indices
}

/** Pitch of the rows and number of columns: what decides where a cell lies. */
export interface GridPitch {
  readonly pitch: number
  readonly columns: number
}

/**
 * Scroll offset after cells changed their size, so that what the person looks at stays where it was on the screen: the
 * active cell when it was in view, else the first cell in view.
 */
export const keptOffset = (
  offset: number,
  height: number,
  before: GridPitch,
  after: GridPitch,
  activeIndex: number,
): number => {
  const topOf = (index: number, grid: GridPitch): number => Math.floor(index / grid.columns) * grid.pitch
  const inView =
    activeIndex >= 0 &&
    topOf(activeIndex, before) + before.pitch > offset &&
    topOf(activeIndex, before) < offset + height
  const index = inView ? activeIndex : Math.floor(offset / before.pitch) * before.columns
  return Math.max(0, topOf(index, after) - (topOf(index, before) - offset))
}

/** A row element by its number, and the row it shows. */
export interface RowPlace {
  readonly element: number
  readonly row: number
}

/**
 * Which row each element shows, once rows `first` to `last` are wanted: those on show stay where they are, and the
 * elements of rows that left take the new ones, since changing a row costs far less than making one.
 */
export const recycledRows = (before: readonly RowPlace[], first: number, last: number): readonly RowPlace[] => {
  const shown = new Set(before.map(({ row }) => row))
  const fresh: number[] = []
  for (let row = first; row <= last; row += 1) if (!shown.has(row)) fresh.push(row)
  if (fresh.length === 0 && before.length === Math.max(0, last - first + 1)) return before
  const after = before.flatMap((held) => {
    if (held.row >= first && held.row <= last) return held
    const row = fresh.shift()
    return row === undefined ? [] : { element: held.element, row }
  })
  const made = 1 + Math.max(-1, ...after.map(({ element }) => element))
  return [...after, ...fresh.map((row, i) => ({ element: made + i, row }))]
}
