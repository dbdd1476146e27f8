import type { ReactNode } from 'react'
import type { FocusRegion } from '../../../electron/contract/action-row.ts'

/** Keys that move through the grid. */
export type GridStep = 'left' | 'right' | 'up' | 'down' | 'first' | 'last' | 'page-up' | 'page-down'

/** Modifier keys of a click or key press. */
export interface Modifiers {
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

/** What a virtual grid shows and whom it tells. It keeps no selection of its own. */
export interface VirtualGridProps {
  /** Name for screen readers. */
  readonly label: string
  /** The part of the window whose keys act while the grid has the focus; by default a list. */
  readonly region?: FocusRegion
  readonly count: number
  /** Least width of a cell; cells share the row evenly. */
  readonly cellWidth: number
  /** Height of a cell of that width. */
  readonly cellHeight: (width: number) => number
  readonly gap?: number
  /** One column whatever the width. */
  readonly singleColumn?: boolean
  /** What a cell shows. An element shows one cell after another, so what is inside must keep no state of its cell. */
  readonly cell: (index: number) => ReactNode
  /** Name of a cell for screen readers, where its own text does not say enough; it must contain that text. */
  readonly cellLabel?: (index: number) => string
  readonly isSelected: (index: number) => boolean
  readonly activeIndex: number
  readonly onPress: (index: number, event: Modifiers) => void
  readonly onOpen: (index: number) => void
  readonly onStep: (step: GridStep, columns: number, rowsPerPage: number, event: Modifiers) => void
  /** A press on empty space. */
  readonly onClear: () => void
  readonly onMarqueeStart?: () => void
  readonly onMarquee?: (indices: readonly number[], additive: boolean) => void
  readonly onContextMenu?: (index: number) => void
  /** Rows on show changed. */
  readonly onRange: (first: number, last: number) => void
  readonly initialOffset: number
  /** Told once, when the grid leaves the page. */
  readonly onOffset: (offset: number) => void
  /**
   * Keeps the element of a cell by its key, so that it moves when the order does. `version` is another value whenever the
   * order may have changed: cells then glide to their new places.
   */
  readonly keyed?: { readonly keyOf: (index: number) => string; readonly version: unknown }
  /** A line across the grid before the cell at `index`, which begins a new row. Needs `keyed`. */
  readonly sectionBreak?: { readonly index: number; readonly height: number; readonly content: ReactNode } | null
  /** A press on something inside a cell that is marked `data-act`. */
  readonly onAct?: (act: string, index: number) => void
  /**
   * A cell is dragged away; what it stands for goes into the transfer. `out`: with Alt, out of the window. Answers true when the drag
   * goes on as one of files, outside of the page. Needs `keyed`.
   */
  readonly onDragCell?: (index: number, transfer: DataTransfer, out: boolean) => boolean
  /** Brings a cell into view when it changes, for example the current scene. */
  readonly followIndex?: number
}
