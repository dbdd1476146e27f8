import { useEffect } from 'react'
import { useApp } from '../stores/use-stores.tsx'

/** Puts the chosen theme, or the system's, on the document. */
export const useTheme = (): void => {
  const theme = useApp('preferences', (preferences) => preferences.theme)
  useEffect(() => {
    const light = window.matchMedia('(prefers-color-scheme: light)')
    const apply = (): void => {
      document.documentElement.dataset['theme'] = theme === 'system' ? (light.matches ? 'light' : 'dark') : theme
    }
    apply()
    light.addEventListener('change', apply)
    return () => light.removeEventListener('change', apply)
  }, [theme])
}
