import { type PointerEvent, type RefObject, useEffect, useRef } from 'react'

/** A word by its cue and its place in it. */
export interface WordPlace {
  readonly cue: number
  readonly word: number
}

/** So near to the edge of the list, in px, it scrolls while words are dragged over. */
const edgePx = 28
const scrollStepPx = 12

const placeAt = (x: number, y: number): WordPlace | null => {
  const word = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-word]') ?? null
  const row = word?.closest<HTMLElement>('[data-index]') ?? null
  if (word === null || row === null) return null
  return { cue: Number(row.dataset['index']), word: Number(word.dataset['word']) }
}

const isSame = (one: WordPlace, other: WordPlace): boolean => one.cue === other.cue && one.word === other.word

/**
 * Tells which words a pointer is dragged over, from the one where it went down; the list scrolls at its edges. A press on
 * marked words is left to the browser, which drags them as a whole.
 */
export const useWordDrag = ({
  scroller,
  onDrag,
}: {
  readonly scroller: RefObject<HTMLElement | null>
  readonly onDrag: (from: WordPlace, to: WordPlace) => void
}) => {
  const dragged = useRef(false)
  const latest = useRef(onDrag)
  latest.current = onDrag
  const stop = useRef<(() => void) | null>(null)
  useEffect(() => () => stop.current?.(), [])
  const onPointerDown = (event: PointerEvent): void => {
    dragged.current = false
    const isMarked = event.target instanceof Element && event.target.closest('[data-marked="true"]') !== null
    const from = event.button === 0 && !isMarked ? placeAt(event.clientX, event.clientY) : null
    if (from === null) return
    const move = ({ clientX, clientY }: globalThis.PointerEvent): void => {
      const list = scroller.current
      const box = list?.getBoundingClientRect()
      if (list !== null && box !== undefined && dragged.current) {
        if (clientY < box.top + edgePx) list.scrollBy({ top: -scrollStepPx })
        else if (clientY > box.bottom - edgePx) list.scrollBy({ top: scrollStepPx })
      }
      const to = placeAt(clientX, clientY)
      if (to === null || (!dragged.current && isSame(from, to))) return
      dragged.current = true
      latest.current(from, to)
    }
    stop.current = () => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', end)
      window.removeEventListener('pointercancel', end)
      stop.current = null
    }
    const end = (): void => stop.current?.()
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', end)
  }
  return {
    /** Whether the press that ends now was a drag, and so is no click. */
    isDragging: () => dragged.current,
    dragProps: { onPointerDown },
  }
}
