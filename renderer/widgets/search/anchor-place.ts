import type { Anchor } from '../../../electron/contract/index.ts'
import { useApp } from '../../stores/use-stores.tsx'
import { timecodeText } from '../../ui/timecode-text.ts'

/** Tells where an anchor is, as a timecode of its film; “a scene” where only its id is known. */
export const usePlaceText = (): ((anchor: Anchor) => string) => {
  const entries = useApp('details', (state) => state.entries)
  useApp('library', (state) => state.revision)
  return (anchor) => {
    if ('sceneId' in anchor) return 'a scene'
    if ('index' in anchor) return `scene ${anchor.index + 1}`
    const entry = entries.get(anchor.videoId)
    return timecodeText(anchor.timeMs, entry?.status === 'ready' ? entry.details.frameRate : null)
  }
}
