import { useEffect, useRef, useState } from 'react'

/** A person who scrolled is left alone for so long. */
const restMs = 4000

/** The index a list should bring into view: the current one, except while a person scrolls it. */
export const useFollow = (
  current: number,
): {
  readonly followIndex: number
  readonly followProps: {
    readonly onWheel: () => void
    readonly onPointerDown: () => void
    readonly onTouchMove: () => void
  }
} => {
  const [followIndex, setFollowIndex] = useState(current)
  const touchedAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    if (performance.now() - touchedAt.current > restMs) setFollowIndex(current)
  }, [current])
  const touch = (): void => {
    touchedAt.current = performance.now()
  }
  return { followIndex, followProps: { onWheel: touch, onPointerDown: touch, onTouchMove: touch } }
}
