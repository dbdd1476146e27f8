import type { Anchor } from '../../../electron/contract/index.ts'
import { momentText } from '../../../electron/contract/source-timecode.ts'
import { queryLabel } from '../../stores/search/query-label.ts'
import type { SearchQuery } from '../../stores/search/search-query.ts'
import { useAnyKnownDetails } from '../../stores/use-server.ts'
import { useApp } from '../../stores/use-stores.tsx'

/** Tells where a scene is: its film and timecode; “a scene” where only its id is known. */
export const useAnchorText = (): ((anchor: Anchor) => string) => {
  const detailsOf = useAnyKnownDetails()
  const fromSource = useApp('preferences', (preferences) => preferences.timesFrom === 'source')
  const titles = useApp('library', (library) => library.videos)
  return (anchor) => {
    if ('sceneId' in anchor) return 'a scene'
    const details = detailsOf(anchor.videoId)
    const title = details?.title ?? titles.get(anchor.videoId)?.title ?? ''
    const source = fromSource ? details?.sourceTimecode : null
    const place =
      'index' in anchor ? `scene ${anchor.index + 1}` : momentText(anchor.timeMs, details?.frameRate ?? null, source)
    return title === '' ? place : `${title} ${place}`
  }
}

/** What a search is called, with the films of its scenes and how many filters it has. */
export const useQueryLabel = (): ((query: SearchQuery) => string) => {
  const anchorText = useAnchorText()
  return (query) => queryLabel(query, anchorText)
}
