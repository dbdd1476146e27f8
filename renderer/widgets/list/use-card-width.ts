import { useSyncExternalStore } from 'react'
import { useApp } from '../../stores/use-stores.tsx'

/** Widths of cards by the least width of the window, for people who have set none. */
const steps = [
  { media: '(min-width: 2400px)', libraryCardWidth: 380, resultCardWidth: 400 },
  { media: '(min-width: 1920px)', libraryCardWidth: 300, resultCardWidth: 320 },
] as const
const usual = { libraryCardWidth: 208, resultCardWidth: 248 }

const subscribe = (onChange: () => void): (() => void) => {
  const queries = steps.map(({ media }) => matchMedia(media))
  for (const query of queries) query.addEventListener('change', onChange)
  return () => {
    for (const query of queries) query.removeEventListener('change', onChange)
  }
}

/** Least width of a card: as the person set it, else as fills the window well. */
export const useCardWidth = (list: 'libraryCardWidth' | 'resultCardWidth'): number => {
  const set = useApp('preferences', (preferences) => preferences[list])
  const fitting = useSyncExternalStore(
    subscribe,
    () => (steps.find(({ media }) => matchMedia(media).matches) ?? usual)[list],
  )
  return set ?? fitting
}
