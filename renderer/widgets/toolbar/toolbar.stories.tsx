import { StoryStores } from '../../stores/fixtures/story-stores.tsx'
import { DetailsToggle } from './details-toggle.tsx'
import { ImportMenu } from './import-menu.tsx'

export const Buttons = () => (
  <StoryStores>
    <div className="story-row">
      <ImportMenu />
      <DetailsToggle />
    </div>
  </StoryStores>
)
