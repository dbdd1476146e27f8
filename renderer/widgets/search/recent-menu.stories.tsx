import { useState } from 'react'
import { StoryStores } from '../../stores/fixtures/story-stores.tsx'
import { RecentMenu } from './recent-menu.tsx'

const Recent = () => {
  const [open, setOpen] = useState(false)
  return <RecentMenu open={open} onOpen={setOpen} onDone={() => undefined} />
}

/** Press the button for two saved and two recent searches. */
export const SavedAndRecent = () => (
  <StoryStores>
    <Recent />
  </StoryStores>
)
