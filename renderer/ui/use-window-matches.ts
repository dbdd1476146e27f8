import { useSyncExternalStore } from 'react'

/** Whether the window fits a media query now, as `(width < 1000px)`. */
export const useWindowMatches = (query: string): boolean =>
  useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => window.matchMedia(query).matches,
  )
