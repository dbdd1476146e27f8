import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'

/** Keeps the words that are said in view, until a person scrolls away from them. */
export const useTranscriptFollow = (
  current: number,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
): {
  /** Whether a person looks at something else. */
  readonly away: boolean
  readonly comeBack: () => void
  readonly followProps: {
    readonly onWheel: () => void
    readonly onTouchMove: () => void
    readonly onScroll: () => void
    readonly onPointerDown: (event: { readonly target: EventTarget; readonly currentTarget: Element }) => void
  }
} => {
  const [away, setAway] = useState(false)
  const byPerson = useRef(false)
  const latest = useRef({ current, virtualizer })
  latest.current = { current, virtualizer }
  const show = (): void => {
    const { current: index, virtualizer: list } = latest.current
    if (index >= 0) list.scrollToIndex(index, { align: 'auto' })
  }
  useEffect(() => {
    byPerson.current = byPerson.current && away
    if (!away && current >= 0) latest.current.virtualizer.scrollToIndex(current, { align: 'auto' })
  }, [current, away])
  const touch = (): void => {
    byPerson.current = true
  }
  return {
    away,
    comeBack: () => {
      byPerson.current = false
      setAway(false)
      show()
    },
    followProps: {
      onWheel: touch,
      onTouchMove: touch,
      onPointerDown: ({ target, currentTarget }) => {
        // The scroll bar belongs to the list itself.
        if (target === currentTarget) touch()
      },
      onScroll: () => {
        if (!byPerson.current) return
        const { current: index, virtualizer: list } = latest.current
        const top = list.scrollOffset ?? 0
        const height = list.scrollRect?.height ?? 0
        const row = list.measurementsCache[index]
        setAway(row !== undefined && (row.end <= top || row.start >= top + height))
      },
    },
  }
}
