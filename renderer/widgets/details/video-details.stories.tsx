import { StoryStores } from '../../stores/fixtures/story-stores.tsx'
import { VideoDetailsView } from './video-details-view.tsx'

export const Video = () => (
  <StoryStores>
    <aside aria-label="Details" style={{ width: 300 }}>
      <VideoDetailsView videoId="v1" />
    </aside>
  </StoryStores>
)
