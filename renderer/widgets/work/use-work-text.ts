import { useIsLive } from '../../stores/use-server.ts'
import { useApp } from '../../stores/use-stores.tsx'
import { workText } from '../../ui/work-text.ts'

/** How the work on videos stands, in the words that every part of the page uses; null while there is none. */
export const useWorkText = (): string | null => {
  const isLive = useIsLive()
  return useApp('status', ({ stats }) => workText(stats, isLive))
}
