import { memo } from 'react'
import type { GridGeometry } from './grid-geometry.ts'
import type { VirtualGridProps } from './grid-props.ts'

/** One row of a grid. It is drawn again only when it shows another row, or when the grid itself was given something new. */
export const GridRow = memo(
  ({
    row,
    grid,
    gridId,
    columns,
    columnWidth,
    rowHeight,
    gap,
  }: Pick<GridGeometry, 'columns' | 'columnWidth' | 'rowHeight' | 'gap'> & {
    readonly row: number
    readonly grid: VirtualGridProps
    readonly gridId: string
  }) => {
    const first = row * columns
    return (
      <div
        className="virtual-grid__row"
        role="presentation"
        style={{ height: rowHeight, transform: `translateY(${row * (rowHeight + gap)}px)` }}
      >
        {Array.from({ length: Math.max(0, Math.min(columns, grid.count - first)) }, (_, column) => {
          const index = first + column
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: the list box has the focus and names its active option
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: a place keeps its element, whatever it shows
              key={column}
              id={`${gridId}-${index}`}
              role="option"
              className="virtual-grid__cell"
              aria-label={grid.cellLabel?.(index)}
              aria-selected={grid.isSelected(index)}
              aria-posinset={index + 1}
              aria-setsize={grid.count}
              data-grid-index={index}
              data-active={index === grid.activeIndex}
              style={{ left: column * (columnWidth + gap), width: columnWidth }}
            >
              {grid.cell(index)}
            </div>
          )
        })}
      </div>
    )
  },
)
GridRow.displayName = 'GridRow'
