import { StoryStores } from '../../stores/fixtures/story-stores.tsx'
import { ImportPathsSheet } from './import-paths-sheet.tsx'
import { LocateSheet } from './locate-sheet.tsx'
import { NoticesSheet } from './notices-sheet.tsx'
import { RenameSheet } from './rename-sheet.tsx'
import { SaveSearchSheet } from './save-search-sheet.tsx'
import { SavedSearchesSheet } from './saved-searches-sheet.tsx'

export const Rename = () => (
  <StoryStores>
    <RenameSheet videoId="v1" />
  </StoryStores>
)

export const Locate = () => (
  <StoryStores>
    <LocateSheet videoId="v1" />
  </StoryStores>
)

export const ImportByPath = () => (
  <StoryStores>
    <ImportPathsSheet />
  </StoryStores>
)

export const SaveSearch = () => (
  <StoryStores>
    <SaveSearchSheet />
  </StoryStores>
)

export const SavedSearches = () => (
  <StoryStores>
    <SavedSearchesSheet />
  </StoryStores>
)

export const NoNotices = () => (
  <StoryStores>
    <NoticesSheet />
  </StoryStores>
)
