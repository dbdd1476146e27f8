import { type KeyboardEvent, type MouseEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { usePagePart } from '../page-parts/page-parts.ts'
import { GridCells } from './grid-cells.tsx'
import {
  coveredIndices,
  firstOfRow,
  type GridGeometry,
  gridGeometry,
  keptOffset,
  placeOfCell,
  type Rectangle,
  type RowPlace,
  recycledRows,
  rowsBeforeBreak,
  topOfRow,
} from './grid-geometry.ts'
import type { GridStep, VirtualGridProps } from './grid-props.ts'
import { GridRow } from './grid-row.tsx'
import './virtual-grid.css'

const stepOfKey: Readonly<Record<string, GridStep>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  PageUp: 'page-up',
  PageDown: 'page-down',
}

/** How long after its mount a grid keeps its old scroll place when its width changes. */
const settleMs = 400

/** Rows kept ready above and below those on show. */
const spareRows = 3

/** How long after the last scroll step the row elements are put back into reading order. */
const restMs = 200

interface Drag {
  readonly startX: number
  readonly startY: number
  readonly additive: boolean
}

/** A grid of any number of cells of one size; only those on show exist. A list box for the keyboard and screen readers. */
export const VirtualGrid = (props: VirtualGridProps) => {
  const gap = props.gap ?? 12
  const scroller = useRef<HTMLDivElement>(null)
  usePagePart('list', scroller)
  const gridId = useId()
  const [width, setWidth] = useState(0)
  const [height, setHeight] = useState(0)
  const [topRow, setTopRow] = useState(0)
  const [rested, setRested] = useState(0)
  const [marquee, setMarquee] = useState<Rectangle | null>(null)
  const drag = useRef<Drag | null>(null)
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const measure = (): void => {
      const style = getComputedStyle(element)
      setWidth(element.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight))
      setHeight(element.clientHeight)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const geometry: GridGeometry = gridGeometry({
    width,
    cellWidth: props.cellWidth,
    cellHeight: props.cellHeight,
    gap,
    count: props.count,
    singleColumn: props.singleColumn === true,
    sectionBreak: props.sectionBreak ?? null,
  })
  const pitch = geometry.rowHeight + gap
  const show = (index: number): void => {
    if (index < 0 || geometry.columns === 0) return
    const element = scroller.current
    if (element === null) return
    const top = placeOfCell(geometry, index).y
    const room = element.clientHeight
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + geometry.rowHeight + 2 * gap > element.scrollTop + room) {
      element.scrollTop = top + geometry.rowHeight + 2 * gap - room
    }
  }
  const showLatest = useRef(show)
  showLatest.current = show
  const before = useRef({ pitch: 0, columns: 0, since: 0 })
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    let rest: ReturnType<typeof setTimeout> | null = null
    // In the frame of the scroll step itself, so that it is laid out once.
    const onScroll = (): void => {
      flushSync(() => setTopRow(Math.floor(element.scrollTop / pitch)))
      if (rest !== null) clearTimeout(rest)
      rest = setTimeout(() => setRested((times) => times + 1), restMs)
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      element.removeEventListener('scroll', onScroll)
      if (rest !== null) clearTimeout(rest)
    }
  }, [pitch])
  useLayoutEffect(() => {
    const element = scroller.current
    const last = before.current
    if (width === 0 || element === null) return
    if (last.pitch === pitch && last.columns === geometry.columns) return
    const now = performance.now()
    before.current = { pitch, columns: geometry.columns, since: last.since === 0 ? now : last.since }
    // Panels beside the grid take their place just after it is mounted: until then its old scroll place is kept.
    element.scrollTop =
      last.pitch === 0 || now - last.since < settleMs
        ? props.initialOffset
        : keptOffset(
            element.scrollTop,
            element.clientHeight,
            last,
            { pitch, columns: geometry.columns },
            props.activeIndex,
          )
    // A list that begins at its top shows at least what is selected, or what is played.
    if (last.pitch === 0 && props.initialOffset === 0) {
      showLatest.current(props.activeIndex >= 0 ? props.activeIndex : (props.followIndex ?? -1))
    }
    setTopRow(Math.floor(element.scrollTop / pitch))
  }, [width, pitch, props.initialOffset, props.activeIndex, props.followIndex, geometry.columns])

  const onOffset = useRef(props.onOffset)
  onOffset.current = props.onOffset
  useLayoutEffect(() => {
    const element = scroller.current
    // Read once on leaving: asking for it at every scroll event would lay the page out each time.
    return () => onOffset.current(element?.scrollTop ?? 0)
  }, [])

  const rowCount = width === 0 ? 0 : geometry.rows
  const firstRow = Math.max(0, Math.min(topRow, rowCount - 1) - spareRows)
  const lastRow = Math.min(rowCount - 1, topRow + Math.ceil(height / pitch) + spareRows)
  const places = useRef<{ readonly rested: number; readonly rows: readonly RowPlace[] }>({ rested: 0, rows: [] })
  const recycled = recycledRows(places.current.rows, firstRow, lastRow)
  const rows = places.current.rested === rested ? recycled : recycled.toSorted((a, b) => a.row - b.row)
  places.current = { rested, rows }
  const firstIndex = firstOfRow(geometry, firstRow)
  const lastIndex = Math.min(props.count, firstOfRow(geometry, lastRow + 1)) - 1
  const { onRange } = props
  useEffect(() => {
    if (lastIndex >= 0) onRange(firstIndex, lastIndex)
  }, [firstIndex, lastIndex, onRange])

  const shownActive = useRef(props.activeIndex)
  useEffect(() => {
    if (shownActive.current === props.activeIndex) return
    shownActive.current = props.activeIndex
    showLatest.current(props.activeIndex)
  }, [props.activeIndex])
  const follow = props.followIndex ?? -1
  useEffect(() => showLatest.current(follow), [follow])
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOfKey[event.key]
    if (step === undefined || event.altKey || event.target !== scroller.current) return
    event.preventDefault()
    event.stopPropagation()
    const rowsPerPage = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / pitch) - 1)
    props.onStep(step, geometry.columns, rowsPerPage, event)
  }
  const indexOf = (target: EventTarget): number => {
    const cell = target instanceof Element ? target.closest<HTMLElement>('[data-grid-index]') : null
    return cell === null ? -1 : Number(cell.dataset['gridIndex'])
  }
  const actOf = (target: EventTarget): string | null =>
    target instanceof Element ? (target.closest<HTMLElement>('[data-act]')?.dataset['act'] ?? null) : null
  const onClick = (event: MouseEvent): void => {
    const index = indexOf(event.target)
    if (index < 0 || index >= props.count) return
    const act = actOf(event.target)
    if (act === null) props.onPress(index, event)
    else props.onAct?.(act, index)
  }
  const pointIn = (event: { readonly clientX: number; readonly clientY: number }): { x: number; y: number } => {
    const element = scroller.current
    if (element === null) return { x: 0, y: 0 }
    const box = element.getBoundingClientRect()
    const style = getComputedStyle(element)
    return {
      x: event.clientX - box.left - Number.parseFloat(style.paddingLeft),
      y: event.clientY - box.top + element.scrollTop - Number.parseFloat(style.paddingTop),
    }
  }
  const activeCell = props.activeIndex >= firstIndex && props.activeIndex <= lastIndex ? props.activeIndex : -1

  return (
    <div
      ref={scroller}
      className="virtual-grid"
      role="listbox"
      data-focus-region={props.region ?? 'list'}
      tabIndex={0}
      aria-label={props.label}
      aria-multiselectable="true"
      aria-activedescendant={activeCell < 0 ? undefined : `${gridId}-${activeCell}`}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={(event) => {
        const index = indexOf(event.target)
        if (index >= 0 && actOf(event.target) === null) props.onOpen(index)
      }}
      onDragStart={(event) => {
        const index = indexOf(event.target)
        if (index >= 0 && props.onDragCell?.(index, event.dataTransfer, event.altKey) === true) event.preventDefault()
      }}
      onContextMenu={(event) => {
        const index = indexOf(event.target)
        if (index >= 0) props.onContextMenu?.(index)
      }}
      onPointerDown={(event) => {
        const element = scroller.current
        if (event.button !== 0 || indexOf(event.target) >= 0 || element === null) return
        // A press on the scroll bar is not a press on empty space.
        if (event.clientX - element.getBoundingClientRect().left >= element.clientWidth) return
        const additive = event.shiftKey || event.ctrlKey || event.metaKey
        if (!additive) props.onClear()
        if (props.onMarquee === undefined) return
        const { x, y } = pointIn(event)
        drag.current = { startX: x, startY: y, additive }
        props.onMarqueeStart?.()
        element.setPointerCapture(event.pointerId)
      }}
      onPointerMove={(event) => {
        if (drag.current === null) return
        const { x, y } = pointIn(event)
        const { startX, startY, additive } = drag.current
        const rectangle = {
          left: Math.min(startX, x),
          top: Math.min(startY, y),
          right: Math.max(startX, x),
          bottom: Math.max(startY, y),
        }
        setMarquee(rectangle)
        props.onMarquee?.(coveredIndices(geometry, rectangle), additive)
        const box = event.currentTarget.getBoundingClientRect()
        if (event.clientY > box.bottom - 24) event.currentTarget.scrollTop += 24
        else if (event.clientY < box.top + 24) event.currentTarget.scrollTop -= 24
      }}
      onLostPointerCapture={() => {
        drag.current = null
        setMarquee(null)
      }}
    >
      <div className="virtual-grid__space" role="presentation" style={{ height: topOfRow(geometry, rowCount) }}>
        {props.sectionBreak == null || rowCount === 0 ? null : (
          <div
            className="virtual-grid__break"
            role="presentation"
            style={{
              height: props.sectionBreak.height,
              transform: `translateY(${rowsBeforeBreak(geometry) * pitch}px)`,
            }}
          >
            {props.sectionBreak.content}
          </div>
        )}
        {props.keyed === undefined || rowCount === 0 ? null : (
          <GridCells
            grid={props}
            keyed={props.keyed}
            gridId={gridId}
            geometry={geometry}
            first={firstIndex}
            last={lastIndex}
          />
        )}
        {(props.keyed === undefined ? rows : []).map(({ element, row }) => (
          <GridRow
            key={element}
            row={row}
            grid={props}
            gridId={gridId}
            columns={geometry.columns}
            columnWidth={geometry.columnWidth}
            rowHeight={geometry.rowHeight}
            gap={gap}
          />
        ))}
        {marquee === null ? null : (
          <div
            className="virtual-grid__marquee"
            role="presentation"
            style={{
              transform: `translate(${marquee.left}px, ${marquee.top}px)`,
              width: marquee.right - marquee.left,
              height: marquee.bottom - marquee.top,
            }}
          />
        )}
      </div>
    </div>
  )
}
