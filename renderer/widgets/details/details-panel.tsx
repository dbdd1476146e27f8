import { useRoute } from 'wouter'
import { useApp } from '../../stores/use-stores.tsx'
import { ResultDetails } from './result-details.tsx'
import { SelectionDetails } from './selection-details.tsx'
import { VideoDetailsView } from './video-details-view.tsx'
import { VideoPageDetails } from './video-page-details.tsx'
import './details-panel.css'

/** Details of what is selected: videos in the library, a scene in results, or the video whose page is on show and its chosen scenes. */
export const DetailsPanel = () => {
  const [onVideo, video] = useRoute('/video/:id')
  const [onSearch] = useRoute('/search')
  const selection = useApp('selection', (state) => state.scopes.library.ids)
  const only = selection.size === 1 ? [...selection][0] : undefined
  if (onVideo && video?.id !== undefined) return <VideoPageDetails videoId={video.id} />
  if (onSearch) return <ResultDetails />
  if (only !== undefined) return <VideoDetailsView videoId={only} />
  return <SelectionDetails ids={selection} />
}
