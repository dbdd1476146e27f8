import type { Anchor } from '../../../electron/contract/index.ts'
import { timecodeText } from '../../../electron/contract/timecode.ts'
import { useAnyKnownDetails } from '../../stores/use-server.ts'

/** Tells where an anchor is, as a timecode of its film; “a scene” where only its id is known. */
export const useAnchorText = (): ((anchor: Anchor) => string) => {
  const detailsOf = useAnyKnownDetails()
  return (anchor) => {
    if ('sceneId' in anchor) return 'a scene'
    if ('index' in anchor) return `scene ${anchor.index + 1}`
    return timecodeText(anchor.timeMs, detailsOf(anchor.videoId)?.frameRate ?? null)
  }
}
