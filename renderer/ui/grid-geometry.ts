/** Places of the cells of a grid, in pixels from the top left corner of its content. */
export interface GridGeometry {
  readonly columns: number
  readonly rows: number
  readonly columnWidth: number
  readonly rowHeight: number
  readonly gap: number
  readonly count: number
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
}): GridGeometry => {
  const { width, gap, count } = input
  const columns = input.singleColumn ? 1 : Math.max(1, Math.floor((width + gap) / (input.cellWidth + gap)))
  const columnWidth = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns))
  return {
    columns,
    rows: Math.ceil(count / columns),
    columnWidth,
    rowHeight: Math.round(input.cellHeight(columnWidth)),
    gap,
    count,
  }
}

/** Indices of the cells that a rectangle touches, ascending. */
export const coveredIndices = (grid: GridGeometry, box: Rectangle): readonly number[] => {
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
  const after = before.flatMap((place) => {
    if (place.row >= first && place.row <= last) return place
    const row = fresh.shift()
    return row === undefined ? [] : { element: place.element, row }
  })
  const made = 1 + Math.max(-1, ...after.map(({ element }) => element))
  return [...after, ...fresh.map((row, i) => ({ element: made + i, row }))]
}
