import { useLayoutEffect, useRef } from 'react'
import { type GridGeometry, placeOfCell } from './grid-geometry.ts'
import { type CellPlace, glidesOf } from './grid-glide.ts'
import type { VirtualGridProps } from './grid-props.ts'

/** As long as `--glide`; a frame less so that a slider that goes on moving never waits for it. */
const glideMs = 140
const easing = 'cubic-bezier(0.2, 0, 0, 1)'

const wantsMotion = (): boolean => !matchMedia('(prefers-reduced-motion: reduce)').matches

const placeText = ({ x, y }: CellPlace): string => `translate(${x}px, ${y}px)`

/** Where an element is drawn right now, in the middle of a glide too. */
const drawnPlace = (element: HTMLElement): CellPlace => {
  const { e, f } = new DOMMatrixReadOnly(getComputedStyle(element).transform)
  return { x: e, y: f }
}

/** Cells of a grid that keep their elements by key and glide to new places when the order changes. */
export const GridCells = ({
  grid,
  keyed,
  gridId,
  geometry,
  first,
  last,
}: {
  readonly grid: VirtualGridProps
  readonly keyed: NonNullable<VirtualGridProps['keyed']>
  readonly gridId: string
  readonly geometry: GridGeometry
  readonly first: number
  readonly last: number
}) => {
  const elements = useRef(new Map<string, HTMLElement>())
  const gliding = useRef(new Map<string, Animation>())
  const shown = useRef({ version: keyed.version, columnWidth: 0, places: new Map<string, CellPlace>() })
  const indices = Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset)
  useLayoutEffect(() => {
    const places = new Map<string, CellPlace>()
    for (let index = first; index <= last; index += 1) {
      const { x, y } = placeOfCell(geometry, index)
      places.set(keyed.keyOf(index), { x, y })
    }
    const before = shown.current
    shown.current = { version: keyed.version, columnWidth: geometry.columnWidth, places }
    const isReordered = before.version !== keyed.version && before.columnWidth === geometry.columnWidth
    if (!isReordered || !wantsMotion()) return
    const drawn = new Map(before.places)
    for (const [key, animation] of gliding.current) {
      const element = elements.current.get(key)
      // The new place is already set: what is drawn is still the old glide's.
      if (element !== undefined && animation.playState === 'running') drawn.set(key, drawnPlace(element))
    }
    for (const glide of glidesOf(drawn, places)) {
      const element = elements.current.get(glide.key)
      if (element === undefined) continue
      gliding.current.get(glide.key)?.cancel()
      const frames =
        glide.kind === 'move'
          ? [{ transform: placeText(glide.from) }, { transform: placeText(glide.to) }]
          : [{ opacity: 0 }, { opacity: 1 }]
      const animation = element.animate(frames, { duration: glideMs, easing })
      gliding.current.set(glide.key, animation)
      const forget = (): void => {
        if (gliding.current.get(glide.key) === animation) gliding.current.delete(glide.key)
      }
      animation.addEventListener('finish', forget)
      animation.addEventListener('cancel', forget)
    }
  })
  return indices.map((index) => {
    const key = keyed.keyOf(index)
    const { x, y } = placeOfCell(geometry, index)
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: the list box has the focus and names its active option
      <div
        key={key}
        ref={(element) => {
          if (element === null) return
          elements.current.set(key, element)
          return () => {
            elements.current.delete(key)
          }
        }}
        id={`${gridId}-${index}`}
        role="option"
        className="virtual-grid__cell virtual-grid__cell--free"
        aria-label={grid.cellLabel?.(index)}
        aria-selected={grid.isSelected(index)}
        aria-posinset={index + 1}
        aria-setsize={grid.count}
        data-grid-index={index}
        data-active={index === grid.activeIndex}
        draggable={grid.onDragCell !== undefined}
        style={{ transform: placeText({ x, y }), width: geometry.columnWidth, height: geometry.rowHeight }}
      >
        {grid.cell(index)}
      </div>
    )
  })
}
